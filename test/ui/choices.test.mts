/** Each choice of each drop-down is clicked: it stays chosen, and what belongs to it comes into sight. */
import type { INodeParameters } from 'n8n-workflow';
import { beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../e2e/support/n8n.mts';
import type { DropDown } from './support/dropDowns.mts';
import { dropDownsOf, filledParameters, withDropDownsOnly } from './support/dropDowns.mts';
import type { Editor } from './support/editor.mts';
import { openEditor } from './support/editor.mts';
import type { Variant } from './support/nodes.mts';
import { choicesOf, createNodes, ourVariants, shownParameters } from './support/nodes.mts';

const n8n = connect();
/** The two that other fields hang on most; they are the same list on every provider. */
const AT_THE_TOP = ['provider', 'operation'];

interface Case {
	title: string;
	variant: Variant;
	dropDown: DropDown;
	/** The node on whose panel it is clicked, and what that starts with. */
	node: string;
	parameters: INodeParameters;
}

/** One case per drop-down of a node on a provider; those that another choice brings come with that choice made. */
function casesOf(variant: Variant, isFirst: boolean): Case[] {
	const { description, title } = variant;
	const base = filledParameters(description, variant.parameters);
	const top = shownParameters(description, base).filter(({ type, name }) => type === 'options' && !AT_THE_TOP.includes(name));
	const others = top.flatMap((property) =>
		choicesOf(property).map(({ value }) => filledParameters(description, { ...variant.parameters, [property.name]: value })),
	);
	const cases = new Map<string, Case>();
	for (const [state, parameters] of [base, ...others].entries()) {
		const light = withDropDownsOnly(description, parameters);
		for (const dropDown of dropDownsOf(description, parameters)) {
			const { path } = dropDown;
			// When to poll is n8n's own field.
			if (path.startsWith('pollTimes') || (AT_THE_TOP.includes(path) && !isFirst) || cases.has(path)) continue;
			const place = AT_THE_TOP.includes(path)
				? { node: `${title}, top`, parameters: variant.parameters }
				: { node: `${title}, ${state + 1}`, parameters: light };
			cases.set(path, { title: `${title}: ${path}`, variant, dropDown, ...place });
		}
	}
	return [...cases.values()].sort((a, b) => a.node.localeCompare(b.node));
}

const variants = await ourVariants(n8n);
const isFirst = ({ displayName, parameters }: Variant, index: number) =>
	variants.findIndex((one) => one.displayName === displayName && one.parameters.operation === parameters.operation) === index;
/**
 * Providers share most drop-downs. One panel stands for all on which a drop-down offers the same choices and each choice brings the same
 * fields, so a person who clicks there sees what they would see on the others.
 */
function looksOf({ variant: { description, displayName }, dropDown: { path, choices, values, multiple }, parameters }: Case): string {
	const brought = values.map((value) => shownParameters(description, { ...parameters, [path]: value }).map(({ name }) => name));
	const always = brought[0]?.filter((name) => brought.every((names) => names.includes(name)));
	return JSON.stringify([displayName, path, choices, multiple, brought.map((names) => names.filter((name) => !always.includes(name)))]);
}

const all = variants.flatMap((variant, index) => casesOf(variant, isFirst(variant, index)));
const looks = all.map(looksOf);
const cases = all.flatMap((one, index) => {
	const others = looks.filter((look) => look === looks[index]).length - 1;
	const title = others === 0 ? one.title : `${one.title} (the same on ${others} other panels)`;
	return looks.indexOf(looks[index]) === index ? [{ ...one, title }] : [];
});

let editor: Editor;
/** A workflow per kind of node: changing to another one takes longer than a choice. */
const workflows = new Map<string, Awaited<ReturnType<typeof createNodes>>>();

beforeAll(async () => {
	editor = await openEditor();
	for (const kind of new Set(cases.map(({ variant }) => variant.displayName))) {
		const ofKind = cases.filter(({ variant }) => variant.displayName === kind);
		const nodes = new Map(
			ofKind.map(({ node, variant, parameters }) => [node, { name: node, type: variant.description.name, parameters }]),
		);
		workflows.set(kind, await createNodes(n8n, `Each choice: ${kind}`, [...nodes.values()]));
	}
});

/** The labels that a choice must bring; behind one at the top n8n may choose another provider, so only the top is known. */
function inSight({ description }: Variant, parameters: INodeParameters, changed: string): string[] {
	return shownParameters(description, parameters)
		.filter(({ type, name }) => type !== 'notice' && (!AT_THE_TOP.includes(changed) || AT_THE_TOP.includes(name)))
		.map(({ displayName }) => displayName);
}

/** Every choice once, the one that stands there last: the panel is then as it was, and serves the next drop-down. */
async function chooseEach({ variant, dropDown: { path, choices, values }, parameters }: Case): Promise<void> {
	const start = choices.indexOf(await editor.chosen(path)) + 1;
	for (const index of choices.map((_, step) => (start + step) % choices.length)) {
		expect(await editor.openChoices(path)).toEqual(choices);
		await editor.pick(path, index);
		await expect.poll(() => editor.chosen(path)).toBe(choices[index]);
		if (path.includes('.')) continue;
		await expect
			.poll(async () => (await editor.atFirstSight()).fields, { message: `after choosing ${choices[index]}` })
			.toEqual(expect.arrayContaining(inSight(variant, { ...parameters, [path]: values[index] }, path)));
	}
}

async function takeEach({ dropDown: { path, choices } }: Case): Promise<void> {
	expect(await editor.openChoices(path)).toEqual(choices);
	for (const [index, name] of choices.entries()) expect(await editor.takeAndGiveBack(index), name).toBe(true);
	await editor.closeChoices();
}

describe('the drop-down', () => {
	test.each(cases)('every choice of $title can be taken and given back', async (one) => {
		await editor.openNode(workflows.get(one.variant.displayName)!, one.node);
		await (one.dropDown.multiple ? takeEach(one) : chooseEach(one));
	});
});
