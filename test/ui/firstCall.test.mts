/** From an empty canvas to a record, each action of the person counted. */
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Editor } from './support/editor.mts';
import { byTestId, openEditor } from './support/editor.mts';
import { printTable } from './support/table.mts';

let editor: Editor;
const counted: string[][] = [];

beforeAll(async () => void (editor = await openEditor()));
afterAll(() => printTable('From an empty canvas to a record', ['Node', 'Actions', 'What'], counted));

/** Does what a person does and counts it: one click, or one text typed into one field. */
function hand(node: string) {
	const done: string[] = [];
	return {
		click: async (what: string, target: Locator) => {
			await target.click();
			done.push(`click ${what}`);
		},
		type: async (what: string, field: Locator, text: string) => {
			await field.fill(text);
			done.push(`type ${what}`);
		},
		count: () => {
			counted.push([node, String(done.length), done.join(', ')]);
			return done.length;
		},
	};
}

/** Adds a node to an empty canvas; `last` is what is clicked on its page in the list. */
async function fromEmptyCanvas(node: string, last: string) {
	const { page, id } = editor;
	await editor.openEmpty();
	const person = hand(node);
	await person.click('Add first step', byTestId(id('canvas-add-button'), 'canvas-plus-button'));
	await person.type('the name', id('node-creator-search-bar'), node.toLowerCase());
	await person.click(node, id('node-creator-item-name').getByText(node.replace(/ Trigger$/, ''), { exact: true }));
	await person.click(last, id('node-creator').getByText(last, { exact: true }));
	await byTestId(page.locator('body'), 'node-parameters').waitFor();
	return person;
}

test('a person reads the record of Send Call after six actions', async () => {
	const person = await fromEmptyCanvas('Send Call', 'Add to workflow');
	await person.type('the number', editor.field('phoneNumber'), '+12025550100');
	await person.click('Execute step', editor.id('node-execute-button'));
	await editor.ranWell();
	expect(person.count()).toBe(6);
	await editor.picture('first-call', 'send-call');
	expect(Object.fromEntries(await editor.firstRow())).toMatchObject({
		to: '+12025550100',
		dialed: 'yes',
		status: 'completed',
		outcome: 'answered',
		provider: 'simulator',
	});
});

test('a person reads what was said of Make Call after seven actions, as it was typed', async () => {
	const person = await fromEmptyCanvas('Make Call', 'Add to workflow');
	await person.type('the number', editor.field('phoneNumber'), '+12025550100');
	await person.type('the text', editor.field('scriptText'), 'Hello, your order is ready.');
	await person.click('Execute step', editor.id('node-execute-button'));
	await editor.ranWell();
	expect(person.count()).toBe(7);
	await editor.picture('first-call', 'make-call');
	const record = Object.fromEntries(await editor.firstRow());
	expect(record).toMatchObject({ to: '+12025550100', dialed: 'yes', status: 'completed', outcome: 'answered' });
	expect(record.transcript).toContain('Hello, your order is ready.');
});

test('a person sees the first event of Call Event Trigger after at most five actions, without a second workflow', async () => {
	const person = await fromEmptyCanvas('Call Event Trigger', 'On call completed');
	await person.click('Execute step', editor.id('node-execute-button'));
	await editor.ranWell();
	expect(person.count()).toBeLessThanOrEqual(5);
	await editor.picture('first-call', 'call-event-trigger');
	expect(Object.fromEntries(await editor.firstRow())).toMatchObject({
		event: 'call.completed',
		status: 'completed',
		outcome: 'answered',
		provider: 'simulator',
	});
});
