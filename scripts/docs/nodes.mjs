/** The table of fields in docs/nodes/<node>.md, made from the description that the editor shows. */
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { withParts } from './parts.mjs';

const root = resolve(import.meta.dirname, '..', '..');
const require = createRequire(import.meta.url);

const pages = { MakeCall: 'make-call', SendCall: 'send-call', ManageCall: 'manage-call', CallEventTrigger: 'call-event-trigger', CallPollTrigger: 'call-poll-trigger' };

const notFields = ['hidden', 'notice', 'credentials', 'callout'];

/** What a group holds: the fields of a collection, or those of every group of a fixed collection. */
const childrenOf = ({ type, options = [] }) => {
	if (type === 'collection') return options;
	return type === 'fixedCollection' ? options.flatMap(({ values }) => values) : [];
};

/** One field and all below it, as `{ path, description, providers }`; `providers` are undefined where every one has it. */
function* fieldsOf(property, above = [], providersAbove = undefined) {
	if (notFields.includes(property.type)) return;
	const path = [...above, property.displayName];
	const show = property.displayOptions?.show ?? {};
	// The same field once more, as it is in a tool of an agent.
	if (show['@tool']?.includes(true)) return;
	const providers = show.provider ?? show['/provider'] ?? providersAbove;
	yield { path: path.join(' → '), description: property.description ?? '', providers };
	for (const child of childrenOf(property)) yield* fieldsOf(child, path, providers);
}

/** Fields of one name, which the editor shows in several forms, become one row. */
function merged(fields) {
	const rows = new Map();
	for (const { path, description, providers } of fields) {
		const row = rows.get(path) ?? { path, description, providers: new Set() };
		for (const provider of providers ?? ['all']) row.providers.add(provider);
		rows.set(path, { ...row, description: row.description || description });
	}
	return [...rows.values()];
}

function fieldTable(node) {
	const { providers } = require(join(root, 'dist/nodes/shared/providers/registry.js'));
	const { description } = new (require(join(root, `dist/nodes/${node}/${node}.node.js`))[node])();
	const nameOf = (id) => providers.find((provider) => provider.id === id)?.displayName ?? id;
	const where = (ids) => (ids.has('all') || ids.size === providers.length ? 'all' : [...ids].map(nameOf).join(', '));
	const rows = merged(description.properties.flatMap((property) => [...fieldsOf(property)]));
	const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll(/<\/?[a-z][^>]*>/g, '');
	const lines = rows.map((row) => `| ${cell(row.path)} | ${cell(row.description)} | ${where(row.providers)} |`);
	return ['| Field | What it is | Providers |', '|---|---|---|', ...lines].join('\n');
}

/** Every page of a node with its generated part made anew. */
export const nodePages = Object.entries(pages).map(([node, page]) => {
	const path = `docs/nodes/${page}.md`;
	return { path, make: (text) => withParts(text, path, { fields: () => fieldTable(node) }) };
});
