/** The lists that a provider fills, of every node in every state. */
import type { INodeProperties } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import type { Variant } from './nodes.mts';
import { shownParameters } from './nodes.mts';

export interface List {
	title: string;
	variant: Variant;
	name: string;
	/** Where it stands: at the top of the panel, or in a box. */
	place: string[];
}

const isList = ({ type, modes }: INodeProperties) => type === 'resourceLocator' && modes?.some((mode) => mode.type === 'list');

/** Those at the top of a panel, and those under Options. */
export function listsOf(variant: Variant): List[] {
	const shown = shownParameters(variant.description, variant.parameters);
	const options = (shown.find(({ name, type }) => name === 'options' && type === 'collection')?.options ?? []) as INodeProperties[];
	const root = { ...variant.parameters };
	const underOptions = options.filter((one) => NodeHelpers.displayParameter(root, one, { typeVersion: 1 }, variant.description, root));
	const among = (properties: INodeProperties[], place: string[]) =>
		properties
			.filter(isList)
			.map(({ name, displayName }) => ({ variant, name, place, title: `${variant.title}: ${[...place, displayName].join(', ')}` }));
	return [...among(shown, []), ...among(underOptions, ['options'])];
}
