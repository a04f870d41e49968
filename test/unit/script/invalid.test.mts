/** What is wrong with a script is said with its step and its field, and with the way out. */
import { describe, expect, test } from 'vitest';
import { voiceSettings } from '../../../nodes/shared/fields/voice';
import { fastest } from '../../harness/fastest.mts';
import { reading } from '../../harness/fields.mts';
import { invalidScripts } from './invalidScripts.mts';
import { read } from './support.mts';

test('the table is long enough', () => {
	console.log(`invalid scripts: ${invalidScripts.length}`);
	expect(invalidScripts.length).toBeGreaterThanOrEqual(60);
	expect(new Set(invalidScripts.map((one) => one.title)).size).toBe(invalidScripts.length);
});

describe('refused, with its place', () => {
	test.each(invalidScripts.map((one) => [one.title, one] as const))(
		'a script is refused, with its place: %s',
		(_title, { parameters, variables, field, says }) => {
			const { script, faults } = read(parameters, variables);
			expect(script).toBeNull();
			expect(faults[0]).toMatchObject({ type: 'invalid_script', field });
			expect(faults[0].sentence).toContain(says);
			for (const fault of faults) {
				// The sentence goes on after the field's name and shows the way out, in a sentence of its own or by an example.
				expect(fault.sentence).toMatch(/^[a-z].+(\. [A-Z]|such as \{).+\.$/s);
				expect(fault.field.length + fault.sentence.length).toBeLessThan(1200);
			}
		},
	);
});

test('every fault of a script is told at once', () => {
	const { faults } = read({
		scriptFormat: 'steps',
		steps: {
			step: [
				{ type: 'question', text: '', responses: { response: [{ answer: '', next: 'x' }] } },
				{ type: 'menu', text: 'x' },
				{ type: 'goodbye', text: ' ' },
			],
		},
	});
	expect(faults.map((one) => one.field)).toEqual([
		'Script, step 1 (question): Text',
		'Script, step 1 (question): response 1: Answer',
		'Script, step 1 (question): response 1: Go To',
		'Script, step 2 (menu): Type',
		'Script, step 3 (goodbye): Text',
	]);
});

describe('the speed of the voice', () => {
	const refused: unknown[] = [0.49, 2.01, 0, -1, 'fast', ' ', Number.NaN, Infinity, true, {}, [1], { toString: 5, valueOf: 5 }];
	test.each(refused.map((one) => [one]))('a speed of the voice is refused: %j', (speed) => {
		const checked = voiceSettings.read({ speed }, reading('svalync'));
		expect(checked).toMatchObject({
			ok: false,
			fault: { type: 'invalid_script', field: 'Voice Settings: Speed', sentence: 'must be a number from 0.5 to 2.' },
		});
	});

	test.each([
		[0.5, 0.5],
		[2, 2],
		['1.25', 1.25],
	])('a speed of the voice is taken: %j', (speed, value) => {
		expect(voiceSettings.read({ speed }, reading('svalync'))).toEqual({
			ok: true,
			value: { accent: null, gender: null, speed: value },
		});
	});

	test('the speed of the voice stays unsaid where no setting is given', () => {
		for (const raw of [undefined, {}, { speed: '' }])
			expect(voiceSettings.read(raw, reading('svalync'))).toEqual({ ok: true, value: null });
	});
});

test('a long run of blanks or braces is read at once', () => {
	const runs = [
		(n: number) => `{{${' '.repeat(n)}x`,
		(n: number) => '{'.repeat(n),
		(n: number) => '{{ a '.repeat(n / 5),
		(n: number) => `{{${'a '.repeat(n / 2)}`,
	];
	// Growing, so that a slow pattern fails here before it takes for ever.
	for (const length of [250, 500, 1000, 2000, 4000, 8000, 19_000]) {
		for (const text of runs) {
			const milliseconds = fastest(() => void read({ scriptFormat: 'text', scriptText: text(length) }), 500);
			expect(milliseconds, `${length} characters`).toBeLessThan(500);
		}
	}
});
