/** Each choice of each drop-down is clicked: it stays chosen, and what belongs to it comes into sight. */
import type { INodeParameters } from 'n8n-workflow';
import { beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../e2e/support/n8n.mts';
import type { DropDown } from './support/dropDowns.mts';
import { dropDownsOf, filledParameters } from './support/dropDowns.mts';
import type { Editor } from './support/editor.mts';
import { openEditor } from './support/editor.mts';
import type { Variant } from './support/nodes.mts';
import { choicesOf, createNodes, ourVariants, shownParameters } from './support/nodes.mts';

const n8n = connect();

interface Case {
	title: string;
	variant: Variant;
	dropDown: DropDown;
	/** What the panel is opened with. */
	parameters: INodeParameters;
}

/** One case per drop-down of a node on a provider; those that another choice brings come with that choice made. */
function casesOf(variant: Variant, isFirst: boolean): Case[] {
	const { description, title } = variant;
	const base = filledParameters(description, variant.parameters);
	const top = shownParameters(description, base).filter(({ type, name }) => type === 'options' && !['provider', 'operation'].includes(name));
	const others = top.flatMap((property) => choicesOf(property).map(({ value }) => filledParameters(description, { ...variant.parameters, [property.name]: value })));
	const cases = new Map<string, Case>();
	for (const parameters of [base, ...others]) {
		for (const dropDown of dropDownsOf(description, parameters)) {
			// The two at the top are the same list on every provider; when to poll is n8n's own field.
			if (dropDown.path.startsWith('pollTimes') || (['provider', 'operation'].includes(dropDown.path) && !isFirst)) continue;
			if (!cases.has(dropDown.path)) cases.set(dropDown.path, { title: `${title}: ${dropDown.path}`, variant, dropDown, parameters });
		}
	}
	return [...cases.values()];
}

const variants = await ourVariants(n8n);
const isFirst = ({ displayName, parameters }: Variant, index: number) =>
	variants.findIndex((one) => one.displayName === displayName && one.parameters.operation === parameters.operation) === index;
const cases = variants.flatMap((variant, index) => casesOf(variant, isFirst(variant, index)));

let editor: Editor;
/** A workflow per state of a node: n8n saves a whole workflow after each choice. */
const workflows = new Map<Variant, Awaited<ReturnType<typeof createNodes>>>();

beforeAll(async () => {
	editor = await openEditor();
	for (const variant of new Set(cases.map((one) => one.variant))) {
		const nodes = cases.filter((one) => one.variant === variant).map(({ title, parameters }) => ({ name: title, type: variant.description.name, parameters }));
		workflows.set(variant, await createNodes(n8n, `Each choice: ${variant.title}`, nodes));
	}
});

const open = ({ title, variant }: Case) => editor.openNode(workflows.get(variant)!, title);

/** The labels that a choice must bring; behind one at the top n8n may choose another provider, so only the top is known. */
function inSight({ description }: Variant, parameters: INodeParameters, changed: string): string[] {
	const top = ['operation', 'provider'];
	return shownParameters(description, parameters)
		.filter(({ type, name }) => type !== 'notice' && (!top.includes(changed) || top.includes(name)))
		.map(({ displayName }) => displayName);
}

describe('each choice', () => {
	test.each(cases.filter(({ dropDown }) => !dropDown.multiple))('$title: each is chosen', async (one) => {
		const { variant, dropDown, parameters } = one;
		await open(one);
		for (const [index, name] of dropDown.choices.entries()) {
			expect(await editor.openChoices(dropDown.path)).toEqual(dropDown.choices);
			await editor.pick(index);
			await expect.poll(() => editor.chosen(dropDown.path)).toBe(name);
			if (dropDown.path.includes('.')) continue;
			await expect
				.poll(async () => (await editor.atFirstSight()).fields, { message: `after choosing ${name}` })
				.toEqual(expect.arrayContaining(inSight(variant, { ...parameters, [dropDown.path]: dropDown.values[index] }, dropDown.path)));
		}
	});

	test.each(cases.filter(({ dropDown }) => dropDown.multiple))('$title: each is taken and given back', async (one) => {
		const { dropDown } = one;
		await open(one);
		expect(await editor.openChoices(dropDown.path)).toEqual(dropDown.choices);
		for (const [index, name] of dropDown.choices.entries()) expect(await editor.takeAndGiveBack(index), name).toBe(true);
		await editor.closeChoices();
	});
});
