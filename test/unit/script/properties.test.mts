/** At least 1,000 made-up scripts: every one is accepted, compiled the same way twice, read back and walked to its end. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { providers } from '../../../nodes/shared/providers/registry';
import { compileScript } from '../../../nodes/shared/script/compile';
import { scriptFromJson, scriptToJson } from '../../../nodes/shared/script/json';
import type { Script } from '../../../nodes/shared/call/script';
import { filled, unfilled } from '../../../nodes/shared/script/placeholders';
import { scriptFaults } from '../../../nodes/shared/script/validate';
import { walk } from '../../../nodes/shared/script/walk';
import { aCall, settingsOf } from '../../harness/values.mts';
import { script } from './arbitrary.mts';
import { quotedIn, withoutQuoted } from './support.mts';

const runs = { numRuns: 1200 };
const variables = { name: 'Ada {{name}} "Lovelace"' };

test('the scripts are of every kind', () => {
	const seen = new Map<string, number>();
	const count = (key: string): void => void seen.set(key, (seen.get(key) ?? 0) + 1);
	for (const one of fc.sample(script, { numRuns: 1200, seed: 7 })) {
		count(one.form);
		if (one.form !== 'steps') continue;
		const targets = one.steps.flatMap((step, at) => step.answers.map(({ next }) => one.steps.findIndex((each) => each.id === next) - at));
		if (targets.length > 0) count('branching');
		if (targets.some((way) => way <= 0)) count('going back');
	}
	console.log(`made-up scripts: ${[...seen].map((pair) => pair.join(' ')).join(', ')}`);
	for (const kind of ['text', 'dialogue', 'steps', 'branching', 'going back']) expect(seen.get(kind)).toBeGreaterThan(100);
});

test('every script is valid, and is again when its placeholders are filled', () => {
	fc.assert(
		fc.property(script, (one) => {
			expect([...scriptFaults(one), ...unfilled(one, variables)]).toEqual([]);
			expect(scriptFaults(filled(one, variables))).toEqual([]);
		}),
		runs,
	);
});

test('every script is the same after a way through JSON, with and without the outer script', () => {
	fc.assert(
		fc.property(script, (one) => {
			const text = JSON.stringify(scriptToJson(one));
			expect(scriptFromJson(JSON.parse(text))).toEqual({ script: one });
			expect(scriptFromJson({ script: JSON.parse(text) })).toEqual({ script: one });
		}),
		runs,
	);
});

/** Texts that the instructions must hold, each in quotation marks. */
function textsOf(one: Script): string[] {
	if (one.form === 'text') return [one.text];
	if (one.form === 'dialogue') {
		const responses = one.responses.flatMap(({ patterns, reply }) => [...patterns, reply]);
		return [one.greeting, ...responses, ...(one.fallback === null ? [] : [one.fallback])];
	}
	return one.steps.flatMap(({ text, answers }, index) => [...(index === 0 ? [] : [text]), ...answers.map(({ answer }) => answer)]);
}

test('every script compiles, always to the same text, with each of its texts inside quotation marks and nowhere else', () => {
	fc.assert(
		fc.property(script, (one) => {
			const { greeting, prompt } = compileScript(one);
			expect(compileScript(structuredClone(one))).toEqual({ greeting, prompt });
			expect(greeting).not.toMatch(/[{}]/);
			expect(prompt).not.toMatch(/[{}\u2028\u2029]/);
			const opening = one.form === 'steps' ? one.steps[0].text : textsOf(one)[0];
			expect(quotedIn(prompt)).toEqual(one.form === 'steps' ? [opening, ...textsOf(one)] : textsOf(one));
			// Outside the quotation marks there is nothing but our own words, in plain ASCII.
			expect(withoutQuoted(prompt)).toMatch(/^[\n\x20-\x7e]+$/);
		}),
		runs,
	);
});

test.each(providers.map((one) => [one.id, one] as const))('every script becomes a request of %s, always the same', (id, provider) => {
	fc.assert(
		fc.property(script, (one) => {
			const call = () =>
				aCall({
					agentId: '123',
					recipientName: 'Ada',
					scripted: { script: structuredClone(one), voiceId: 'voice_default', voice: null, simulatedAnswers: [] },
				});
			const request = provider.placeCall.request(call(), settingsOf[id]);
			expect(provider.placeCall.request(call(), settingsOf[id])).toEqual(request);
			expect(JSON.parse(JSON.stringify(request.body))).toEqual(request.body);
			const { greeting, prompt } = compileScript(one);
			const body = request.body as any;
			const carried: Record<string, unknown> = {
				simulator: body.scripted?.script,
				bland: [body.first_sentence, body.task],
				elevenlabs: ((agent) => [agent?.first_message, agent?.prompt?.prompt])(
					body.conversation_initiation_client_data?.conversation_config_override?.agent,
				),
				retell: [body.agent_override?.retell_llm?.begin_message, body.retell_llm_dynamic_variables?.script],
				svalync: body.script,
				synthflow: [body.greeting, body.prompt],
				talkover: [body.payload?.greeting, body.payload?.script],
				unleashx: [body.metadata?.greeting, body.metadata?.script],
				vapi: [body.assistant?.firstMessage, body.assistant?.model.messages[0].content],
			};
			const expected: Record<string, unknown> = { simulator: one, svalync: scriptToJson(one) };
			expect(carried[id]).toEqual(expected[id] ?? [greeting, prompt]);
		}),
		runs,
	);
});

test('every walk ends, with the last word of the script or of the person', () => {
	const answers = fc.array(fc.oneof(fc.constantFrom('yes', 'no', 'later', '1', 'hm'), fc.string()), { maxLength: 6 });
	fc.assert(
		fc.property(script, fc.constantFrom('positive', 'negative', 'neutral'), answers, (one, mood, given) => {
			const talk = walk(one, mood, given);
			expect(walk(structuredClone(one), mood, given)).toEqual(talk);
			expect(talk.turns.length).toBeGreaterThan(0);
			expect(talk.turns.length).toBeLessThanOrEqual(251);
			const spoken = one.form === 'steps' ? one.steps.map((step) => step.text) : textsOf(one);
			for (const { speaker, text } of talk.turns) if (speaker === 'agent') expect(spoken).toContain(text);
			if (one.form !== 'steps' || given.length > 0 || talk.turns.length >= 250) return;
			// Nobody who answers one of the answers is left in a circle: the last word is that of a goodbye.
			expect(one.steps.filter((step) => step.type === 'goodbye').map((step) => step.text)).toContain(talk.turns.at(-1)?.text);
		}),
		runs,
	);
});
