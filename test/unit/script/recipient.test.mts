/** The name of the person in a script: from Recipient Name or a variable, in braces or in brackets. */
import { expect, test } from 'vitest';
import { makeCallKind } from '../../../nodes/shared/dialling/kinds';
import { readScript } from '../../../nodes/shared/fields/script';
import type { CallVariables } from '../../../nodes/shared/call/request';
import { callOf } from './support.mts';

const text = (scriptText: string, variables: CallVariables = {}, name: string | null = null, isAsked = true) => {
	const { script, faults } = readScript((field) => ({ scriptFormat: 'text', scriptText })[field], variables, { name, isAsked });
	return script?.form === 'text' ? script.text : faults.map(({ field, sentence }) => `${field} ${sentence}`).join('\n');
};

test.each([
	['Hello {{name}}.', 'Hello Ada.'],
	['Hello {{ name }}.', 'Hello Ada.'],
	['Hello [name].', 'Hello Ada.'],
	['Hello {{recipientName}} and [recipientName].', 'Hello Ada and Ada.'],
])('%s is filled from Recipient Name', (written, spoken) => {
	expect(text(written, {}, 'Ada')).toBe(spoken);
});

test('a variable of the name wins over Recipient Name, and others stand in brackets too', () => {
	expect(text('Hello [name], order [order no], {{order no}}.', { name: 'Grace', 'order no': 17 }, 'Ada')).toBe('Hello Grace, order 17, 17.');
});

test('brackets that no value has the name of are spoken as they are', () => {
	for (const written of ['Say [pause] now.', '[1] and [ name ] and []', 'A [long text, with commas] here.', '[NAME]']) expect(text(written, { order: 1 }, 'Ada')).toBe(written);
});

test('a value is filled in once, whatever it looks like', () => {
	expect(text('[name] and {{order}}', { order: '[name]' }, '{{order}}')).toBe('{{order}} and [name]');
	expect(text('[[name]]', {}, 'Ada')).toBe('[Ada]');
});

test('nobody is called with an open placeholder', () => {
	const wayOut = 'and nothing fills it. Fill in Recipient Name, add the variable under Variables, or take it out.';
	expect(text('Hello {{name}}.')).toBe(`Script, Text uses {{name}}, ${wayOut}`);
	expect(text('Hello [name].')).toBe(`Script, Text uses [name], ${wayOut}`);
	// Where a provider's calls have no field for the name, there is one way out less.
	expect(text('Hello [name].', {}, null, false)).toBe('Script, Text uses [name], and no variable has that name. Add it under Variables, or take it out.');
	expect(text('Order {{order}}.', {}, 'Ada')).toBe('Script, Text uses {{order}}, and no variable has that name. Add it under Variables, or take it out.');
});

test('Make Call fills it, also where the variables of the call do not have it', () => {
	const { call, faults } = callOf('simulator', { scriptFormat: 'text', scriptText: 'Hello [name].', recipientName: 'Ada' }, makeCallKind);
	expect(faults).toEqual([]);
	expect(call.scripted?.script).toEqual({ form: 'text', text: 'Hello Ada.' });
	expect(call.variables).toEqual({});
});

test('the row that the editor starts with is no step and no response', () => {
	const steps = { step: [{ type: 'greeting', text: '', responses: {}, id: '' }] };
	const { faults } = readScript((field) => ({ scriptFormat: 'steps', steps })[field], {});
	expect(faults).toMatchObject([{ field: 'Script, Steps', sentence: 'has none. Add a step.' }]);
	const responses = { response: [{ name: '', patterns: '', reply: '' }] };
	const dialogue = readScript((field) => ({ scriptFormat: 'dialogue', greeting: 'Hello.', responses })[field], {});
	expect(dialogue.script).toEqual({ form: 'dialogue', greeting: 'Hello.', responses: [], fallback: null });
	// One that was begun is not overlooked.
	const begun = readScript((field) => ({ scriptFormat: 'dialogue', greeting: 'Hello.', responses: { response: [{ name: 'yes', patterns: '', reply: '' }] } })[field], {});
	expect(begun.faults.length).toBeGreaterThan(0);
	const group = { dialogue: { greeting: 'Hello.', responses: { response: [{ name: 'yes', patterns: 'yes', reply: 'Good.' }] } } };
	const byHand = readScript((field) => ({ scriptFormat: 'dialogue', greeting: '', responses, dialogue: group })[field], {});
	expect(byHand.script).toMatchObject({ responses: [{ name: 'yes' }] });
});
