import type { IAuthenticate, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { retell } from '../nodes/shared/providers/retell';
import { authenticateAt, testRules } from '../nodes/shared/transport/connect';

export class RetellVoiceApi implements ICredentialType {
	name = 'retellVoiceApi';

	displayName = 'Retell AI Voice API';

	icon = { light: 'file:../icons/retell.svg', dark: 'file:../icons/retell.dark.svg' } as const;

	documentationUrl = 'https://github.com/n8n-nodes-voice-calls/n8n-nodes-voice-calls/blob/main/docs/providers/retell.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'Key of your workspace, from its settings under API Keys',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.retellai.com',
			required: true,
			description: 'Address of the API; https:// only, http:// for this machine alone',
			hint: 'Leave it as it is, unless Retell AI gave you another address',
		},
		{
			displayName: 'Webhook API Key',
			name: 'webhookApiKey',
			hint: 'For Call Event Trigger and Wait by Callback: needed if the API key above is not the one with the webhook badge',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The API key that carries the webhook badge at Retell AI and signs the call events',
		},
	];

	authenticate: IAuthenticate = authenticateAt(retell);

	test: ICredentialTestRequest = {
		request: { baseURL: '={{ $credentials.baseUrl }}', url: '/get-concurrency' },
		rules: testRules(retell, {
			wrongBody: [
				{ key: 'status', value: 'error' },
				{ key: 'concurrency_limit', value: undefined },
			],
		}),
	};
}
