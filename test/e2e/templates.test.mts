/** The example workflows, imported as they are and run to their results inside a real n8n. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { http } from '../../scripts/lib/n8nClient.mjs';
import { hasEnded } from './support/n8nClient.mts';
import type { ChatModel } from '../servers/chatModel.mts';
import { startChatModel } from '../servers/chatModel.mts';
import { dataTable } from './support/dataTables.mts';
import type { Execution, Item, Workflow, WorkflowNode } from './support/n8n.mts';
import { connect } from './support/n8n.mts';

const n8n = connect();
const made: string[] = [];
afterAll(async () => {
	for (const id of made) await n8n.deleteWorkflow(id);
});

interface Template {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
}
const read = (file: string): Template => JSON.parse(readFileSync(new URL(`../../workflows/${file}`, import.meta.url), 'utf8')) as Template;
const nodeIn = ({ nodes }: { nodes: WorkflowNode[] }, name: string): WorkflowNode => nodes.find((node) => node.name === name)!;

/** Imports an example, changed only where a test needs another person or hour. */
async function imported(file: string, change: (template: Template) => void = () => {}): Promise<Workflow> {
	const template = read(file);
	change(template);
	const workflow = await n8n.createWorkflow(template);
	made.push(workflow.id);
	return workflow;
}

/** Runs a saved workflow from its trigger, as the editor does, or from what the trigger is said to have started it with. */
async function run(id: string, trigger: string, items?: Item[]): Promise<Execution> {
	const data = {
		startTime: Date.now(),
		executionTime: 0,
		executionIndex: 0,
		executionStatus: 'success',
		source: [],
		data: { main: [items] },
	};
	const before = new Set((await n8n.executions(id)).map((one) => one.id));
	await n8n.rest('POST', `/workflows/${id}/run`, {
		workflowData: await n8n.rest('GET', `/workflows/${id}`),
		triggerToStartFrom: { name: trigger, ...(items ? { data } : {}) },
	});
	const execution = await n8n.waitForExecution(id, (found: Execution) => !before.has(found.id) && hasEnded(found));
	expect(execution.data.resultData.error).toBeUndefined();
	return execution;
}

/** What a node handed on, in all its runs. */
const after = ({ data }: Execution, node: string): Array<Record<string, any>> =>
	(data.resultData.runData[node] ?? [])
		.flatMap(({ data: out }) => out?.main?.flatMap((items) => items ?? []) ?? [])
		.map(({ json }) => json);
const has = ({ data }: Execution, node: string): boolean => data.resultData.runData[node] !== undefined;

describe('01 lead form', () => {
	let id: string;
	beforeAll(async () => void ({ id } = await imported('01-lead-form.json')));

	test('the form that is sent calls the lead back, once', async () => {
		const { nodes } = await n8n.activate(id);
		const answer = await n8n.submitForm(nodeIn({ nodes }, 'Lead Form').webhookId!, ['Ada', '+12025550100']);
		expect(answer.status).toBe(200);
		const execution = await n8n.waitForExecution(id);
		await n8n.deactivate(id);
		expect(after(execution, 'Interested: tell sales')).toMatchObject([
			{ dialed: 'yes', to: '+12025550100', recipientName: 'Ada', outcome: 'answered', analysis: { outcome: 'yes' } },
		]);
		expect(after(execution, 'Make Call')[0].transcript).toContain('Hello Ada, this is the automated assistant');
	});

	test.each([
		['+12025550101', 'Talked: note the answer'],
		['+12025550102', 'Not reached: write an e-mail'],
		['+12025550105', 'Not reached: write an e-mail'],
		['call me', 'Not dialed: correct the number'],
	])('a call that ends as %s leads to "%s"', async (Phone, end) => {
		const execution = await run(id, 'Lead Form', [{ json: { Name: 'Ada', Phone } }]);
		const ends = ['Interested: tell sales', 'Talked: note the answer', 'Not reached: write an e-mail', 'Not dialed: correct the number'];
		expect(ends.filter((name) => has(execution, name))).toEqual([end]);
	});
});

test('an agent calls one person (02)', async () => {
	const { id } = await imported('02-send-call-agent.json');
	const execution = await run(id, 'When clicking Execute');
	expect(after(execution, 'Dialed: store the outcome')).toMatchObject([
		{ dialed: 'yes', to: '+12025550100', variables: { orderNumber: 'A-17' } },
	]);
	expect(has(execution, 'Not dialed: correct and try again')).toBe(false);
});

