import type { Json, JsonObject } from '../call/json';
import { isObject } from '../call/json';
import type { FieldIssue } from '../call/result';
import { scriptFault } from '../call/script';
import type { Script } from '../call/script';

/**
 * The script as JSON (docs/reference/scripts.md): `{text}`, `{greeting, fallback}` or `{steps}`. `scriptFromJson(scriptToJson(script))`
 * gives the script again.
 */
export function scriptToJson(script: Script): JsonObject {
	switch (script.form) {
		case 'text':
			return { text: script.text };
		case 'dialogue':
			return {
				greeting: {
					text: script.greeting,
					...(script.responses.length > 0
						? {
								responses: Object.fromEntries(script.responses.map(({ name, patterns, reply }) => [name, { pattern: patterns, reply }])),
							}
						: {}),
				},
				...(script.fallback === null ? {} : { fallback: { text: script.fallback } }),
			};
		case 'steps':
			return {
				steps: script.steps.map(({ id, type, text, answers }) => ({
					...(id === null ? {} : { id }),
					type,
					text,
					...(answers.length > 0 ? { responses: Object.fromEntries(answers.map(({ answer, next }) => [answer, { next }])) } : {}),
				})),
			};
	}
}

type Read = { script: Script } | { faults: FieldIssue[] };
const fail = (place: string, sentence: string): Read => ({ faults: [scriptFault(place, sentence)] });

/** Reads any of the three forms, with or without the outer `script`. The fault names a key that does not belong to the form. */
export function scriptFromJson(value: unknown): Read {
	const outer = isObject(value) && Object.keys(value).length === 1 && isObject(value.script) ? value.script : value;
	if (!isObject(outer)) return fail('', 'is not a JSON object. Start from { "text": "Hello." }.');
	const forms = ['text', 'greeting', 'steps'].filter((key) => key in outer);
	if (forms.length !== 1) {
		return fail('', 'must have exactly one of the keys text, greeting or steps. Keep the one you mean.');
	}
	if ('text' in outer) return readText(outer);
	return 'steps' in outer ? readSteps(outer) : readDialogue(outer);
}

/** The first key that is not known, or undefined. */
const strange = (object: JsonObject, known: string[]): string | undefined => Object.keys(object).find((key) => !known.includes(key));

function strangeKey(object: JsonObject, known: string[], place: string): Read | null {
	const key = strange(object, known);
	if (key === undefined) return null;
	return fail(place, `has the key "${key.slice(0, 40)}", which is not known. Known here: ${known.join(', ')}.`);
}

const isText = (value: Json | undefined): value is string => typeof value === 'string';

function readText(outer: JsonObject): Read {
	const wrong = strangeKey(outer, ['text'], '');
	if (wrong) return wrong;
	return isText(outer.text) ? { script: { form: 'text', text: outer.text } } : fail('text', 'is not text. Put it into quotes.');
}

function readDialogue(outer: JsonObject): Read {
	const { greeting, fallback } = outer;
	const wrong = strangeKey(outer, ['greeting', 'fallback'], '');
	if (wrong) return wrong;
	if (!isObject(greeting) || !isText(greeting.text)) return fail('greeting', 'needs a text, such as { "text": "Hello." }.');
	const wrongInside = strangeKey(greeting, ['text', 'responses'], 'greeting');
	if (wrongInside) return wrongInside;
	if (fallback !== undefined && (!isObject(fallback) || !isText(fallback.text) || strange(fallback, ['text']) !== undefined)) {
		return fail('fallback', 'needs a text and nothing else, such as { "text": "Pardon?" }.');
	}
	const { responses = {} } = greeting;
	if (!isObject(responses))
		return fail('greeting: responses', 'is not an object of names. Write { "yes": { "pattern": ["yes"], "reply": "Great." } }.');
	const read: Extract<Script, { form: 'dialogue' }>['responses'] = [];
	for (const [name, response] of Object.entries(responses)) {
		const place = `response "${name.slice(0, 40)}"`;
		if (!isObject(response) || !Array.isArray(response.pattern) || !response.pattern.every(isText) || !isText(response.reply)) {
			return fail(place, 'needs pattern, a list of texts, and reply, a text, such as { "pattern": ["yes"], "reply": "Great." }.');
		}
		const wrongKey = strangeKey(response, ['pattern', 'reply'], place);
		if (wrongKey) return wrongKey;
		read.push({ name, patterns: response.pattern as string[], reply: response.reply });
	}
	return {
		script: {
			form: 'dialogue',
			greeting: greeting.text,
			responses: read,
			fallback: isObject(fallback) ? String(fallback.text) : null,
		},
	};
}

function readSteps(outer: JsonObject): Read {
	const wrong = strangeKey(outer, ['steps'], '');
	if (wrong) return wrong;
	if (!Array.isArray(outer.steps)) return fail('steps', 'is not a list. Put the steps into [ ].');
	const steps: Extract<Script, { form: 'steps' }>['steps'] = [];
	for (const [index, step] of outer.steps.entries()) {
		const place = `step ${index + 1}`;
		if (!isObject(step)) return fail(place, 'is not an object. Write { "type": "question", "text": "…" }.');
		const wrongKey = strangeKey(step, ['id', 'type', 'text', 'responses'], place);
		if (wrongKey) return wrongKey;
		const { id, type, text, responses = {} } = step;
		if (id !== undefined && !isText(id)) return fail(`${place}: id`, 'is not text. Put it into quotes.');
		if (!isText(type)) return fail(`${place}: type`, 'is missing or not text. Use greeting, question, details or goodbye.');
		if (!isText(text)) return fail(`${place}: text`, 'is missing or not text. Put what is said into quotes.');
		if (!isObject(responses)) return fail(`${place}: responses`, 'is not an object. Write { "yes": { "next": "details" } }.');
		const answers: Array<{ answer: string; next: string }> = [];
		for (const [answer, response] of Object.entries(responses)) {
			if (!isObject(response) || !isText(response.next) || strange(response, ['next']) !== undefined) {
				return fail(`${place}: response "${answer.slice(0, 40)}"`, 'needs next and nothing else, such as { "next": "details" }.');
			}
			answers.push({ answer, next: response.next });
		}
		steps.push({ id: id ?? null, type, text, answers });
	}
	return { script: { form: 'steps', steps } };
}
