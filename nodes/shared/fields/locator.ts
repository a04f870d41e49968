import type { INodeParameterResourceLocator, INodeProperties, INodePropertyMode, ResourceLocatorModes } from 'n8n-workflow';
import { isObject } from '../call/json';
import type { Provider } from '../providers/provider';
import { idPatternFor, ownerOf } from '../providers/registry';
import type { Result } from '../call/result';
import { invalid, ok } from '../call/result';
import { readText } from './values';

/** What is chosen from a list of the provider: an agent or a voice. */
interface Chosen {
	displayName: string;
	name: string;
	/** One of them, as in a sentence: "an agent". */
	noun: string;
	description: string;
	/** The method of the node that lists them. */
	listMethod: string;
	idPlaceholder: string;
}

/** How a locator stands at first: where in the list, or which ID. */
interface Start {
	mode: ResourceLocatorModes;
	value: string;
	cachedResultName?: string;
}

const ofAnother = ({ noun }: Chosen, provider: Provider): string =>
	provider.idForm === undefined
		? `This is ${noun} of another provider: choose ${noun} of ${provider.displayName}`
		: `This is not ${noun} of the ${provider.displayName}: choose ${noun} from its list`;

/**
 * A drop-down of one provider, with By ID beside it. There is one of them per provider, all of the same name: n8n empties
 * what was chosen when the provider is switched, since no option of `options` is the value; and where an ID came another
 * way, the field is red as long as its form says that it belongs elsewhere.
 */
export function locator(chosen: Chosen, provider: Provider, start: Start, listed = true): INodeProperties {
	const validation: INodePropertyMode['validation'] = [
		{ type: 'regex', properties: { regex: idPatternFor(provider), errorMessage: ofAnother(chosen, provider) } },
	];
	return {
		displayName: chosen.displayName,
		name: chosen.name,
		type: 'resourceLocator',
		default: { ...start },
		required: true,
		description: chosen.description,
		displayOptions: { show: { provider: [provider.id] } },
		options: [],
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list' as const,
				placeholder: `Select ${chosen.noun}...`,
				// Without it n8n refuses the list where a provider needs no credential, and hides our own words where one is missing.
				typeOptions: { searchListMethod: chosen.listMethod, searchable: true, skipCredentialsCheckInRLC: true },
				validation,
			},
			{ displayName: 'By ID', name: 'id', type: 'string' as const, placeholder: chosen.idPlaceholder, validation },
		].filter(({ name }) => listed || name !== 'list'),
	};
}

/** The same inside of Options, where it may be left out; n8n marks only what stands at the top as a locator. */
export const inOptions = ({ default: start, ...same }: INodeProperties): INodeProperties => ({
	...same,
	required: false,
	displayOptions: undefined,
	default: { ...(start as INodeParameterResourceLocator), __rl: true },
});

/** The ID in what the editor writes for a locator; anything else as it is. */
const idIn = (raw: unknown): unknown => (isObject(raw) && raw.__rl === true ? raw.value : raw);

/** The ID of what was chosen; one whose form says that it belongs to another provider is refused before anything is sent. */
export function readChosen(
	raw: unknown,
	provider: Provider,
	{ displayName, noun }: Pick<Chosen, 'displayName' | 'noun'>,
): Result<string | null> {
	const text = readText(idIn(raw), displayName, 200);
	if (!text.ok || text.value === null) return text;
	const owner = ownerOf(text.value);
	if (provider.idForm === undefined ? owner === undefined : owner === provider) return ok(text.value);
	return invalid(
		displayName,
		provider.idForm === undefined
			? `is ${noun} of the ${owner?.displayName ?? ''}. Choose ${noun} of ${provider.displayName}.`
			: `is not ${noun} of the ${provider.displayName}. Choose ${noun} from its list.`,
	);
}
