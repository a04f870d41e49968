import type { IAuthenticate, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { talkover } from '../nodes/shared/providers/talkover';
import { authenticateAt, testRules } from '../nodes/shared/transport/connect';

export class TalkoverVoiceApi implements ICredentialType {
	name = 'talkoverVoiceApi';

	displayName = 'Talkover Voice API';

	icon = { light: 'file:../icons/talkover.svg', dark: 'file:../icons/talkover.dark.svg' } as const;

	documentationUrl = 'https://github.com/n8n-nodes-voice-calls/n8n-nodes-voice-calls/blob/main/docs/providers/talkover.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'Token of the environment, from Account, Environments',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://app.talkover.ai/api/v1',
			required: true,
			description: 'Address of the API; https:// only, http:// for this machine alone',
			hint: 'Leave it as it is, unless Talkover gave you another address',
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

	authenticate: IAuthenticate = authenticateAt(talkover);

	// Not /health, which succeeds without a valid key.
	test: ICredentialTestRequest = {
		request: { baseURL: '={{ $credentials.baseUrl }}', url: '/agents', qs: { per_page: 1 } },
		rules: testRules(talkover, {
			wrongBody: [
				{ key: 'success', value: false },
				{ key: 'data', value: undefined },
			],
		}),
	};
}
