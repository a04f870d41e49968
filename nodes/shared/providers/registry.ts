import type { CapabilityName } from './capabilities';
import type { Provider, ProviderId } from './provider';
import { simulator } from './simulator';
import { svalync } from './svalync';
import { synthflow } from './synthflow';
import { talkover } from './talkover';
import { unleashx } from './unleashx';
import type { CallEvent } from '../call/event';
import { at, isObject } from '../call/json';

/** Every provider of the package, the default first. */
export const providers: readonly Provider[] = [simulator, svalync, synthflow, talkover, unleashx];

/** The provider with this id, or undefined. */
export const providerById = (id: string): Provider | undefined => providers.find((provider) => provider.id === id);

/** Whether the provider does this, wholly or partly. */
export const supports = (provider: Provider, capability: CapabilityName): boolean => provider.capabilities[capability].supported !== 'no';

/** The ids of all providers that do this: what decides in which providers a field is shown. */
export const providersThatHonour = (capability: CapabilityName): ProviderId[] =>
	providers.filter((provider) => supports(provider, capability)).map((provider) => provider.id);

/**
 * The pattern that the ID of an agent or a voice matches where it may be one of this provider: its own form where it has one,
 * and never the form of another provider. An empty ID matches, and blanks around it do not count.
 */
export function idPatternFor(provider: Provider): string {
	if (provider.idForm !== undefined) return `\\s*(${provider.idForm})?\\s*`;
	const others = providers.flatMap(({ idForm }) => (idForm === undefined ? [] : [idForm]));
	return `(?!\\s*(${others.join('|')})\\s*$)[\\s\\S]*`;
}

/** The provider that an ID belongs to by its form; undefined where any may have it. */
export const ownerOf = (id: string): Provider | undefined =>
	providers.find(({ idForm }) => idForm !== undefined && new RegExp(`^(${idForm})$`).test(id));

/** Whether this operation of the provider cannot be asked without the id of an agent. */
export const needsAgent = ({ agentNeededFor = [] }: Provider, operation: 'listCalls' | 'endCall'): boolean =>
	agentNeededFor.includes(operation);

/** More events than this in one body are no batch. */
const maxEvents = 1000;

/** What only the body of a single event has. */
const ofOneEvent = ['event', 'type', 'event_type', 'call'];

/**
 * All events of one webhook body: one, or several in an array or in an object that holds them as `events`.
 * A body that holds none, or more than 1,000, stays whole: one `call.unknown` with the body as `raw`.
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
