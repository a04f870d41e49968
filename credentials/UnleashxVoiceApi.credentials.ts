import type { IAuthenticate, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { unleashx } from '../nodes/shared/providers/unleashx';
import { authenticateAt, testRules } from '../nodes/shared/transport/connect';

export class UnleashxVoiceApi implements ICredentialType {
	name = 'unleashxVoiceApi';

	displayName = 'UnleashX Voice API';

	icon = { light: 'file:../icons/unleashx.svg', dark: 'file:../icons/unleashx.dark.svg' } as const;

	documentationUrl = 'https://github.com/n8n-nodes-voice-calls/n8n-nodes-voice-calls/blob/main/docs/providers/unleashx.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'Token from the portal, under Profile & Settings, API Key',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://www.tryunleashx.com/api/v1/global',
			required: true,
			description: 'Address of the API; https:// only, http:// for this machine alone',
			hint: 'Leave it as it is, unless UnleashX gave you another address',
		},
		{
			displayName: 'Webhook Token',
			name: 'webhookToken',
			hint: 'For Call Event Trigger alone: a long random text of your own',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Secret that the address for call events carries as its token; a long random text of letters and digits, such as 40 of them',
		},
	];

	authenticate: IAuthenticate = authenticateAt(unleashx);

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl }}',
			url: '/verify',
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: '{}', // n8n omits an empty object
		},
		rules: testRules(unleashx, {
			wrongBody: [
				{ key: 'error', value: true },
				{ key: 'success', value: false },
			],
		}),
	};
}
