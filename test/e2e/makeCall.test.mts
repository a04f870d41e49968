/** Make Call inside a real n8n: every provider and form, the branches of the Simulator, and its drop-down of voices. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documented, examples, forms, pasted } from '../harness/scriptExamples.mts';
import { connect } from './support/n8n.mts';
import { nodeWorkflow } from './support/nodeWorkflow.mts';
import type { Providers } from './support/providers.mts';
import { neededBy, realProviders, startProviders } from './support/providers.mts';

const type = 'n8n-nodes-voice-calls.makeCall';
const n8n = connect();
let providers: Providers;
const credentials: Record<string, Record<string, { id: string; name: string }>> = {};

beforeAll(async () => {
	providers = await startProviders();
	for (const id of realProviders) {
		const created = await n8n.createCredential(providers.credentialOf(id));
		credentials[id] = { [created.type]: { id: created.id, name: created.name } };
	}
});
afterAll(() => providers.close());

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value });
const lead = (phone: string, name = 'Ada') => ({ phone, name });
const variables = { variables: { values: [{ name: 'name', value: '={{ $json.name }}' }] } };

test('n8n lists the node with its two outputs, its tool and a field for each form', async () => {
	const nodes = await n8n.nodeTypes();
	const node = nodes.find((one) => one.name === type);
	expect(node).toMatchObject({ displayName: 'Make Call', outputs: expect.stringContaining('Not Dialed') });
	expect(nodes.some((one) => one.name === `${type}Tool`)).toBe(true);
	const names = (node?.properties as Array<{ name: string }>).map((one) => one.name);
	expect(names).toEqual(
		expect.arrayContaining([
			'scriptFormat',
			'scriptText',
			'greeting',
			'responses',
			'fallback',
			'steps',
			'scriptJson',
			'voiceId',
			'voiceSettings',
		]),
	);
});

const table = realProviders.flatMap((id) => forms.map((form) => [id, form] as const));

test.each(table)('%s gets the %s script in one call, exactly as documented', async (id, form) => {
	const server = providers[id];
	server.reset();
	const workflow = await nodeWorkflow(n8n, {
		type,
		credentials: credentials[id],
		parameters: {
			provider: id,
			phoneNumber: '={{ $json.phone }}',
			...(['bland', 'svalync', 'vapi'].includes(id) ? {} : { agentId: byId(server.usableAgent) }),
			...(id === 'bland' ? { voiceId: byId('maya') } : {}),
			...neededBy[id],
			...examples[form].typed,
			...variables,
			safety: { callingHours: 'off' },
		},
	});
	const { outputs } = await workflow.run([lead('+1 (212) 736-5000')]);
	await workflow.remove();
	expect(server.violations).toEqual([]);
	expect(server.creates).toHaveLength(1);
	// Svalync does not answer with the ID of the call: its list is asked for it, once or twice.
	const methods = server.requests.map(({ method }) => method).join(' ');
	expect(methods).toMatch(id === 'svalync' ? /^POST( GET){1,2}$/ : /^POST$/);
	const body = server.creates[0].body as any;
	if (id === 'svalync') {
		const script = JSON.parse(JSON.stringify(examples[form].json).replaceAll('{{name}}', 'Ada'));
		expect(body).toEqual({ phone_number: '+12127365000', voice_id: 'voice_default', script, recording: false });
	} else {
		const agent = body.conversation_initiation_client_data?.conversation_config_override.agent;
		const own =
			id === 'elevenlabs'
				? { greeting: agent.first_message, prompt: agent.prompt.prompt }
				: id === 'bland'
					? { greeting: body.first_sentence, prompt: body.task }
					: id === 'retell'
						? { greeting: body.agent_override?.retell_llm?.begin_message, prompt: body.retell_llm_dynamic_variables?.script }
						: { greeting: body.assistant?.firstMessage, prompt: body.assistant?.model.messages[0].content };
		const carrier = ['bland', 'elevenlabs', 'retell', 'vapi'].includes(id)
			? own
			: id === 'synthflow'
				? body
				: id === 'talkover'
					? body.payload
					: body.metadata;
		expect(carrier.greeting).toMatch(/^Hello Ada, this is /);
		expect(carrier.prompt ?? carrier.script).toContain(JSON.stringify(carrier.greeting));
	}
	expect(outputs[1]).toEqual([]);
	expect(outputs[0]).toHaveLength(1);
	expect(outputs[0][0].json).toMatchObject({ provider: id, to: '+12127365000', dialed: 'yes', simulated: false });
	expect(JSON.stringify(outputs)).not.toContain(server.key);
});

const said = (json: Record<string, any>): string => String(json.transcript).split('\n').at(-1) ?? '';
const last = {
	yes: 'agent: Thank you, goodbye.',
	no: 'agent: Then we will not call again. Goodbye.',
	later: 'agent: We will call again next week. Goodbye.',
};

test('the Simulator plays each form, and the number chooses the branch of three', async () => {
	for (const form of forms) {
		const workflow = await nodeWorkflow(n8n, {
			type,
			parameters: { provider: 'simulator', phoneNumber: '={{ $json.phone }}', ...examples[form].typed, ...variables },
		});
		const { outputs, collected } = await workflow.run([
			lead('+12025550100'),
			lead('+12025550101', 'Bob'),
			lead('+12025550150', 'Cy'),
			lead('not a number'),
		]);
		await workflow.remove();
		expect(outputs[0].map((item) => item.json.transcript.split('\n')[0])).toEqual(
			['Ada', 'Bob', 'Cy'].map((name) => expect.stringContaining(`agent: Hello ${name}, this is `)),
		);
		expect(outputs[1].map((item) => [item.json.problem.type, item.pairedItem?.item])).toEqual([['invalid_phone_number', 3]]);
		expect(collected.Dialed).toHaveLength(3);
		if (form !== 'steps') continue;
		expect(outputs[0].map(({ json }) => [json.analysis.outcome, json.analysis.sentiment, said(json)])).toEqual([
			['yes', 'positive', last.yes],
			['no', 'negative', last.no],
			['later', 'neutral', last.later],
		]);
	}
});

test('answers given in advance choose the branch at the Simulator, whatever the number', async () => {
	const parameters = { provider: 'simulator', phoneNumber: '={{ $json.phone }}', ...variables };
	const three = await nodeWorkflow(n8n, {
		type,
		parameters: {
			...parameters,
			...examples.steps.typed,
			safety: { allowRepeats: true },
			options: { simulatedAnswers: ['={{ $json.answer }}'] },
		},
	});
	const answers = ['yes', 'No, thanks', 'maybe later'].map((answer) => ({ ...lead('+12025550150'), answer }));
	const { outputs } = await three.run(answers);
	await three.remove();
	expect(outputs[0].map(({ json }) => [json.analysis.outcome, said(json)])).toEqual([
		['yes', last.yes],
		['no', last.no],
		['later', last.later],
	]);

	const dialogue = await nodeWorkflow(n8n, {
		type,
		parameters: { ...parameters, ...pasted(documented.dialogue)[1], options: { simulatedAnswers: ['not good'] } },
	});
	const sad = await dialogue.run([lead('+12025550100')]);
	await dialogue.remove();
	expect(sad.outputs[0][0].json.transcript).toBe(
		"agent: Hello, this is AI calling. How are you today?\nperson: not good\nagent: I'm sorry to hear that.",
	);
});

test('the Simulator offers its voices, with search', async () => {
	const ask = (filter?: string) =>
		n8n.resourceLocator({
			nodeType: type,
			methodName: 'searchVoices',
			parameter: 'voiceId',
			parameters: { provider: 'simulator', voiceId: byId('') },
			...(filter === undefined ? {} : { filter }),
		});
	expect((await ask()).results.map((one) => one.value)).toEqual(['sim-voice-alto', 'sim-voice-tenor', 'sim-voice-bass']);
	expect((await ask('TENOR')).results.map((one) => one.value)).toEqual(['sim-voice-tenor']);
	expect((await ask('nobody')).results).toEqual([]);
});

test('the example for Send Call runs as it is: the person leaves on Dialed, towards the node that says what to do next', async () => {
	const example = JSON.parse(readFileSync(new URL('../../workflows/02-send-call-agent.json', import.meta.url), 'utf8'));
	const { id } = await n8n.createWorkflow(example);
	const workflowData = await n8n.rest('GET', `/workflows/${id}`);
	await n8n.rest('POST', `/workflows/${id}/run`, {
		workflowData,
		triggerToStartFrom: { name: 'When clicking Execute' },
	});
	const execution = await n8n.waitForExecution(id, (found) => found.status === 'success' || found.status === 'error');
	await n8n.deleteWorkflow(id);
	const { runData } = execution.data.resultData;
	expect(runData['Dialed: store the outcome']?.[0].data?.main?.[0]).toMatchObject([
		{
			json: {
				provider: 'simulator',
				to: '+12025550100',
				recipientName: 'Ada',
				variables: { orderNumber: 'A-17' },
				dialed: 'yes',
				outcome: 'answered',
			},
		},
	]);
	expect(runData['Not dialed: correct and try again']).toBeUndefined();
});
