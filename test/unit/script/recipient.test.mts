/** The name of the person in a script: from Recipient Name or a variable, in braces or in brackets. */
import { expect, test } from 'vitest';
import { makeCallSpec } from '../../../nodes/shared/calling/nodeSpecs';
import { readScript } from '../../../nodes/shared/fields/script';
import type { CallVariables } from '../../../nodes/shared/call/request';
import { callOf } from './support.mts';

const text = (scriptText: string, variables: CallVariables = {}, name: string | null = null) => {
	const { script, faults } = readScript((field) => ({ scriptFormat: 'text', scriptText })[field], variables, name);
	return script?.form === 'text' ? script.text : faults.map(({ field, sentence }) => `${field} ${sentence}`).join('\n');
};

test.each([
	['Hello {{name}}.', 'Hello Ada.'],
	['Hello {{ name }}.', 'Hello Ada.'],
	['Hello [name].', 'Hello Ada.'],
	['Hello {{recipientName}} and [recipientName].', 'Hello Ada and Ada.'],
	['Hello [Name], [NAME] and {{ Name }}.', 'Hello Ada, Ada and Ada.'],
	['Hello {name} and [ name ].', 'Hello Ada and Ada.'],
])('a placeholder like %s is filled from Recipient Name', (written, spoken) => {
	expect(text(written, {}, 'Ada')).toBe(spoken);
});

test('a variable of the name wins over Recipient Name, and others stand in brackets too', () => {
	expect(text('Hello [name], order [order no], {{order no}}.', { name: 'Grace', 'order no': 17 }, 'Ada')).toBe(
		'Hello Grace, order 17, 17.',
	);
});

test('a variable is filled in whatever its capitals are, and the one that is written so wins', () => {
	expect(text('Hello [name], order [Order No].', { Name: 'Grace', 'order no': 17 }, 'Ada')).toBe('Hello Grace, order 17.');
	expect(text('[order] and [Order]', { order: 1, Order: 2 })).toBe('1 and 2');
});

test('brackets and braces that hold no one to three words are spoken as they are', () => {
	for (const written of ['[1] and [] and {}', 'A [long text, with commas] here.', '[one two three four]', 'From 9 [24 h] to 5 {!}'])
		expect(text(written, { order: 1 }, 'Ada')).toBe(written);
});

test('words in brackets or braces that nothing fills are never read aloud', () => {
	for (const written of ['[first name]', '[firstname]', '[order]', '{order}', '[pause]', '[First Name Please]']) {
		expect(text(`Hello ${written}.`, { orderNo: 1 }, 'Ada')).toMatch(
			/^Script, Text holds .* which nothing fills\. Add it under Variables, or write it without (brackets|braces)\.$/,
		);
	}
	// What a value brings along is what somebody wrote there.
	expect(text('Order [order].', { order: '[urgent]' })).toBe('Order [urgent].');
});

test('a value is filled in once, whatever it looks like', () => {
	expect(text('[name] and {{order}}', { order: '[name]' }, '{{order}}')).toBe('{{order}} and [name]');
	expect(text('[[name]]', {}, 'Ada')).toBe('[Ada]');
});

test('nobody is called with an open placeholder', () => {
	const wayOut = 'and nothing fills it. Fill in Recipient Name, add the variable under Variables, or take it out.';
	expect(text('Hello {{name}}.')).toBe(`Script, Text uses {{name}}, ${wayOut}`);
	expect(text('Hello [name].')).toBe(`Script, Text uses [name], ${wayOut}`);
	expect(text('Order {{order}}.', {}, 'Ada')).toBe(
		'Script, Text uses {{order}}, and no variable has that name. Add it under Variables, or take it out.',
	);
});

test('a placeholder of Make Call is filled, also where the variables of the call do not have it', () => {
	const { call, faults } = callOf('simulator', { scriptFormat: 'text', scriptText: 'Hello [name].', recipientName: 'Ada' }, makeCallSpec);
	expect(faults).toEqual([]);
	expect(call.scripted?.script).toEqual({ form: 'text', text: 'Hello Ada.' });
	expect(call.variables).toEqual({});
});

test('the row that the editor starts with is a step without text, and no response', () => {
	const steps = { step: [{ type: 'greeting', text: '', responses: {}, id: '' }] };
	const { faults } = readScript((field) => ({ scriptFormat: 'steps', steps })[field], {});
	expect(faults).toMatchObject([{ field: 'Script, step 1 (greeting): Text', sentence: 'is empty. Write what is to be said.' }]);
	const responses = { response: [{ name: '', patterns: '', reply: '' }] };
	const dialogue = readScript((field) => ({ scriptFormat: 'dialogue', greeting: 'Hello.', responses })[field], {});
	expect(dialogue.script).toEqual({ form: 'dialogue', greeting: 'Hello.', responses: [], fallback: null });
	// One that was begun is not overlooked.
	const begun = readScript(
		(field) =>
			({ scriptFormat: 'dialogue', greeting: 'Hello.', responses: { response: [{ name: 'yes', patterns: '', reply: '' }] } })[field],
		{},
	);
	expect(begun.faults.length).toBeGreaterThan(0);
	const group = { dialogue: { greeting: 'Hello.', responses: { response: [{ name: 'yes', patterns: 'yes', reply: 'Good.' }] } } };
	const byHand = readScript((field) => ({ scriptFormat: 'dialogue', greeting: '', responses, dialogue: group })[field], {});
	expect(byHand.script).toMatchObject({ responses: [{ name: 'yes' }] });
});
