/** The panels in a narrow window and in a wide one, and the tab beside the parameters. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../e2e/support/n8n.mts';
import { USUAL_WINDOW } from './support/browser.mts';
import { filledParameters } from './support/dropDowns.mts';
import type { Editor } from './support/editor.mts';
import { byTestId, openEditor } from './support/editor.mts';
import type { Variant } from './support/nodes.mts';
import { createNodes, ourVariants, shownParameters } from './support/nodes.mts';

const n8n = connect();
const WINDOWS = [
	{ width: 1024, height: 768 },
	{ width: 1920, height: 1080 },
];

const fieldsOf = ({ description, parameters }: Variant) => shownParameters(description, filledParameters(description, parameters)).length;
const variants = await ourVariants(n8n);
/** Of each kind of node the state with the most fields. */
const fullest = [...new Set(variants.map(({ displayName }) => displayName))].map((kind) =>
	variants.filter(({ displayName }) => displayName === kind).reduce((most, one) => (fieldsOf(one) > fieldsOf(most) ? one : most)),
);

let editor: Editor;
let workflow: Awaited<ReturnType<typeof createNodes>>;

beforeAll(async () => {
	editor = await openEditor();
	workflow = await createNodes(
		n8n,
		'Windows',
		fullest.map(({ title, description, parameters }) => ({
			name: title,
			type: description.name,
			parameters: filledParameters(description, parameters),
		})),
	);
});
afterAll(() => editor.page.setViewportSize(USUAL_WINDOW));

describe.each(WINDOWS)('in a window of $width by $height', (size) => {
	test.each(fullest)('nothing of $title is cut off with everything added', async ({ title, displayName }) => {
		await editor.page.setViewportSize(size);
		await editor.openNode(workflow, title);
		await editor.picture('window', String(size.width), displayName);
		await expect.poll(() => editor.cutOff()).toEqual([]);
		const button = (await editor.id('node-execute-button').boundingBox())!;
		expect(button.x + button.width).toBeLessThanOrEqual(size.width);
	});
});

test.each(fullest)('the tab Settings of $title opens, and the parameters are there afterwards', async ({ title, displayName }) => {
	await editor.page.setViewportSize(USUAL_WINDOW);
	await editor.openNode(workflow, title);
	let fields: string[] = [];
	// The fields of a panel come a moment after it: two looks must find the same.
	await expect
		.poll(async () => {
			const before = fields.join();
			({ fields } = await editor.atFirstSight());
			return before !== '' && fields.join() === before;
		})
		.toBe(true);
	await editor.id('tab-settings').click();
	await expect.poll(() => editor.panel.innerText()).toMatch(new RegExp(`${displayName}.*version 1`, 'i'));
	await editor.picture('settings', displayName);
	await byTestId(editor.panel, 'tab-params').or(editor.id('tab-params')).first().click();
	await expect.poll(async () => (await editor.atFirstSight()).fields).toEqual(fields);
});
