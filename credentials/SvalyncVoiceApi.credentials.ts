import type { IAuthenticate, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { svalync } from '../nodes/shared/providers/svalync';
import { authenticateAt, testRules } from '../nodes/shared/transport/connect';

export class SvalyncVoiceApi implements ICredentialType {
	name = 'svalyncVoiceApi';

	displayName = 'Svalync Voice API';

	icon = { light: 'file:../icons/svalync.svg', dark: 'file:../icons/svalync.dark.svg' } as const;

	documentationUrl = 'https://github.com/n8n-nodes-voice-calls/n8n-nodes-voice-calls/blob/main/docs/providers/svalync.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'Key of your workspace, from your <a href="https://www.svalync.com/profile" target="_blank">profile page</a> at Svalync',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://svalync.com/api',
			required: true,
			description: 'Address of the API; https:// only, http:// for this machine alone',
			hint: 'Leave it as it is, unless Svalync gave you another address',
		},
		{
			displayName: 'Send Call Path',
			name: 'sendCallPath',
			type: 'string',
			default: '/voiceai/sendcall',
			description: 'Path that Send Call posts to',
			hint: 'Leave it as it is, unless Svalync gave you another path',
		},
		{
			displayName: 'Make Call Path',
			name: 'makeCallPath',
			type: 'string',
			default: '/voiceai/makecall',
			description: 'Path that Make Call posts to',
			hint: 'For Make Call alone: Svalync does not publish this path, so ask Svalync for the one of your workspace',
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

	authenticate: IAuthenticate = authenticateAt(svalync);

	test: ICredentialTestRequest = {
		request: { baseURL: '={{ $credentials.baseUrl }}', url: '/agents/getall' },
		rules: testRules(svalync, {
			wrongBody: [
				{ key: 'success', value: false },
				{ key: 'response[0].success', value: false },
			],
		}),
	};
}
