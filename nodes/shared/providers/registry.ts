import type { CapabilityName } from './capabilities';
import type { Provider, ProviderId } from './provider';
import { simulator } from './simulator';
import { svalync } from './svalync';
import { synthflow } from './synthflow';
import { talkover } from './talkover';
import { unleashx } from './unleashx';

/** Every provider of the package, the default first. */
export const providers: readonly Provider[] = [simulator, svalync, synthflow, talkover, unleashx];

/** The provider with this id, or undefined. */
export const providerById = (id: string): Provider | undefined => providers.find((one) => one.id === id);

/** Whether the provider does this, wholly or partly. */
export const honours = (provider: Provider, capability: CapabilityName): boolean =>
	provider.capabilities[capability].supported !== 'no';

/** The ids of all providers that do this: what decides in which providers a field is shown. */
export const providersThatHonour = (capability: CapabilityName): ProviderId[] =>
	providers.filter((one) => honours(one, capability)).map((one) => one.id);

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
