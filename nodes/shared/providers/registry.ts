import type { CapabilityName } from './capabilities';
import { providers } from './list';
import type { Provider, ProviderId } from './provider';
import type { CallEvent } from '../call/event';
import { at, isObject } from '../call/json';

export { providers } from './list';

/** The provider with this id, or undefined. */
export const providerById = (id: string): Provider | undefined => providers.find((provider) => provider.id === id);

/** Whether the provider supports the capability, wholly or partly. */
export const supports = (provider: Provider, capability: CapabilityName): boolean => provider.capabilities[capability].supported !== 'no';

/** The IDs of all providers that support the capability. They decide for which providers the editor shows a field. */
export const providersThatHonour = (capability: CapabilityName): ProviderId[] =>
	providers.filter((provider) => supports(provider, capability)).map((provider) => provider.id);

/**
 * The pattern for the ID of an agent or a voice of this provider. If the provider's IDs have a form of their own, the pattern is that form.
 * Otherwise the pattern excludes the forms of all other providers. An empty ID matches. Spaces around the ID are ignored.
 */
export function idPatternFor(provider: Provider): string {
	if (provider.idForm !== undefined) return `\\s*(${provider.idForm})?\\s*`;
	const others = providers.flatMap(({ idForm }) => (idForm === undefined ? [] : [idForm]));
	return `(?!\\s*(${others.join('|')})\\s*$)[\\s\\S]*`;
}

/** The provider whose ID form matches this ID, or undefined if none does. */
export const ownerOf = (id: string): Provider | undefined =>
	providers.find(({ idForm }) => idForm !== undefined && new RegExp(`^(${idForm})$`).test(id));

/** Whether the provider needs an agent's ID for this operation. */
export const needsAgent = ({ agentNeededFor = [] }: Provider, operation: 'listCalls' | 'endCall'): boolean =>
	agentNeededFor.includes(operation);

/** A body with more events is not read as a batch. */
const maxEvents = 1000;

/** Names that only the body of a single event has. */
const ofOneEvent = ['event', 'type', 'event_type', 'call'];

/**
 * All events of one webhook body: a single event, an array of events, or an object with an array named `events`. A body with no events or
 * with more than 1,000 is not split: it gives one `call.unknown` with the body as `raw`.
 */
export function eventsIn(provider: Pick<Provider, 'readEvents'>, body: unknown): CallEvent[] {
	const batch = batchIn(body);
	if (batch === null || batch.length === 0 || batch.length > maxEvents) return provider.readEvents(body);
	return batch.flatMap((body) => provider.readEvents(body));
}

function batchIn(body: unknown): unknown[] | null {
	if (Array.isArray(body)) return body;
	const events = at(body, 'events');
	if (!isObject(body) || !Array.isArray(events)) return null;
	return ofOneEvent.some((key) => Object.hasOwn(body, key)) ? null : events;
}
