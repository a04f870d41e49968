/** Valid scripts of all three forms, made so that every step can be reached and every circle has a way out. */
import fc from 'fast-check';
import type { Script, Step, StepAnswer } from '../../../nodes/shared/call/script';

const hostileNames = ['__proto__', 'constructor', 'prototype'];

/** Any text that is not blank: letters of all alphabets, quotes, braces, line breaks, halves of characters. */
export const text: fc.Arbitrary<string> = fc
	.oneof(
		fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
		fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
		fc.constantFrom(
			'Hello, {{name}}!',
			'Say "yes" or \\no\\',
			'{ not a name }',
			'line\nbreak\u2028and\u2029more',
			'${x} <%= y %> {% z %}',
			'</Say><Dial>',
		),
	)
	.map((one) => (one.trim() === '' ? `a${one}` : one))
	// A placeholder that nothing fills makes a script invalid; {{name}} alone may stand there.
	.map((one) => one.replace(/\{\{([^{}]*)\}\}/g, (whole, name: string) => (name === 'name' ? whole : `{{name}}`)))
	// Words in single braces and in brackets are placeholders as well.
	.map((one) => one.replace(/(?<!\{)\{(?!\{)|\[/g, '<'));

const name: fc.Arbitrary<string> = fc
	.oneof(fc.constantFrom('yes', 'no', 'later', '1', '2', '10', 'toString', 'not good', 'ja'), text)
	.filter((one) => !hostileNames.includes(one));

/** Names as keys of a JSON object: each once, whole numbers first, since objects keep them so. */
const names = (range: { minLength?: number; maxLength?: number }): fc.Arbitrary<string[]> =>
	fc.uniqueArray(name, range).map((all) => Object.keys(Object.fromEntries(all.map((one) => [one, null]))));

const plain: fc.Arbitrary<Script> = text.map((said) => ({ form: 'text', text: said }));

const dialogue: fc.Arbitrary<Script> = fc
	.record({
		greeting: text,
		names: names({ maxLength: 5 }),
		patterns: fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { minLength: 5, maxLength: 5 }),
		replies: fc.array(text, { minLength: 5, maxLength: 5 }),
		fallback: fc.option(text),
	})
	.map((one) => ({
		form: 'dialogue',
		greeting: one.greeting,
		responses: one.names.map((each, index) => ({
			name: each,
			patterns: one.patterns[index],
			reply: one.replies[index],
		})),
		fallback: one.fallback,
	}));

/** One piece of the chain: something said, a question without branches, or a branch with a goodbye of its own. */
const piece = fc.record({
	kind: fc.constantFrom('details', 'greeting', 'question', 'branch', 'branch'),
	asking: fc.constantFrom('question', 'greeting'),
	text,
	goodbye: text,
	answers: names({ minLength: 2, maxLength: 5 }),
	/** Where the answers after the first two lead: anywhere, also backwards. */
	jumps: fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
	byType: fc.boolean(),
	keepId: fc.boolean(),
});

const steps: fc.Arbitrary<Script> = fc
	.record({
		pieces: fc.array(piece, { maxLength: 7 }),
		end: text,
		ids: fc.uniqueArray(text, { minLength: 16, maxLength: 16 }),
	})
	.map(({ pieces, end, ids }) => {
		const list: Step[] = [];
		const branches: Array<{ at: number; piece: (typeof pieces)[number] }> = [];
		for (const one of pieces) {
			if (one.kind === 'branch') {
				branches.push({ at: list.length, piece: one });
				list.push({ id: null, type: one.asking, text: one.text, answers: [] });
				list.push({ id: null, type: 'goodbye', text: one.goodbye, answers: [] });
			} else list.push({ id: null, type: one.kind, text: one.text, answers: [] });
		}
		list.push({ id: null, type: 'goodbye', text: end, answers: [] });
		const isAlone = (type: string): boolean => list.filter((step) => step.type === type).length === 1 && !ids.includes(type);
		const nameOf = (index: number, byType: boolean): string => {
			const step = list[index];
			if (byType && isAlone(step.type)) return step.type;
			return (step.id ??= ids[index]);
		};
		for (const { at, piece: one } of branches) {
			list[at].answers = one.answers.map((answer, index): StepAnswer => {
				// The first goes on behind the branch's own goodbye, the second to it.
				const target = index === 0 ? at + 2 : index === 1 ? at + 1 : one.jumps[index] % list.length;
				return { answer, next: nameOf(target, one.byType) };
			});
			if (one.keepId) list[at].id ??= ids[at];
		}
		return { form: 'steps', steps: list };
	});

export const script: fc.Arbitrary<Script> = fc.oneof(plain, dialogue, { weight: 3, arbitrary: steps });
