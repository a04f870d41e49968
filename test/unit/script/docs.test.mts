/** docs/reference/scripts.md shows what really is sent: every code block of the page is made here again. */
import type { IDataObject } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answerInProcess } from '../../../nodes/shared/providers/simulator/server';
import type { ProviderId } from '../../../nodes/shared/providers/provider';
import { compileScript } from '../../../nodes/shared/script/compile';
import type { Form } from '../../harness/scriptExamples.mts';
import { examples, forms } from '../../harness/scriptExamples.mts';
import { callOf, requestOf, scriptOf } from './support.mts';

const page = readFileSync(new URL('../../../docs/reference/scripts.md', import.meta.url), 'utf8');

/** Every code block by the comment that stands above it: `<!-- code: steps, svalync -->`. */
const blocks = [...page.matchAll(/(?:<!-- code: ([^>]+) -->\n)?```(\w*)\n([\s\S]*?)\n```/g)].map((match) => ({
	name: match[1],
	language: match[2],
	text: match[3],
}));

const variables: IDataObject = { variables: { values: [{ name: 'name', value: 'Ada' }] } };

/** Greeting and instructions stand on the page once; in a body a note stands for them. */
function withNotes(body: any, form: Form): unknown {
	const { greeting, prompt } = compileScript(scriptOf(examples[form].typed, { name: 'Ada' }));
	return JSON.parse(JSON.stringify(body), (_key, value) =>
		value === prompt ? '(the instructions above)' : value === greeting ? '(the greeting above)' : value,
	);
}

function transcript(form: Form, to: string, simulatedAnswers: string[] = []): string {
	const { call } = callOf('simulator', { ...examples[form].typed, ...variables });
	call.to = to;
	call.scripted!.simulatedAnswers = simulatedAnswers;
	const request = {
		method: 'POST' as const,
		path: '/calls',
		body: JSON.parse(JSON.stringify({ ...call, retry: null })),
	};
	return (answerInProcess(request, new Date('2026-01-01T00:00:00Z')).body as any).call.transcript;
}

const bodyOf = (id: ProviderId, form: Form): unknown => requestOf(id, { ...examples[form].typed, ...variables, recording: false }).body;

function compiled(form: Form): string {
	const { greeting, prompt } = compileScript(scriptOf(examples[form].typed, { name: 'Ada' }));
	return `Greeting: ${greeting}\n\n${prompt}`;
}

/** Text is compared as it is, JSON by what it says. */
const made: Record<string, unknown> = {
	...Object.fromEntries(
		forms.flatMap((form) => [
			[`${form}, node`, examples[form].typed],
			[`${form}, JSON`, examples[form].json],
			[`${form}, Svalync`, bodyOf('svalync', form)],
			[`${form}, compiled`, compiled(form)],
			[`${form}, Simulator, positive`, transcript(form, '+12125550100')],
		]),
	),
	'dialogue, Simulator, negative': transcript('dialogue', '+12125550101'),
	'dialogue, Simulator, other': transcript('dialogue', '+12125550150'),
	'steps, Simulator, negative': transcript('steps', '+12125550101'),
	'steps, Simulator, other': transcript('steps', '+12125550150'),
	Synthflow: withNotes(bodyOf('synthflow', 'steps'), 'steps'),
	Talkover: withNotes(bodyOf('talkover', 'steps'), 'steps'),
	UnleashX: withNotes(bodyOf('unleashx', 'steps'), 'steps'),
};

test('every code block of the page is one that is checked, and none is missing', () => {
	expect(blocks.map((block) => block.name).sort()).toEqual(Object.keys(made).sort());
});

test.each(blocks.map((block) => [block.name ?? '(without a comment)', block] as const))(
	'the code block "%s" of the page is true',
	(name, { language, text }) => {
		expect(language).toBe(typeof made[name] === 'string' ? 'text' : 'json');
		expect(language === 'json' ? JSON.parse(text) : text).toEqual(made[name]);
	},
);
