/** How a simulated person goes through a script: by mood, and by answers given in advance. */
import { describe, expect, test } from 'vitest';
import type { Mood } from '../../../nodes/shared/script/walk';
import { moodOf, walk } from '../../../nodes/shared/script/walk';
import { documented, examples } from '../../harness/scriptExamples.mts';
import { scriptOf } from './support.mts';

const steps = scriptOf(examples.steps.typed, { name: 'Ada' });
const dialogue = scriptOf(documented.dialogue.typed);
const lastOf = (script: typeof steps, mood: Mood, answers: string[] = []): string | undefined =>
	walk(script, mood, answers).turns.at(-1)?.text;

describe('three branches', () => {
	test.each([
		['positive', 'yes', 'Thank you, goodbye.'],
		['negative', 'no', 'Then we will not call again. Goodbye.'],
		['neutral', 'later', 'We will call again next week. Goodbye.'],
	] as const)('a %s person takes "%s"', (mood, branch, last) => {
		const talk = walk(steps, mood);
		expect(talk).toMatchObject({ branches: [branch], understood: true });
		expect(talk.turns.at(-1)).toEqual({ speaker: 'agent', text: last });
		// Any mood goes where the answer says.
		for (const other of ['positive', 'negative', 'neutral'] as const) expect(lastOf(steps, other, [branch])).toBe(last);
	});

	test('a goodbye ends the talk, details go on with the step below', () => {
		expect(walk(steps, 'positive').turns.map((turn) => turn.text)).toEqual([
			'Hello Ada, this is the assistant of Example Ltd. This call is automated.',
			'Shall a colleague call you about the offer?',
			'yes',
			'Good. A colleague will call you today.',
			'Thank you, goodbye.',
		]);
	});

	test('an answer that fits nothing is asked for once more, and the talk is over', () => {
		const talk = walk(steps, 'positive', ['What is this about?']);
		expect(talk).toMatchObject({ branches: [], understood: false });
		expect(talk.turns.slice(-2)).toEqual([
			{ speaker: 'person', text: 'What is this about?' },
			{ speaker: 'agent', text: 'Shall a colleague call you about the offer?' },
		]);
	});
});

describe('the documented dialogue', () => {
	test.each([
		['I am fine, thanks', 'positive'],
		['GOOD!', 'positive'],
		['not good', 'negative'],
		['Well, not good at all.', 'negative'],
		['terrible', 'negative'],
		['goodness', 'fallback'],
		['Who is this?', 'fallback'],
	])('the dialogue hears "%s" as %s', (said, branch) => {
		expect(walk(dialogue, 'neutral', [said]).branches).toEqual([branch]);
	});

	test.each([
		['positive', 'positive', 'good'],
		['negative', 'negative', 'bad'],
		['neutral', 'fallback', 'Let me think about it.'],
	] as const)('the dialogue is answered by a %s person with %s', (mood, branch, said) => {
		const talk = walk(dialogue, mood);
		expect(talk.branches).toEqual([branch]);
		expect(talk.turns[1]).toEqual({ speaker: 'person', text: said });
	});
});

test.each([
	['negative', 'yes', 'fallback'],
	['positive', 'no', 'fallback'],
	['negative', 'red', 'red'],
] as const)('a %s person takes of the one branch "%s" and the fallback: %s', (mood, name, branch) => {
	const script = scriptOf({
		scriptFormat: 'json',
		scriptJson: {
			greeting: { text: 'Well?', responses: { [name]: { pattern: [name], reply: 'So be it.' } } },
			fallback: { text: 'Pardon?' },
		},
	});
	expect(walk(script, mood).branches).toEqual([branch]);
});

test('a circle is left by another answer', () => {
	const script = scriptOf({
		scriptFormat: 'json',
		scriptJson: {
			steps: [
				{ type: 'question', text: 'Again?', responses: { yes: { next: 'question' }, no: { next: 'goodbye' } } },
				{ type: 'goodbye', text: 'Bye.' },
			],
		},
	});
	expect(walk(script, 'positive').branches).toEqual(['yes', 'no']);
	expect(walk(script, 'positive', ['yes', 'yes', 'yes', 'no']).branches).toEqual(['yes', 'yes', 'yes', 'no']);
	expect(
		walk(
			script,
			'positive',
			Array.from({ length: 100 }, () => 'yes'),
		).turns.at(-1)?.text,
	).toBe('Bye.');
	expect(
		walk(
			script,
			'positive',
			Array.from({ length: 1000 }, () => 'yes'),
		).turns.length,
	).toBeLessThanOrEqual(251);
});

test('the longest straight script is spoken to its end', () => {
	const asked = Array.from({ length: 99 }, (_, index) => ({ type: 'question', text: `Question ${index + 1}?` }));
	const script = scriptOf({ scriptFormat: 'steps', steps: { step: [...asked, { type: 'goodbye', text: 'Bye.' }] } });
	const { turns } = walk(script, 'neutral');
	expect(turns).toHaveLength(199);
	expect(turns.at(-1)?.text).toBe('Bye.');
});

test('a branch says its mood by its name', () => {
	expect(['yes', 'positive', 'no', 'nein', 'later', 'details'].map(moodOf)).toEqual([
		'positive',
		'positive',
		'negative',
		'negative',
		'neutral',
		null,
	]);
});
