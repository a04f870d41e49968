/** What the README, docs/reference, docs/guides and docs/providers say of each provider, made from the registry. */
import type { CallEventName } from '../../../nodes/shared/call/event';
import { callEventNames } from '../../../nodes/shared/call/event';
import type { CapabilityName, EventSources } from '../../../nodes/shared/providers/capabilities';
import { capabilityNames, capabilityTitles } from '../../../nodes/shared/providers/capabilities';
import type { Provider } from '../../../nodes/shared/providers/provider';
import { supports } from '../../../nodes/shared/providers/registry';
import { table } from './markdown.mts';

type Providers = readonly Provider[];

const marks = { yes: '✔', partly: '◐', no: '–' };
const mark = (provider: Provider, capability: CapabilityName): string => marks[provider.capabilities[capability].supported];
const names = (providers: Providers): string[] => providers.map(({ displayName }) => displayName);

/** One row per capability, one column per provider. */
export function capabilityTable(providers: Providers): string {
	const rows = capabilityNames.map((name) => [capabilityTitles[name], ...providers.map((provider) => mark(provider, name))]);
	return table(['', ...names(providers)], rows, ':---:');
}

/** One row per provider: what it can, how the outcome of its calls comes back, who calls again, and where its set-up stands. */
export const providerTable = (providers: Providers): string =>
	table(
		['', 'Send Call', 'Make Call', 'Wait by polling', 'Wait by callback', 'Call Event Trigger', 'Call Poll Trigger', 'Redials'],
		providers.map((provider) => [
			`[${provider.displayName}](docs/providers/${provider.id}.md)`,
			'✔',
			mark(provider, 'scriptedCall'),
			mark(provider, 'pollingWait'),
			callbackOf(provider),
			mark(provider, 'pushedEvents') + (provider.webhook.registration ? ', registers itself' : ''),
			mark(provider, 'polledEvents'),
			redialsOf(provider),
		]),
	);

function callbackOf(provider: Provider): string {
	const how = mark(provider, 'callbackWait');
	if (provider.inProcess || !supports(provider, 'callbackWait')) return how;
	return supports(provider, 'callbackUrl') ? how : `${how} with Call Event Trigger`;
}

function redialsOf(provider: Provider): string {
	const own = 'by polling';
	if (supports(provider, 'nativeRetry') && supports(provider, 'scriptedRetry')) return 'own';
	if (supports(provider, 'nativeRetry')) return `own; Make Call: ${own}`;
	return supports(provider, 'pollingWait') ? own : marks.no;
}

/** What is partly or not possible and why, as far as there is more to say than "not offered". */
export const limitsOf = ({ capabilities }: Provider): string =>
	capabilityNames
		.map((name) => ({ name, claim: capabilities[name] }))
		.filter(({ claim }) => claim.supported !== 'yes' && claim.note)
		.map(({ name, claim }) => `- ${capabilityTitles[name]}${claim.supported === 'partly' ? ' (partly)' : ''}: ${claim.note}`)
		.join('\n');

/** One row per event, one column per provider: on which way it comes. */
export const eventTable = (providers: Providers): string =>
	table(
		['', ...names(providers)],
		callEventNames.map((name) => [`\`${name}\``, ...providers.map(({ events }) => waysOf(events, name))]),
	);

function waysOf({ pushed, polled }: EventSources, name: CallEventName): string {
	const ways = Object.entries({ push: pushed[name], poll: polled[name] }).filter(([, way]) => way !== undefined);
	return ways.map(([word, way]) => (typeof way === 'string' ? `${word} (${way})` : word)).join(', ') || '–';
}
