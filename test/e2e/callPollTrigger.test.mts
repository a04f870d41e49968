import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callEventNames } from '../../nodes/shared/call/event.ts';
import type { Answer, ProviderName, Received, StoredCall, StrictServer } from '../servers/strictServer.mts';
import { startSvalync } from '../servers/svalync.mts';
import type { Execution, Instance, Item } from './support/n8n.mts';
import { startOwnN8n } from './support/n8n.mts';
import type { Providers } from './support/providers.mts';
import { realProviders, startProviders } from './support/providers.mts';

const MINUTE = 60_000;
const type = 'n8n-nodes-voice-calls.callPollTrigger';
const events = [...callEventNames];
/** n8n takes no interval under a minute, but as many fixed seconds of the minute as one likes: every third. */
const pollTimes = {
	item: Array.from({ length: 20 }, (_time, index) => ({ mode: 'custom', cronExpression: `${index * 3} * * * * *` })),
};
/** Polls before the script of changes ends; a fixed number of them fail. */
const scriptedPolls = 28;
const restartAt = 13;

let n8n: Instance;
let providers: Providers;
const workflows: Record<string, string> = {};

beforeAll(async () => {
	[n8n, providers] = await Promise.all([startOwnN8n(), startProviders()]);
}, 3 * MINUTE);
afterAll(async () => {
	await n8n?.dispose();
	await providers?.close();
});

async function until(what: string, look: () => boolean | Promise<boolean>, { timeoutMs = 8 * MINUTE, everyMs = 100 } = {}): Promise<void> {
	for (const end = Date.now() + timeoutMs; Date.now() < end;) {
		if (await look()) return;
		await new Promise((resolve) => setTimeout(resolve, everyMs));
	}
	throw new Error(`${what} did not happen`);
}

/** On a busy machine n8n answers now and then that its database is not ready. */
async function patiently<T>(what: string, ask: () => Promise<T>): Promise<T> {
	let answer: { value: T } | undefined;
	let error: unknown;
	const isAnswered = async (): Promise<boolean> => {
		answer = await ask().then(
			(value) => ({ value }),
			(thrown: unknown) => void (error = thrown),
		);
		return answer !== undefined;
	};
	await until(what, isAnswered, { timeoutMs: 2 * MINUTE, everyMs: 1000 }).catch(() => {
		throw error;
	});
	return (answer as { value: T }).value;
}

