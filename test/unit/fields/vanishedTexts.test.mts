/** Expressions in what is spoken, which give nothing for an item: nobody is to hear "Hello , your order". */
import { expect, test } from 'vitest';
import { vanishedInOptions, vanishedInScript } from '../../../nodes/shared/fields/vanished';

const values: Record<string, unknown> = {
	'{{ $json.name }}': 'Ada',
	'{{ $json.empty }}': '',
	"{{ $json.nmae ?? '' }}": '',
	'{{ $json.zero }}': 0,
	'{{ $json.none }}': null,
};
const evaluate = (expression: string): unknown => values[expression];
const wayOut = (inside: string) =>
	`holds {{ ${inside} }}, which gives nothing for this item. Correct it, or write {{ ${inside} ?? '' }} where it may be empty.`;

test.each([
	['text', { scriptText: '=Hello {{ $json.nmae }}, hi' }, 'Script, Text', '$json.nmae'],
	['json', { scriptJson: '={ "text": "Hello {{ $json.nmae }}" }' }, 'Script, JSON', '$json.nmae'],
	['dialogue', { greeting: '=Hello {{ $json.nmae }}' }, 'Script, Greeting', '$json.nmae'],
	['dialogue', { fallback: '=Pardon, {{ $json.nmae }}?' }, 'Script, Fallback', '$json.nmae'],
	['dialogue', { options: { fallback: '=Pardon, {{ $json.nmae }}?' } }, 'Script, Fallback', '$json.nmae'],
	[
		'dialogue',
		{ responses: { response: [{ reply: 'Good.' }, { patterns: '=no, {{ $json.nmae }}' }] } },
		'Script, response 2: Patterns',
		'$json.nmae',
	],
	['dialogue', { dialogue: { dialogue: { greeting: '=Hello {{ $json.nmae }}' } } }, 'Script, Greeting', '$json.nmae'],
	['steps', { steps: { step: [{ text: 'Hello.' }, { text: '=It costs {{ $json.price }}.' }] } }, 'Script, step 2: Text', '$json.price'],
	[
		'steps',
		{ steps: { step: [{ responses: { response: [{ answer: '=or {{ $json.yes }}' }] } }] } },
		'Script, step 1: response 1: Answer',
		'$json.yes',
	],
	['dialogue', { fallback: '={{ $json.none }}' }, 'Script, Fallback', '$json.none'],
])('a gap in a text holds the item back: %s %j', (format, written, field, inside) => {
	expect(vanishedInScript(format, written, evaluate)).toEqual([{ type: 'invalid_script', field, sentence: wayOut(inside) }]);
});

test.each([
	['text', { scriptText: '=Hello {{ $json.name }}, {{ $json.empty }}{{ $json.zero }}' }],
	['text', { scriptText: "=Hello {{ $json.nmae ?? '' }}" }],
	['text', { scriptText: 'Hello {{ $json.nmae }}' }],
	// What another format left behind is not spoken; an ID may be missing.
	['text', { scriptText: 'Hello', greeting: '=Hello {{ $json.nmae }}', options: { fallback: '={{ $json.nmae }}' } }],
	[undefined, { scriptText: 'Hello', steps: { step: [{ text: '={{ $json.nmae }}' }] } }],
	['steps', { steps: { step: [{ id: '={{ $json.nmae }}', text: 'Hello.' }] } }],
	['dialogue', { options: { reference: '={{ $json.nmae }}' } }],
])('a text is said as it is: %s %j', (format, written) => {
	expect(vanishedInScript(format, written, evaluate)).toEqual([]);
});

test('a text that is nothing but the expression is to be written', () => {
	expect(vanishedInScript('text', { scriptText: '={{ $json.none }}' }, evaluate)).toMatchObject([
		{ field: 'Script, Text', sentence: 'holds {{ $json.none }}, which gives nothing for this item. Correct it, or write the text itself.' },
	]);
});

test('each gap is told once, a long one is cut', () => {
	expect(
		vanishedInScript('text', { scriptText: '={{ $json.a }} {{ $json.b }} {{ $json.a }}' }, evaluate).map(({ sentence }) => sentence),
	).toEqual([wayOut('$json.a'), wayOut('$json.b')]);
	const [{ sentence }] = vanishedInScript('text', { scriptText: `=Hello {{ $json.${'x'.repeat(300)} }}` }, evaluate);
	expect(sentence.length).toBeLessThan(250);
});

test('the Prompt and Greeting of an agent are looked at, at the top or under Options', () => {
	const labels = { prompt: 'Prompt', greeting: 'Greeting' };
	expect(vanishedInOptions(labels, { options: { prompt: '=Call {{ $json.nmae }}' } }, evaluate)).toMatchObject([
		{ type: 'invalid_parameters', field: 'Prompt', sentence: wayOut('$json.nmae') },
	]);
	expect(vanishedInOptions(labels, { greeting: '={{ $json.nmae }}' }, evaluate)).toMatchObject([{ field: 'Greeting' }]);
	expect(vanishedInOptions(labels, { options: { greeting: '=Hello {{ $json.name }}' } }, evaluate)).toEqual([]);
});
