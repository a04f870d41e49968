import type { IAuthenticate, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { synthflow, synthflowHosts } from '../nodes/shared/providers/synthflow';
import { authenticateAt, testRules } from '../nodes/shared/transport/connect';

export class SynthflowVoiceApi implements ICredentialType {
	name = 'synthflowVoiceApi';

	displayName = 'Synthflow Voice API';

	icon = { light: 'file:../icons/synthflow.svg', dark: 'file:../icons/synthflow.dark.svg' } as const;

	documentationUrl = 'https://github.com/n8n-nodes-voice-calls/n8n-nodes-voice-calls/blob/main/docs/providers/synthflow.md';

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
			displayName: 'Region',
			name: 'region',
			type: 'options',
			default: 'global',
			options: [
				{ name: 'Global', value: 'global' },
				{ name: 'United States', value: 'us' },
				{ name: 'European Union', value: 'eu' },
				{ name: 'Custom', value: 'custom' },
			],
			description: 'Where the workspace lives: a key works only in the region it was made in',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: synthflowHosts.global,
			required: true,
			description: 'Address of the API; https:// only, http:// for this machine alone',
			hint: 'The address that Synthflow gave you',
			displayOptions: { show: { region: ['custom'] } },
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			hint: 'For events alone: it proves that they come from Synthflow',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Secret from the security settings of the workspace, which signs the call events',
		},
	];

	authenticate: IAuthenticate = authenticateAt(synthflow);

	test: ICredentialTestRequest = {
		request: {
			baseURL: `={{ (${JSON.stringify(synthflowHosts)})[$credentials.region] ?? $credentials.baseUrl }}`,
			url: '/assistants/',
			qs: { limit: 1 },
		},
		rules: testRules(synthflow, { wrongBody: [{ key: 'response', value: undefined }] }),
	};
}
