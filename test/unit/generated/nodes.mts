/** The table of fields in docs/nodes/<node>.md, made from the description that the editor shows. */
import type { INodeProperties, INodePropertyCollection, INodeType } from 'n8n-workflow';
import type { Provider } from '../../../nodes/shared/providers/provider';
import { table } from './markdown.mts';

interface Field {
	path: string;
	description: string;
	/** The ids of those that have it; undefined where every one has. */
	providers: string[] | undefined;
}

const notFields = ['hidden', 'notice', 'credentials', 'callout'];

/** What a group holds: the fields of a collection, or those of every group of a fixed collection. */
function childrenOf({ type, options = [] }: INodeProperties): INodeProperties[] {
	if (type === 'collection') return options as INodeProperties[];
	return type === 'fixedCollection' ? (options as INodePropertyCollection[]).flatMap(({ values }) => values) : [];
}

/** One field and all below it. */
function fieldsOf(property: INodeProperties, above: string[] = [], providersAbove?: string[]): Field[] {
	const show = property.displayOptions?.show ?? {};
	// A field that is shown in a tool of an agent is there once more, as the same field.
	if (notFields.includes(property.type) || show['@tool']?.includes(true)) return [];
	const path = [...above, property.displayName];
	const providers = (show.provider ?? show['/provider'] ?? providersAbove) as string[] | undefined;
	const below = childrenOf(property).flatMap((child) => fieldsOf(child, path, providers));
	return [{ path: path.join(' → '), description: property.description ?? '', providers }, ...below];
}

/** Fields of one name, which the editor shows in several forms, become one row. */
function mergeFields(fields: Field[]): Array<{ path: string; description: string; providers: Set<string> }> {
	const rows = new Map<string, { path: string; description: string; providers: Set<string> }>();
	for (const { path, description, providers = ['all'] } of fields) {
		const row = rows.get(path);
		rows.set(path, {
			path,
			description: row?.description || description,
			providers: new Set([...(row?.providers ?? []), ...providers]),
		});
	}
	return [...rows.values()];
}

/** The fields of a node: what each is, and which providers have it. */
export function fieldTable({ description }: INodeType, providers: readonly Provider[]): string {
	const nameOf = (id: string): string => providers.find((provider) => provider.id === id)?.displayName ?? id;
	const where = (ids: Set<string>): string => (ids.has('all') || ids.size === providers.length ? 'all' : [...ids].map(nameOf).join(', '));
	const rows = mergeFields(description.properties.flatMap((property) => fieldsOf(property)));
	return table(
		['Field', 'What it is', 'Providers'],
		rows.map((row) => [row.path, row.description.replaceAll(/<\/?[a-z][^>]*>/g, ''), where(row.providers)]),
	);
}
