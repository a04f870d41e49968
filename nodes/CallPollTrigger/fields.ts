import type { INodeProperties } from 'n8n-workflow';
import { eventsProperties } from '../shared/fields/events';
import type { Field } from '../shared/fields/field';
import { collection } from '../shared/fields/field';
import { includeRaw } from '../shared/fields/options';
import { privacy } from '../shared/fields/privacy';
import { providerProperty, agentProperties } from '../shared/fields/provider';
import type { Provider } from '../shared/providers/provider';
import { supports, needsAgent, providers } from '../shared/providers/registry';

const isPolled = (provider: Provider): boolean => supports(provider, 'polledEvents');
const polled: unknown[] = providers.filter(isPolled).map(({ id }) => id);

/** The providers whose calls can be listed. */
const pollProvider: INodeProperties = {
	...providerProperty,
	options: providerProperty.options?.filter((option) => 'value' in option && polled.includes(option.value)),
};

/** Where a provider's list shows less than all events, its reservation. */
const pollNotices: INodeProperties[] = providers
	.filter((provider) => provider.capabilities.polledEvents.supported === 'partly')
	.map(({ id, capabilities }) => ({
		displayName: capabilities.polledEvents.note ?? '',
		name: `${id}PollNotice`,
		type: 'notice',
		default: '',
		displayOptions: { show: { provider: [id] } },
	}));

/** Required if the provider lists calls by agent, otherwise a filter. */
const pollAgent: INodeProperties[] = [
	...agentProperties((provider) => isPolled(provider) && needsAgent(provider, 'listCalls')).map((property) => ({
		...property,
		description: 'The voice agent whose calls are watched',
	})),
	...agentProperties((provider) => isPolled(provider) && !needsAgent(provider, 'listCalls')).map((property) => ({
		...property,
		default: { mode: 'list', value: '' },
		required: false,
		hint: undefined,
		modes: property.modes?.map((mode) => (mode.name === 'list' ? { ...mode, placeholder: 'All agents' } : mode)),
		description: 'The voice agent whose calls are watched; leave it empty to watch the calls of all agents',
	})),
];

const rawRow: Field<boolean> = {
	...includeRaw,
	property: { ...includeRaw.property, description: "Whether to add the provider's own row of the call as raw" },
};

/** The options of the trigger. */
export const pollOptions = collection(
	{ displayName: 'Options', name: 'options', placeholder: 'Add Option' },
	{ includeRaw: rawRow, privacy },
);

/** The editor's properties of Call Poll Trigger; n8n itself adds Poll Times. */
export const pollProperties: INodeProperties[] = [
	pollProvider,
	...pollNotices,
	...pollAgent,
	...eventsProperties('polled', providers.filter(isPolled)),
	pollOptions.property,
];