test('n8n makes addresses of its own for every copy of an example', async () => {
	for (const [file, trigger] of [
		['01-lead-form.json', 'Lead Form'],
		['03-events-to-table.json', 'Call Event Trigger'],
		['09-ai-agent.json', 'Chat'],
	]) {
		const copies = [await imported(file), await imported(file)];
		const addresses = copies.map((copy) => nodeIn(copy, trigger).webhookId);
		for (const address of addresses) expect(address).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
		expect(new Set(addresses).size, file).toBe(2);
	}
});

describe('03 events', () => {
	const stored = async () => (await dataTable(n8n, 'voice_calls_events')).rows();

	test('one click plays a call, and its end becomes one row and one next step', async () => {
		const { id } = await imported('03-events-to-table.json');
		const execution = await run(id, 'Call Event Trigger');
		const [event] = after(execution, 'Call Event Trigger');
		expect(event).toMatchObject({ event: 'call.completed', verified: true, simulated: true });
		expect((await stored()).filter(({ eventId }) => eventId === event.eventId)).toMatchObject([
			{ callId: event.callId, outcome: 'answered', to: '+12025550100', transcript: event.transcript },
		]);
		expect(after(execution, 'Answered: tell the team')).toHaveLength(1);
	});

	test('an event that comes again in another execution stays one row and goes no further', async () => {
		const { id } = await imported('03-events-to-table.json');
		const event = (eventId: string, outcome: string): Item => ({
			json: {
				event: 'call.completed',
				eventId,
				callId: eventId,
				to: '+12025550100',
				outcome,
				occurredAt: null,
				summary: null,
				transcript: null,
			},
		});
		const runs = [];
		for (const items of [
			[event('evt_1', 'answered'), event('evt_2', 'busy')],
			[event('evt_2', 'busy'), event('evt_3', 'answered')],
			[event('evt_1', 'answered')],
		])
			runs.push(await run(id, 'Call Event Trigger', items));
		expect(runs.map((one) => after(one, 'Answered: tell the team').map(({ eventId }) => eventId))).toEqual([['evt_1'], ['evt_3'], []]);
		expect(runs.map((one) => after(one, 'Not reached: plan another way').map(({ eventId }) => eventId))).toEqual([['evt_2'], [], []]);
		expect((await stored()).filter(({ eventId }) => /^evt_\d$/.test(eventId)).map(({ eventId }) => eventId)).toEqual([
			'evt_1',
			'evt_2',
			'evt_3',
		]);
	});

	test('a published trigger is started by the end of a call that has its address', async () => {
		const { id } = await imported('03-events-to-table.json');
		const { nodes } = await n8n.activate(id);
		const callbackUrl = `${n8n.baseUrl}/webhook/${nodeIn({ nodes }, 'Call Event Trigger').webhookId}/events`;
		const caller = await imported('02-send-call-agent.json', (template) => {
			Object.assign(nodeIn(template, 'Send Call').parameters.options as object, { callbackUrl });
		});
		const [record] = after(await run(caller.id, 'When clicking Execute'), 'Dialed: store the outcome');
		const execution = await n8n.waitForExecution(id);
		await n8n.deactivate(id);
		expect(after(execution, 'Call Event Trigger')).toMatchObject([{ event: 'call.completed', verified: true, callId: record.callId }]);
		expect(after(execution, 'Answered: tell the team')).toHaveLength(1);
	});
});

