/** The three forms, typed into the editor's collections or pasted as JSON, are one and the same script. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scriptProperties } from '../../../nodes/shared/fields/script';
import { scriptToJson } from '../../../nodes/shared/script/json';
import { documented, examples, forms, pasted } from '../../harness/scriptExamples.mts';
import { read, scriptOf } from './support.mts';

const all = forms.flatMap((form) => [
	[`the documented ${form}`, documented[form]] as const,
	[`the ${form} of docs/reference/scripts.md`, examples[form]] as const,
]);

test.each(all)('%s is the documented JSON, typed and pasted, with and without the outer script', (_title, example) => {
	const variables = { name: '{{name}}' };
	const typed = scriptOf(example.typed, variables);
	expect(scriptToJson(typed)).toEqual(example.json);
	expect(typed.form).toBe(example.form);
	for (const parameters of pasted(example)) expect(scriptOf(parameters, variables)).toEqual(typed);
	expect(scriptOf({ scriptFormat: 'json', scriptJson: example.json }, variables)).toEqual(typed);
});

test('blanks around names, patterns, answers and steps that are named do not count', () => {
	const tidy = scriptOf({
		scriptFormat: 'steps',
		steps: {
			step: [
				{ type: 'question', id: ' a ', text: 'Well?', responses: { response: [{ answer: ' yes ', next: ' b ' }] } },
				{ type: 'goodbye', id: 'b', text: 'Bye.' },
			],
		},
	});
	expect(tidy).toMatchObject({ steps: [{ id: 'a', answers: [{ answer: 'yes', next: 'b' }] }, { id: 'b' }] });
	const dialogue = scriptOf({
		scriptFormat: 'dialogue',
		dialogue: {
			dialogue: {
				greeting: 'Well?',
				responses: { response: [{ name: ' yes ', patterns: ' yes ,, of course ', reply: 'Good.' }] },
			},
		},
	});
	expect(dialogue).toMatchObject({ responses: [{ name: 'yes', patterns: ['yes', 'of course'] }], fallback: null });
});

test('a dialogue is read from its three fields, or from the group of a workflow that was written by hand', () => {
	const parts = { greeting: 'Well?', responses: { response: [{ name: 'yes', patterns: 'yes', reply: 'Good.' }] }, fallback: 'Sorry?' };
	const empty = { greeting: '', responses: {}, fallback: '' };
	const wanted = {
		form: 'dialogue',
		greeting: 'Well?',
		responses: [{ name: 'yes', patterns: ['yes'], reply: 'Good.' }],
		fallback: 'Sorry?',
	};
	const scriptFormat = 'dialogue';
	expect(scriptOf({ scriptFormat, ...parts })).toEqual(wanted);
	expect(scriptOf({ scriptFormat, ...empty, dialogue: { dialogue: parts } })).toEqual(wanted);
	expect(scriptOf({ scriptFormat, ...parts, dialogue: { dialogue: parts } })).toEqual(wanted);
	expect(scriptOf({ scriptFormat, ...empty, greeting: 'Well?', dialogue: { dialogue: { ...parts, greeting: undefined } } })).toEqual(
		wanted,
	);
});

test.each([
	['Greeting', { greeting: 'Hello?' }],
	['Responses', { responses: { response: [] } }],
	['Fallback', { fallback: 'What?' }],
])('a dialogue that says two things under %s is refused', (label, other) => {
	const parts = { greeting: 'Well?', responses: { response: [{ name: 'yes', patterns: 'yes', reply: 'Good.' }] }, fallback: 'Sorry?' };
	expect(read({ scriptFormat: 'dialogue', ...parts, dialogue: { dialogue: { ...parts, ...other } } }).faults).toEqual([
		{
			type: 'invalid_script',
			field: `Script, ${label}`,
			sentence: 'is given twice, in its field and as part of Dialogue. Take one of the two out.',
		},
	]);
});

test('a number or a switch from an expression is spoken, an object is not', () => {
	expect(scriptOf({ scriptFormat: 'text', scriptText: 42 })).toEqual({ form: 'text', text: '42' });
	expect(scriptOf({ scriptFormat: 'text', scriptText: true })).toEqual({ form: 'text', text: 'true' });
	expect(read({ scriptFormat: 'text', scriptText: { toString: 5 } }).faults).toMatchObject([{ field: 'Script, Text' }]);
});

test('reading never throws, whatever JSON an expression hands over', () => {
	const odd = { toString: 5, valueOf: 5 };
	const value = fc.oneof({ depthSize: 'small' }, fc.jsonValue(), fc.constant(odd), fc.constant([odd]));
	const row = fc.record({
		id: value,
		type: value,
		text: value,
		name: value,
		patterns: value,
		reply: value,
		answer: value,
		next: value,
		responses: value,
	});
	const rows = fc.oneof(
		value,
		row,
		fc.record({ step: fc.array(row, { maxLength: 3 }), dialogue: row, response: fc.array(row, { maxLength: 3 }) }),
	);
	fc.assert(
		fc.property(fc.constantFrom('text', 'dialogue', 'steps', 'json', undefined, 7), rows, (scriptFormat: any, given: any) => {
			const { script, faults } = read({
				scriptFormat,
				scriptText: given,
				dialogue: given,
				steps: given,
				scriptJson: given,
			});
			expect(script === null).toBe(faults.length > 0);
		}),
		{ numRuns: 1000 },
	);
});

test('Go To names a step whatever its capitals are; a provider gets the name that the step has', () => {
	const script = scriptOf({
		scriptFormat: 'steps',
		steps: {
			step: [
				{
					type: 'question',
					text: 'Well?',
					responses: {
						response: [
							{ answer: 'yes', next: 'Offer' },
							{ answer: 'no', next: 'Goodbye' },
						],
					},
				},
				{ type: 'details', id: 'offer', text: 'It is free.' },
				{ type: 'goodbye', text: 'Bye.' },
			],
		},
	});
	expect(script).toMatchObject({ steps: [{ answers: [{ next: 'offer' }, { next: 'goodbye' }] }, {}, {}] });
	// The name that is written so wins over one in other capitals.
	const both = {
		steps: [
			{ type: 'question', text: 'Well?', responses: { yes: { next: 'B' }, no: { next: 'b' } } },
			{ id: 'b', type: 'goodbye', text: 'One.' },
			{ id: 'B', type: 'goodbye', text: 'Two.' },
		],
	};
	expect(scriptOf({ scriptFormat: 'json', scriptJson: both })).toMatchObject({
		steps: [{ answers: [{ next: 'B' }, { next: 'b' }] }, {}, {}],
	});
});

test('JSON starts empty, so that nothing is said which nobody wrote', () => {
	const [json] = scriptProperties.filter(({ name, type }) => name === 'scriptJson' && type === 'json');
	expect(json.default).toBe('');
	expect(json.required).toBe(true);
});
