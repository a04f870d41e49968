import type { INodeProperties } from 'n8n-workflow';
import type { CallEventName } from '../call/event';
import { callEventNames } from '../call/event';
import { agentProperties } from '../fields/agent';
import { providerProperties } from '../fields/provider';
import type { Provider } from '../providers/provider';
import { honours, needsAgent, providers } from '../providers/registry';

const isPolled = (provider: Provider): boolean => honours(provider, 'polledEvents');
const polled: unknown[] = providers.filter(isPolled).map(({ id }) => id);

/** The providers whose calls can be listed. */
const pollProvider: INodeProperties[] = providerProperties.map((property) =>
	property.name === 'provider'
		? {
				...property,
				options: property.options?.filter((option) => 'value' in option && polled.includes(option.value)),
			}
		: property,
);

/** Needed where the calls are listed by agent, a filter elsewhere. */
const pollAgent: INodeProperties[] = [
	...agentProperties((one) => isPolled(one) && needsAgent(one, 'listCalls')).map((property) => ({
		...property,
		description: 'The voice agent whose calls are watched',
	})),
	...agentProperties((one) => isPolled(one) && !needsAgent(one, 'listCalls')).map((property) => ({
		...property,
		default: { mode: 'list', value: '' },
		required: false,
		description: 'The voice agent whose calls are watched; leave it empty to watch the calls of all agents',
	})),
];

const eventTitles: Record<CallEventName, { name: string; description: string }> = {
	'call.analysis_ready': { name: 'Analysis Ready', description: 'The summary or the analysis of an ended call is there' },
	'call.completed': { name: 'Completed', description: 'The call ended after it was answered, also by a mailbox' },
	'call.connected': { name: 'Connected', description: 'The call was answered' },
	'call.failed': { name: 'Failed', description: 'The call ended without a talk: outcome says why' },
	'call.in_progress': { name: 'In Progress', description: 'The talk goes on' },
	'call.initiated': { name: 'Initiated', description: 'The call was started' },
	'call.queued': { name: 'Queued', description: 'The call waits to be dialled' },
	'call.recording_ready': { name: 'Recording Ready', description: 'The recording of an ended call is there' },
	'call.ringing': { name: 'Ringing', description: 'The phone rings' },
	'call.transcript_ready': { name: 'Transcript Ready', description: 'The transcript of an ended call is there' },
	'call.unknown': { name: 'Unknown', description: 'The provider uses a word this node does not know; raw holds it' },
};

const events: INodeProperties = {
	displayName: 'Events',
	name: 'events',
	type: 'multiOptions',
	required: true,
	default: ['call.completed', 'call.failed'],
	description: 'What starts the workflow; a state that passes between two polls is not seen',
	options: callEventNames
		.map((value) => ({ value, ...eventTitles[value] }))
		.sort((a, b) => a.name.localeCompare(b.name)),
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Include Raw Answer',
			name: 'includeRaw',
			type: 'boolean',
			default: false,
			description: "Whether to add the provider's own row of the call as raw",
		},
	],
};

/** The editor's properties of Call Poll Trigger; n8n itself adds Poll Times. */
export const pollProperties: INodeProperties[] = [...pollProvider, ...pollAgent, events, options];