describe('07 opt-out and 04 campaign', () => {
	test('who asks to be left alone goes into the do-not-call table, and nobody else', async () => {
		const { id } = await imported('07-opt-out.json', (template) => {
			delete nodeIn(template, 'Call Event Trigger').disabled; // as its note says
		});
		const asked = await run(id, 'When clicking Execute');
		expect(after(asked, 'Send Call')[0].transcript).toContain('person: Please do not call me again.');
		const told = await run(id, 'Call Event Trigger', [
			{ json: { to: '+13105550150', callId: 'c1', transcript: 'agent: Shall we call you again?\nperson: Stop calling, please.' } },
			{ json: { to: '+13105550151', callId: 'c2', transcript: 'agent: May we call you again?\nperson: Yes, call me on Monday.' } },
			{ json: { to: '+13105550152', callId: 'c3', transcript: null } },
		]);
		expect(after(told, 'May be called again').map(({ to }) => to)).toEqual(['+13105550151', '+13105550152']);
		await run(id, 'When clicking Execute'); // asking twice is one row
		const rows = await (await dataTable(n8n, 'voice_calls_do_not_call')).rows();
		expect(rows.map(({ phone }) => phone)).toEqual(['+12125550142', '+13105550150']);
		expect(rows[0]).toMatchObject({
			reason: 'asked for it in a call',
			callId: expect.stringMatching(/^sim_/),
			since: expect.stringMatching(/Z$/),
		});
	});

	const contacts = async () =>
		Object.fromEntries(
			(await (await dataTable(n8n, 'voice_calls_contacts')).rows()).map(({ name, status, result }) => [name, [status, result]]),
		);

	test('the campaign calls every contact, redials, leaves out who must not be called, and reports', async () => {
		const { id } = await imported('04-campaign.json');
		const execution = await run(id, 'Weekdays at ten');
		expect(await contacts()).toEqual({
			Ada: ['called', 'answered'],
			Ben: ['called', 'no_answer'],
			Cleo: ['called', 'busy'],
			Dan: ['called', 'voicemail'],
			Eve: ['not dialed', 'agent_unavailable'],
			Greta: ['not dialed', 'do_not_call'],
		});
		const attempts = after(execution, 'Send Call')
			.filter(({ dialed }) => dialed === 'yes')
			.map(({ recipientName, attempt }) => [recipientName, attempt]);
		expect(attempts).toEqual([
			['Ada', 1],
			['Ben', 3],
			['Cleo', 3],
			['Dan', 1],
		]);
		const [{ report }] = after(execution, 'Report');
		expect((report as string).split(', ').sort()).toEqual([
			'agent_unavailable: 1',
			'answered: 1',
			'busy: 1',
			'do_not_call: 1',
			'no_answer: 1',
			'voicemail: 1',
		]);

		const again = await run(id, 'Weekdays at ten');
		expect(after(again, 'Not Called Yet')).toEqual([]);
		expect(has(again, 'Send Call')).toBe(false);
	});

	test('a person outside the hours or above the cap is called by a later run; whom a crash left behind is not', async () => {
		const table = await dataTable(n8n, 'voice_calls_contacts');
		await table.insert(
			{ phone: '+12025550110', name: 'Hal' },
			{ phone: '+12025550120', name: 'Ivy' },
			{ phone: '+12025550130', name: 'Jon', status: 'calling' },
		);
		const withSafety = async (more: Record<string, unknown>): Promise<Execution> => {
			const { id } = await imported('04-campaign.json', (template) => {
				const { safety } = nodeIn(template, 'Send Call').parameters.options as { safety: Record<string, unknown> };
				Object.assign(safety, more);
			});
			return await run(id, 'Weekdays at ten');
		};
		// Closed in every zone of the country, whatever the hour of this test: three days from now.
		const days = [((new Date().getUTCDay() + 2) % 7) + 1];
		await withSafety(closedHours(days));
		expect(await contacts()).toMatchObject({
			Hal: ['', 'outside_calling_hours'],
			Ivy: ['', 'outside_calling_hours'],
			Jon: ['calling', null],
		});
		expect((await table.rows()).find(({ name }) => name === 'Hal')).toMatchObject({ nextCallAt: expect.stringMatching(/^\d{4}-.*Z$/) });

		const capped = await withSafety({ maxCalls: 1 });
		expect(after(capped, 'Send Call').map(({ dialed }) => dialed)).toEqual(['yes', 'no']);
		expect(await contacts()).toMatchObject({ Hal: ['called', 'cancelled'], Ivy: ['', 'cap_reached'], Jon: ['calling', null] });
	});
});

/** Calling hours that are open on these days alone (1 is Monday). */
const closedHours = (days: number[]): Record<string, unknown> => ({ callingHours: { hours: { mode: 'custom', days } } });

