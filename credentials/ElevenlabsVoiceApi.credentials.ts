import type { IAuthenticate, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { elevenlabs, elevenlabsHosts } from '../nodes/shared/providers/elevenlabs';
import { authenticateAt, testRules } from '../nodes/shared/transport/connect';

export class ElevenlabsVoiceApi implements ICredentialType {
	name = 'elevenlabsVoiceApi';

	displayName = 'ElevenLabs Voice API';

	icon = { light: 'file:../icons/elevenlabs.svg', dark: 'file:../icons/elevenlabs.dark.svg' } as const;

	documentationUrl = 'https://github.com/n8n-nodes-voice-calls/n8n-nodes-voice-calls/blob/main/docs/providers/elevenlabs.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'Key of your workspace; a restricted key needs the permission for Agents',
		},
		{
			displayName: 'Region',
			name: 'region',
			type: 'options',
			default: 'global',
			options: [
				{ name: 'Global', value: 'global' },
				{ name: 'United States', value: 'us' },
				{ name: 'European Union (Data Residency)', value: 'eu' },
				{ name: 'India (Data Residency)', value: 'in' },
				{ name: 'Custom', value: 'custom' },
			],
			description: 'Where the workspace lives: a workspace with data residency has keys of its own',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: elevenlabsHosts.global,
			required: true,
			description: 'Address of the API; https:// only, http:// for this machine alone',
			hint: 'The address that ElevenLabs gave you',
			displayOptions: { show: { region: ['custom'] } },
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			hint: 'For Call Event Trigger: ElevenLabs shows it once, when you make the webhook with HMAC',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Secret of the webhook, which ElevenLabs shows once when the webhook is made with HMAC',
		},
	];

	authenticate: IAuthenticate = authenticateAt(elevenlabs);

	test: ICredentialTestRequest = {
		request: {
			baseURL: `={{ (${JSON.stringify(elevenlabsHosts)})[$credentials.region] ?? $credentials.baseUrl }}`,
			url: '/v1/convai/agents',
			qs: { page_size: 1 },
		},
		rules: testRules(elevenlabs, { wrongBody: [{ key: 'agents', value: undefined }] }),
	};
}
