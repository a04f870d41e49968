/** Every node on every provider, as it stands when it is opened for the first time. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../e2e/support/n8n.mts';
import type { Editor } from './support/editor.mts';
import { openEditor } from './support/editor.mts';
import type { Variant } from './support/nodes.mts';
import { createNodes, ourVariants, shownParameters } from './support/nodes.mts';
import { printTable } from './support/table.mts';

const MOST_FIELDS = 8;
/** The one box that may stand empty: every node of n8n keeps what is rare in it. */
const RARE = 'Options';

const n8n = connect();
const variants = await ourVariants(n8n);
const seen = new Map<string, { fields: number; notices: number }>();
/** The title without the provider. */
const nodeOf = ({ title, provider }: Variant): string => (provider === '' ? title : title.slice(0, title.lastIndexOf(',')));
let editor: Editor;
let workflow: Awaited<ReturnType<typeof createNodes>>;

beforeAll(async () => {
	editor = await openEditor();
	workflow = await createNodes(
		n8n,
		'Fields at first sight',
		variants.map(({ title, description, parameters }) => ({ name: title, type: description.name, parameters })),
	);
});

afterAll(() => {
	const providers = [...new Set(variants.map(({ provider }) => provider))];
	const nodes = new Set(variants.map(nodeOf));
	const cell = (node: string, provider: string) => {
		const variant = variants.find((one) => nodeOf(one) === node && one.provider === provider);
		const { fields, notices } = (variant && seen.get(variant.title)) ?? {};
		return variant ? `${fields ?? '?'} + ${notices ?? '?'}` : '-';
	};
	printTable(
		'Fields at first sight + notices (the credential left out)',
		['Node', ...providers],
		[...nodes].map((node) => [node, ...providers.map((one) => cell(node, one))]),
	);
});

describe('at first sight', () => {
	test.each(variants)(
		'$title shows few fields at first sight, the provider among them',
		async ({ title, provider, description, parameters }) => {
			await editor.openNode(workflow, title);
			const shown = shownParameters(description, parameters).filter(({ type }) => type !== 'notice');
			// The boxes of a panel come a moment after it.
			await expect
				.poll(async () => (await editor.atFirstSight()).fields)
				.toEqual(expect.arrayContaining(shown.map(({ displayName }) => displayName)));
			const { fields, notices, emptyBoxes } = await editor.atFirstSight();
			seen.set(title, { fields: fields.length, notices: notices.length });
			await editor.picture('node', title);

			// An operation on all items together has no provider.
			expect(fields.includes('Provider')).toBe(provider !== '');
			expect(fields.length, fields.join(', ')).toBeLessThanOrEqual(MOST_FIELDS);
			expect(notices.length, notices.join('\n')).toBeLessThanOrEqual(1);
			expect(emptyBoxes.filter((box) => box !== RARE)).toEqual([]);
		},
	);
});
