import { expect, test } from 'vitest';
import { greeting, prompt, responseHandlers } from '../../../nodes/shared/fields/conversation';
import { empties, readWith } from '../../harness/fields.mts';

const handlers = (...handler: unknown[]) => readWith(responseHandlers, { handler });
const end = { name: 'no', patterns: 'no, never', action: 'end_call' };

test('no handler is read where nothing is given', () => {
	for (const raw of [...empties, {}, { handler: [] }]) expect(readWith(responseHandlers, raw)).toEqual([]);
});

test('handlers keep their order, and their patterns are split at commas', () => {
	const transfer = { name: 'transfer', patterns: ' agent ,human,, ', action: 'transfer_call', transferNumber: '+44 20 7946 0018' };
	expect(handlers(end, transfer, { name: 'go_on-2', patterns: ['yes', 'sure'], action: 'proceed_flow' })).toEqual([
		{ name: 'no', patterns: ['no', 'never'], action: 'end_call', transferNumber: null },
		{ name: 'transfer', patterns: ['agent', 'human'], action: 'transfer_call', transferNumber: '+442079460018' },
		{ name: 'go_on-2', patterns: ['yes', 'sure'], action: 'proceed_flow', transferNumber: null },
	]);
});

test('a transfer number left behind by another action is not sent', () => {
	expect(handlers({ ...end, transferNumber: '+442079460018' })).toMatchObject([{ transferNumber: null }]);
});

test('a list from an expression is read like the rows of the editor', () => {
	expect(readWith(responseHandlers, [end])).toEqual(handlers(end));
});

test.each([
	['no name', { ...end, name: '' }, /Name is missing/],
	['a name with a blank', { ...end, name: 'not now' }, /not a word/],
	['the name __proto__', { ...end, name: '__proto__' }, /not a word/],
	['no pattern', { ...end, patterns: ' , ' }, /"no" without Patterns/],
	['no action', { name: 'a', patterns: 'b' }, /unknown Action/],
	['an unknown action', { ...end, action: 'dial' }, /end_call, proceed_flow, transfer_call/],
	['no transfer number', { ...end, action: 'transfer_call' }, /Transfer Number of "no" is empty/],
	['a bad transfer number', { ...end, action: 'transfer_call', transferNumber: '911' }, /Transfer Number of "no" .*no country code/],
	['something that is no row', 'text', /Name is missing/],
])('a handler is refused: %s', (_name, row, sentence) => {
	expect(handlers(row)).toMatch(sentence);
	expect(handlers(row)).toMatch(/^Response Handlers/);
});

test('a name twice is refused, and so is something that is no list', () => {
	expect(handlers(end, end)).toBe('Response Handlers holds the Name "no" twice. Rename one.');
	expect(readWith(responseHandlers, 'text')).toMatch(/not a list of handlers/);
	expect(readWith(responseHandlers, { handler: 'text' })).toMatch(/not a list of handlers/);
});

test('a bad transfer number is a bad phone number, whose digits the sentence does not repeat', () => {
	const read = responseHandlers.read({ handler: [{ ...end, action: 'transfer_call', transferNumber: '+12425551234' }] }, null as never);
	expect(read).toMatchObject({ ok: false, fault: { type: 'invalid_phone_number' } });
	expect(JSON.stringify(read)).not.toContain('12425551234');
});

test.each([
	['Prompt', prompt, 20_000],
	['Greeting', greeting, 2000],
] as const)('%s is text of a bounded length, or null', (label, field, longest) => {
	for (const raw of empties) expect(readWith(field, raw)).toBeNull();
	expect(readWith(field, '  Hello, {{name}}.\n')).toBe('Hello, {{name}}.');
	expect(readWith(field, 'x'.repeat(longest))).toHaveLength(longest);
	expect(readWith(field, 'x'.repeat(longest + 1))).toBe(`${label} is longer than ${longest} characters. Shorten it.`);
	expect(readWith(field, {})).toBe(`${label} is not text. Give text or a number.`);
});
