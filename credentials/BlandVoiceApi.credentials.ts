import type { IAuthenticate, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { bland } from '../nodes/shared/providers/bland';
import { authenticateAt, testRules } from '../nodes/shared/transport/connect';

export class BlandVoiceApi implements ICredentialType {
	name = 'blandVoiceApi';

	displayName = 'Bland Voice API';

	icon = { light: 'file:../icons/bland.svg', dark: 'file:../icons/bland.dark.svg' } as const;

	documentationUrl = 'https://github.com/n8n-nodes-voice-calls/n8n-nodes-voice-calls/blob/main/docs/providers/bland.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'Key of your organization, from Account Settings, Keys',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.bland.ai',
			required: true,
			description: 'Address of the API; https:// only, http:// for this machine alone',
			hint: 'Leave it as it is, unless Bland gave your company a host of its own',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			hint: 'For Call Event Trigger: Bland shows it once, under Account Settings, Keys, Replace Secret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Secret that Bland shows once under Account Settings, Keys, Replace Secret, and that signs the call events',
		},
	];

	authenticate: IAuthenticate = authenticateAt(bland);

	test: ICredentialTestRequest = {
		request: { baseURL: '={{ $credentials.baseUrl }}', url: '/v1/me' },
		rules: testRules(bland, { wrongBody: [{ key: 'billing', value: undefined }] }),
	};
}