async function pollWorkflow(provider: ProviderName, data?: Record<string, unknown>): Promise<string> {
	const { name, type: credentialType, data: good } = providers.credentialOf(provider);
	const credential = await n8n.createCredential({ name: `${name} ${randomUUID()}`, type: credentialType, data: { ...good, ...data } });
	const agentId = provider === 'synthflow' ? providers.synthflow.usableAgent : '';
	const node = (nodeName: string, more: { type: string } & Record<string, unknown>) => ({
		id: randomUUID(),
		name: nodeName,
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: {},
		...more,
	});
	const { id } = await n8n.createWorkflow({
		name: `e2e poll ${provider}`,
		settings: { executionOrder: 'v1' },
		nodes: [
			node('Calls', {
				type,
				parameters: { provider, agentId: { __rl: true, mode: 'id', value: agentId }, events, pollTimes },
				credentials: { [credential.type]: { id: credential.id, name: credential.name } },
			}),
			node('End', { type: 'n8n-nodes-base.noOp' }),
		],
		connections: { Calls: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
	});
	return id;
}

async function executionsOf(workflowId: string): Promise<Execution[]> {
	const { data } = (await n8n.api('GET', `/executions?workflowId=${workflowId}&includeData=true&limit=250`)) as { data: Execution[] };
	return data.toReversed();
}
/** The executions of a provider's workflow, as soon as none is under way. */
async function endedExecutions(provider: ProviderName): Promise<Execution[]> {
	let executions: Execution[] = [];
	let said = 'nothing';
	const areOver = async (): Promise<boolean> => {
		executions = await executionsOf(workflows[provider]).catch((error: Error) => {
			said = error.message;
			return [];
		});
		if (executions.length > 0) said = executions.map(({ status }) => status).join();
		return executions.length > 0 && executions.every(({ status }) => status === 'success' || status === 'error');
	};
	await until(`the end of the executions of ${provider}`, areOver, { everyMs: 1000 }).catch((error: Error) => {
		throw new Error(`${error.message}: ${said}`);
	});
	return executions;
}
const itemsOf = (execution: Execution): Item[] => execution.data?.resultData?.runData?.Calls?.[0]?.data?.main?.[0] ?? [];

/** The provider's words: on the way, and at the end. */
const words: Record<ProviderName, { open: string[]; ended: Record<string, string>; late: Array<'transcript' | 'recorded'> }> = {
	elevenlabs: {
		open: ['initiated', 'in-progress', 'processing'],
		ended: { done: 'call.completed', failed: 'call.failed' },
		late: [],
	},
	retell: {
		open: ['registered', 'ongoing'],
		ended: { user_hangup: 'call.completed', voicemail_reached: 'call.completed', dial_busy: 'call.failed', dial_no_answer: 'call.failed' },
		late: [],
	},
	svalync: {
		open: ['queued', 'ringing', 'in_progress'],
		ended: { completed: 'call.completed', voicemail: 'call.completed', busy: 'call.failed', no_answer: 'call.failed' },
		late: ['transcript'],
	},
	bland: {
		open: ['queued', 'allocated', 'started'],
		ended: { completed: 'call.completed', busy: 'call.failed', 'no-answer': 'call.failed', failed: 'call.failed' },
		late: ['recorded'],
	},
	synthflow: {
		open: ['pending', 'ringing', 'in-progress'],
		ended: { completed: 'call.completed', left_voicemail: 'call.completed', busy: 'call.failed', 'no-answer': 'call.failed' },
		late: ['transcript', 'recorded'],
	},
	talkover: {
		open: ['initiated', 'ringing', 'answered'],
		ended: { completed: 'call.completed', busy: 'call.failed', 'no-answer': 'call.failed', failed: 'call.failed' },
		late: [],
	},
	unleashx: {
		open: ['INITIATED', 'RINGING', 'RUNNING'],
		ended: { COMPLETED: 'call.completed', VOICEMAIL_LEFT: 'call.completed', BUSY: 'call.failed', NO_ANSWER: 'call.failed' },
		late: ['transcript', 'recorded'],
	},
	vapi: {
		open: ['queued', 'ringing', 'in-progress'],
		ended: {
			'customer-ended-call': 'call.completed',
			voicemail: 'call.completed',
			'customer-busy': 'call.failed',
			'customer-did-not-answer': 'call.failed',
		},
		late: ['transcript', 'recorded'],
	},
};
const lateEvents = { transcript: 'call.transcript_ready', recorded: 'call.recording_ready' } as const;

/** A provider whose calls change from poll to poll, and now and then a poll goes wrong. */
function play(provider: ProviderName, server: StrictServer<any>, seed: number) {
	let random = seed;
	const chance = (sides: number): number => {
		random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((random / 2 ** 32) * sides);
	};
	const { open, ended, late } = words[provider];
	const lives: Array<{ call: StoredCall; steps: Array<() => void>; final: string[] }> = [];
	const place = (): void => {
		const [call] = server.seedCalls(1, (one) => Object.assign(one, { status: open[0], durationSeconds: null }));
		const end = Object.keys(ended)[chance(Object.keys(ended).length)];
		const say = (word: string) => () => void (call.status = word);
		const lateSteps = late.filter(() => chance(3) > 0);
		const steps = [
			...open
				.slice(1)
				.filter(() => chance(2) > 0)
				.map(say),
			() => Object.assign(call, { status: end, durationSeconds: 25 }),
			// A list that is served from a copy shows an older state again.
			...(chance(3) === 0 ? [say(open[2]), say(end)] : []),
			...lateSteps.map((name) => () => Object.assign(call, name === 'transcript' ? { transcript: 'Hello.' } : { recorded: true })),
		];
		lives.push({ call, steps, final: [ended[end], ...lateSteps.map((name) => lateEvents[name])] });
		// The row a second time, as after a call that came in between two pages.
		if (provider === 'svalync' && chance(3) === 0) server.calls.push(call);
	};
	const state = { polls: 0, good: 0, failed: 0, held: false, restarted: false, calm: 1, lives, begun: false };
	const failing = new Map<number, [page: 1 | 2, answer: Answer]>([
		[6, [1, { status: 503, body: { message: 'Service Unavailable' } }]],
		[10, [2, { status: 200, headers: { 'Content-Type': 'text/html' }, text: '<!doctype html><title>Sign in</title>' }]],
		[18, [2, { status: 500, body: { message: 'Internal error' } }]],
		[24, [1, { status: 200, body: {} }]],
	]);
	/** No provider's first page says where it begins; Retell AI's second page is its list by dial time. */
	const isFirstPage = ({ query, rawBody }: Received): boolean =>
		[query.offset, query.from, query.cursor, query.createdAtLe].every((place) => place === undefined || place === '0') &&
		Number(query.page ?? 1) === 1 &&
		!/pagination_key|dialedAtMs/.test(rawBody);

	server.answerLists = (received) => {
		// A call that changed is read by its ID where the list tells little of it.
		const isOneCall = server.calls.some(({ id }) => received.path.endsWith(`/${id}`));
		if (!state.begun || isOneCall) return undefined;
		const first = isFirstPage(received);
		if (first) {
			state.polls++;
			// The poll of an activation fails that: n8n tries it again instead of noting an execution.
			if (state.restarted) state.calm = state.polls;
			state.restarted = false;
			if (state.polls > 1 && !state.held) {
				const isLast = state.polls > scriptedPolls - 10;
				if (!isLast) place();
				for (const { steps } of lives) if (isLast || chance(2) === 0) steps.shift()?.();
			}
		} else if (state.polls > 1 && state.polls < scriptedPolls - 10 && !state.held && chance(3) === 0) {
			place();
		}
		const due = state.polls === state.calm ? undefined : [...failing.keys()].find((poll) => poll <= state.polls);
		const [page, answer] = failing.get(due ?? 0) ?? [0, undefined];
		const isBad = answer !== undefined && (provider === 'svalync' ? first : page === (first ? 1 : 2));
		if (isBad) {
			state.failed++;
			failing.delete(due ?? 0);
			return answer;
		}
		if (first) state.good++;
		return undefined;
	};
	return state;
}

/** How far n8n is with activating a workflow, which it does in the background, and what it says of it. */
async function activationOf(id: string, status: 'published' | 'failed'): Promise<string> {
	let said = '';
	const isThere = async (): Promise<boolean> => {
		const path = `/workflows/${id}/publication-status`;
		const answer = (await patiently(path, () => n8n.rest('GET', path))) as { status: string };
		said = JSON.stringify(answer);
		return answer.status === status;
	};
	await until(`${status} activation`, isThere, { everyMs: 500 }).catch((error: Error) => {
		throw new Error(`${error.message}: n8n says ${said}`);
	});
	return said;
}

/** What n8n says of a workflow that could not be activated. */
async function refusedActivation(): Promise<string> {
	const other = await startSvalync();
	const id = await patiently('a workflow', () => pollWorkflow('svalync', { apiKey: 'wrong-key-wrong-key', baseUrl: other.baseUrl }));
	await patiently('the activation', () => n8n.activate(id));
	const said = await activationOf(id, 'failed').finally(() => other.close());
	await patiently('the deactivation', () => n8n.deactivate(id));
	return said;
}

const order = ['call.queued', 'call.initiated', 'call.ringing', 'call.connected', 'call.in_progress', 'call.failed', 'call.completed'];

test(
	'the trigger tells nothing at activation with hundreds of old calls, then every later change exactly once, and says why an activation is refused',
	{ timeout: 24 * MINUTE },
	async () => {
		const plays = {} as Record<ProviderName, ReturnType<typeof play>>;
		for (const [index, provider] of realProviders.entries()) {
			// Five pages at four of them, two at the others: each poll reads them all.
			providers[provider].seedCalls(['svalync', 'synthflow', 'talkover', 'unleashx'].includes(provider) ? 500 : 150);
			plays[provider] = play(provider, providers[provider], 4711 + index);
			workflows[provider] = await patiently(provider, () => pollWorkflow(provider));
		}
		await Promise.all(realProviders.map((provider) => patiently(provider, () => n8n.activate(workflows[provider]))));
		const said = await refusedActivation();
		// A poll that fails in an activation leaves no execution: the changes begin when all are active.
		for (const provider of realProviders) {
			await activationOf(workflows[provider], 'published');
			plays[provider].begun = true;
		}
		await until(`${restartAt} polls of each`, () => realProviders.every((provider) => plays[provider].polls >= restartAt));
		expect(said).toMatch(/Svalync refused to list its calls \(401\)\. Check the API key in the credential\./);
		expect(said).not.toContain('wrong-key');
		// Still for two polls, so that n8n is stopped with nothing in its hands; then calls change while it is down.
		for (const provider of realProviders) plays[provider].held = true;
		const before = realProviders.map((provider) => plays[provider].polls);
		await until('two quiet polls of each', () => realProviders.every((provider, index) => plays[provider].polls >= before[index] + 2));
		for (const provider of realProviders) await endedExecutions(provider);
		await n8n.stop();
		for (const provider of realProviders) {
			Object.assign(plays[provider], { held: false, restarted: true });
			for (const { steps } of plays[provider].lives) steps.shift()?.();
		}
		await n8n.restart();

		const isOver = (provider: ProviderName): boolean =>
			plays[provider].polls >= scriptedPolls + 4 && plays[provider].lives.every(({ steps }) => steps.length === 0);
		await until('the end of the script', () => realProviders.every(isOver));
		const good = realProviders.map((provider) => plays[provider].good);
		await until('two more polls', () => realProviders.every((provider, index) => plays[provider].good >= good[index] + 2));
		for (const provider of realProviders) await patiently(provider, () => n8n.deactivate(workflows[provider]));

		for (const provider of realProviders) {
			const { lives, polls, failed } = plays[provider];
			const server = providers[provider];
			const executions = await endedExecutions(provider);
			const told = executions.flatMap(itemsOf).map(({ json }) => json);
			const idOf = (call: StoredCall): string => (provider === 'unleashx' ? String(call.number) : call.id);
			const heard = new Map<string, string[]>();
			for (const { callId, event } of told) heard.set(callId, [...(heard.get(callId) ?? []), event]);
			const note = `${provider}, ${polls} polls`;

			expect(polls, note).toBeGreaterThanOrEqual(30);
			expect(lives.length, note).toBeGreaterThanOrEqual(15);
			// Not one of the old calls, and every one of the later ones.
			expect([...heard.keys()].sort(), note).toEqual(lives.map(({ call }) => idOf(call)).sort());
			for (const { call, final } of lives) {
				const names = heard.get(idOf(call)) ?? [];
				expect(new Set(names).size, `${note}: ${names.join(' ')}`).toBe(names.length);
				const states = names.filter((name) => order.includes(name));
				expect(states, note).toEqual(states.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
				expect(names.filter((name) => /completed|failed|ready/.test(name)).toSorted(), note).toEqual(final.toSorted());
			}
			expect(new Set(told.map(({ eventId }) => eventId)).size, note).toBe(told.length);
			expect(
				told.every(({ verified }) => verified === true),
				note,
			).toBe(true);
			const errors = executions.filter(({ status }) => status === 'error').map(({ data }) => data.resultData.error?.message);
			expect(errors, note).toEqual(Array.from({ length: failed }, () => expect.stringMatching(/instead of its list|no list of calls/)));
			expect(failed, note).toBe(4);
			expect(server.violations, note).toEqual([]);
			expect(JSON.stringify(executions), note).not.toContain(server.key);
		}
	},
);
