import type { IAuthenticate, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { vapi } from '../nodes/shared/providers/vapi';
import { authenticateAt, testRules } from '../nodes/shared/transport/connect';

export class VapiVoiceApi implements ICredentialType {
	name = 'vapiVoiceApi';

	displayName = 'Vapi Voice API';

	icon = { light: 'file:../icons/vapi.svg', dark: 'file:../icons/vapi.dark.svg' } as const;

	documentationUrl = 'https://github.com/n8n-nodes-voice-calls/n8n-nodes-voice-calls/blob/main/docs/providers/vapi.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Private API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'From the dashboard, under API Keys; the public key of browsers places no phone calls',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.vapi.ai',
			required: true,
			description: 'Address of the API; https:// only, http:// for this machine alone',
			hint: 'Leave it as it is, unless Vapi gave you another address',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			hint: 'For Call Event Trigger: the secret that you gave the Server URL of an assistant, a number or the organization at Vapi',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Secret of the credential of the server URL at Vapi, which sends it as X-Vapi-Secret or signs events with it (HMAC)',
		},
		{
			displayName: 'Webhook Token',
			name: 'webhookToken',
			hint: 'For events that a call sends to its Callback URL: a long random text of your own',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Secret that the address for call events carries as its token; a long random text of letters and digits, such as 40 of them',
		},
	];

	authenticate: IAuthenticate = authenticateAt(vapi);

	test: ICredentialTestRequest = {
		request: { baseURL: '={{ $credentials.baseUrl }}', url: '/v2/phone-number', qs: { limit: 1 } },
		// n8n looks into the first element of a list, and an account may have no numbers: this list comes in an object with its metadata.
		rules: testRules(vapi, { wrongBody: [{ key: 'metadata', value: undefined }] }),
	};
}