test('the redials over days (05) are three tries, each on its day; who answered or may have been phoned is not called again', async () => {
	const { id } = await imported('05-redial-over-days.json');
	const once = async () => after(await run(id, 'Weekdays at ten'), 'Send Call').map(({ recipientName }) => recipientName);
	expect(await once()).toEqual(['Ada', 'Ben', 'Cleo', 'Dan']);
	const table = await dataTable(n8n, 'voice_calls_redials');
	const rows = async () =>
		Object.fromEntries((await table.rows()).map(({ name, status, tries, outcome }) => [name, [status, tries, outcome]]));
	expect(await rows()).toEqual({
		Ada: ['reached', 1, 'answered'],
		Ben: ['', 1, 'no_answer'],
		Cleo: ['', 1, 'voicemail'],
		Dan: ['check by hand', 1, 'unknown'],
	});
	for (const { nextCallAt } of await table.rows()) expect(Math.abs(Date.parse(nextCallAt) - Date.now() - 86_400_000)).toBeLessThan(600_000);
	expect(await once(), 'the same day').toEqual([]);

	const aDayLater = async () => {
		for (const phone of ['+12025550100', '+12125550102', '+14155550108'])
			await table.change(phone, { nextCallAt: new Date(Date.now() - 1000).toISOString() });
		return await once();
	};
	expect(await aDayLater()).toEqual(['Ben']);
	expect(await aDayLater()).toEqual(['Ben']);
	expect((await rows()).Ben).toEqual(['given up', 3, 'no_answer']);
	expect(await aDayLater()).toEqual([]);
});

test('the reminder (06) waits for each answer and acts on it', async () => {
	const { id } = await imported('06-appointment-reminder.json');
	const execution = await run(id, 'Weekdays at three');
	const names = (node: string) => after(execution, node).map(({ recipientName }) => recipientName);
	expect([names('Confirmed: mark it'), names('Cancelled: free the slot'), names('Not reached: write a message')]).toEqual([
		['Ada'],
		['Ben'],
		['Cleo'],
	]);
	for (const rest of ['Unclear: ask a colleague', 'Not dialed: correct the number']) expect(has(execution, rest)).toBe(false);
	expect(after(execution, 'Send Call')[0].variables.time).toMatch(/^\w+day, 09:30$/);
});

describe('08 on-call alert', () => {
	const called = (execution: Execution) => after(execution, 'Make Call').map(({ recipientName }) => recipientName);

	test('the alert goes down the list until one person confirms, and calls nobody after that', async () => {
		const { id } = await imported('08-on-call-alert.json');
		const execution = await run(id, 'When clicking Execute');
		expect(called(execution)).toEqual(['Ada', 'Ben', 'Cleo']);
		expect(after(execution, 'Confirmed: tell the team')).toMatchObject([{ recipientName: 'Cleo' }]);
		expect(after(execution, 'Make Call')[2].transcript).toContain('The payment service has been down');
		expect(has(execution, 'Nobody confirmed: page all')).toBe(false);
	});

	test('the alert says that nobody confirmed, also where a number cannot be dialed', async () => {
		const { id } = await imported('08-on-call-alert.json', (template) => {
			const { parameters } = nodeIn(template, 'Alert and People');
			parameters.jsonOutput = String(parameters.jsonOutput).replace('+13105550100', 'unknown').replace('+14155550100', '+14155550103');
		});
		const execution = await run(id, 'When clicking Execute');
		expect(called(execution)).toEqual(['Ada', 'Ben', 'Cleo', 'Dan']);
		expect(after(execution, 'Nobody confirmed: page all').length).toBeGreaterThan(0);
		expect(has(execution, 'Confirmed: tell the team')).toBe(false);
	});
});

