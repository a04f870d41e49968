import type { INodeParameterResourceLocator, INodeProperties, INodePropertyMode, ResourceLocatorModes } from 'n8n-workflow';
import { isObject } from '../call/json';
import type { Provider } from '../providers/provider';
import { idPatternFor, ownerOf } from '../providers/registry';
import type { Result } from '../call/result';
import { invalid, ok } from '../call/result';
import { readText } from './values';

/** Describes what the user selects from a provider's list: an agent or a voice. */
interface Chosen {
	displayName: string;
	name: string;
	/** One item with its article, as used in a sentence: "an agent". */
	noun: string;
	description: string;
	/** The node's method that lists the items. */
	listMethod: string;
	idPlaceholder: string;
	/** What is typed instead, if it is no ID: the name of the mode and its label. n8n labels a mode named `id` "By ID" itself. */
	typedAs?: { name: string; displayName: string };
	/** The line below the field, unless the provider has its own. */
	hint?: string;
}

/** The initial value of a locator: an entry of the list, or an ID. */
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
 * A drop-down of one provider, with By ID beside it. Each provider has its own drop-down, all with the same name. When the user switches
 * the provider, n8n empties the selection, because the value is not among `options`. If an ID was set in another way, the field stays red
 * while the ID has the form of another provider.
 */
export function locator(chosen: Chosen, provider: Provider, start: Start, listed = true): INodeProperties {
	const validation: INodePropertyMode['validation'] =
		chosen.typedAs === undefined
			? [{ type: 'regex', properties: { regex: idPatternFor(provider), errorMessage: ofAnother(chosen, provider) } }]
			: undefined;
	const typed = chosen.typedAs ?? { displayName: 'By ID', name: 'id' };
	const texts = provider.fieldTexts?.[chosen.name] ?? {};
	const hint = texts.hint ?? chosen.hint;
	return {
		displayName: chosen.displayName,
		name: chosen.name,
		type: 'resourceLocator',
		default: { ...start },
		required: true,
		description: chosen.description,
		...(hint === undefined ? {} : { hint }),
		displayOptions: { show: { provider: [provider.id] } },
		options: [],
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list' as const,
				placeholder: `Select ${chosen.noun}...`,
				// Without it n8n refuses the list for a provider that needs no credential, and hides our own message when one is missing.
				typeOptions: { searchListMethod: chosen.listMethod, searchable: true, skipCredentialsCheckInRLC: true },
				validation,
			},
			{ ...typed, type: 'string' as const, placeholder: texts.placeholder ?? chosen.idPlaceholder, validation },
		].filter(({ name }) => listed || name !== 'list'),
	};
}

/** The same locator inside Options, where it is optional. n8n recognizes only top-level parameters as locators. */
export const inOptions = ({ default: start, ...same }: INodeProperties): INodeProperties => ({
	...same,
	required: false,
	displayOptions: undefined,
	default: { ...(start as INodeParameterResourceLocator), __rl: true },
});

/** The ID in the object that the editor writes for a locator. Any other value is returned unchanged. */
const idIn = (raw: unknown): unknown => (isObject(raw) && raw.__rl === true ? raw.value : raw);

/** The ID of the selected item, or null. An ID with the form of another provider is refused before anything is sent. */
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