describe('09 an agent that may call', () => {
	let model: ChatModel;
	let id: string;
	beforeAll(async () => {
		model = await startChatModel();
		const credential = await n8n.createCredential({ name: 'model', type: 'openAiApi', data: { apiKey: model.apiKey, url: model.baseUrl } });
		({ id } = await imported('09-ai-agent.json', (template) => {
			nodeIn(template, 'Chat Model').credentials = { openAiApi: { id: credential.id, name: credential.name } };
		}));
	});
	afterAll(async () => await model.close());

	const chat = async (chatInput: string) => await run(id, 'Chat', [{ json: { sessionId: 'one', action: 'sendMessage', chatInput } }]);

	test('the agent asks first, calls once it may, and hears what happened', async () => {
		model.says({ text: 'I will call Ada at +12025550100. Shall I?' });
		const asked = await chat('Call Ada at +12025550100 and ask whether Friday at ten suits her.');
		expect([after(asked, 'Agent')[0].output, has(asked, 'Phone a Person')]).toEqual(['I will call Ada at +12025550100. Shall I?', false]);

		model.says({
			calls: [
				{ tool: 'Phone_a_Person', arguments: { phone_number: '+12025550100', name: 'Ada', message: 'Does Friday at ten suit you?' } },
			],
		});
		const called = await chat('Yes.');
		const { messages, tools } = model.requests.at(-1)!;
		expect(JSON.stringify(messages)).toContain('Shall I?'); // it remembers
		expect(Object.keys(tools[0].parameters.properties).sort()).toEqual(['message', 'name', 'phone_number']);
		expect(after(called, 'Agent')[0].output).toMatch(/"dialed":\s*"yes"/);
		expect(after(called, 'Agent')[0].output).toContain('this is the automated assistant of Example Ltd. Does Friday at ten suit you?');
	});

	test('the agent cannot call abroad, nor two people for one message, whatever it wants', async () => {
		const call = (phone_number: string) => ({ tool: 'Phone_a_Person', arguments: { phone_number, name: 'X', message: 'Hello?' } });
		model.says({ calls: [call('+442079460018')] });
		expect(after(await chat('Call London.'), 'Agent')[0].output).toMatch(/blocked_country|Allowed Countries/);
		model.says({ calls: [call('+12125550100')] }, { calls: [call('+13105550100')] });
		const output = String(after(await chat('Call both.'), 'Agent')[0].output);
		expect(output.match(/"dialed":\s*"yes"/g)).toHaveLength(1);
		expect(output).toContain('cap_reached');
	});
});

test('a result that is polled again (10) goes no further', async () => {
	const { id } = await imported('10-poll-results.json');
	// Run by hand, the trigger hands on the newest calls each time.
	const [first, second] = [await run(id, 'Call Poll Trigger'), await run(id, 'Call Poll Trigger')];
	const ids = (execution: Execution, node: string) => after(execution, node).map(({ eventId }) => eventId);
	const polled = ids(first, 'Call Poll Trigger');
	expect(polled.length).toBeGreaterThan(0);
	expect(ids(second, 'Call Poll Trigger')).toEqual(polled);
	expect(ids(first, 'New result: store it')).toEqual(polled);
	expect(ids(second, 'New result: store it')).toEqual([]);
});

describe('15 campaign report', () => {
	test('a campaign of which nobody is left out becomes one item with a page', async () => {
		const { id } = await imported('15-campaign-report.json');
		const execution = await run(id, 'When clicking Execute');
		const [summary] = after(execution, 'Summarize Calls');
		expect(summary).toMatchObject({
			people: { total: 7, reached: 1, toCall: 3, toCheck: 1, notReached: 1, notCalled: 1, underWay: 0 },
			records: { total: 7, simulated: 7 },
		});
		const [item] = execution.data.resultData.runData['Summarize Calls'][0].data?.main?.[0] ?? [];
		expect(item.binary?.data).toMatchObject({ mimeType: 'text/html', fileExtension: 'html' });
	});

	test('the page is shown in a browser, to whoever has the password', async () => {
		const user = { user: 'team', password: randomUUID() };
		const credential = await n8n.createCredential({ name: 'Report page', type: 'httpBasicAuth', data: user });
		const path = `call-report-${randomUUID()}`;
		const { id } = await imported('15-campaign-report.json', (template) => {
			const page = nodeIn(template, 'Report Page');
			delete page.disabled; // as its note says
			page.parameters.path = path;
			page.credentials = { httpBasicAuth: { id: credential.id, name: credential.name } };
		});
		await run(id, 'When clicking Execute');
		await n8n.activate(id);
		const url = `${n8n.baseUrl}/webhook/${path}`;
		const show = (more = {}) => http.get<string>(url, { responseType: 'text', validateStatus: null, ...more });
		expect((await show()).status).toBe(401);
		const shown = await show({ auth: { username: user.user, password: user.password } });
		await n8n.deactivate(id);
		expect([shown.status, shown.headers['content-type']]).toEqual([200, expect.stringMatching(/^text\/html/)]);
		expect(shown.data).toMatch(/^<!DOCTYPE html>/i);
		expect(shown.data).toContain('<h1>Calls of the last seven days</h1>');
		expect(XMLValidator.validate(shown.data)).toBe(true);
	});
});
