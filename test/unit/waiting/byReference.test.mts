/** Waits at ElevenLabs, whose list tells neither numbers nor references and can be filtered by our reference. */
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import type { CallRecord } from '../../../nodes/shared/call/record';
import { callRecord } from '../../../nodes/shared/call/record';
import { elevenlabs } from '../../../nodes/shared/providers/elevenlabs';
import type { Connection } from '../../../nodes/shared/transport/send';
import type { TrackedCall } from '../../../nodes/shared/waiting/candidates';
import { CallReader } from '../../../nodes/shared/waiting/reading';
import { aCall } from '../../harness/values.mts';

const to = '+442079460018';
const secondsAgo = (ago: number): number => Math.floor(Date.now() / 1000) - ago;

/** A conversation as ElevenLabs keeps it. */
interface Conversation {
	id: string;
	user_id?: string;
	number?: string;
	status?: string;
	began?: number;
	isHidden?: boolean;
}

/** The API of an account with these conversations, and what it was asked. */
function apiOf(conversations: Conversation[], change: (path: string) => object | undefined = () => undefined) {
	const asked: string[] = [];
	const rowOf = ({ id, status = 'done', began = 5 }: Conversation) => ({
		conversation_id: id,
		agent_id: 'agent-1',
		status,
		start_time_unix_secs: secondsAgo(began),
		call_duration_secs: 4,
		message_count: 2,
	});
	const answer = (path: string, query: IDataObject) => {
		const id = /conversations\/([^/]+)$/.exec(path)?.[1];
		if (id === undefined) {
			const shown = conversations.filter(({ user_id }) => query.user_id === undefined || user_id === query.user_id);
			return { statusCode: 200, body: { conversations: shown.map(rowOf), next_cursor: null, has_more: false } };
		}
		const found = conversations.find((one) => one.id === id);
		if (found === undefined || found.isHidden) return { statusCode: 404, body: { detail: { status: 'not_found', message: 'No.' } } };
		return {
			statusCode: 200,
			body: {
				...rowOf(found),
				user_id: found.user_id,
				transcript: [{ role: 'user', message: `Hello from ${id}` }],
				metadata: { start_time_unix_secs: secondsAgo(found.began ?? 5), phone_call: { external_number: found.number ?? to } },
			},
		};
	};
	const context = {
		helpers: {
			httpRequestWithAuthentication: async (_type: string, { url, qs = {} }: { url: string; qs?: IDataObject }) => {
				const path = url.slice('https://api.elevenlabs.io/v1/convai/'.length);
				asked.push(qs.user_id === undefined ? path : `${path}?user_id=${String(qs.user_id)}`);
				return { headers: {}, ...(change(asked.at(-1) ?? '') ?? answer(url, qs)) };
			},
		},
		getExecutionCancelSignal: () => undefined,
	};
	return { asked, context: context as unknown as IExecuteFunctions };
}

const connection: Connection = {
	provider: elevenlabs,
	settings: { region: 'global' },
	baseUrl: 'https://api.elevenlabs.io',
	timeoutSeconds: 5,
};

const tracked = (reference: string, known: Partial<CallRecord> = {}, attempt = 1): TrackedCall => ({
	call: aCall({ to, agentId: 'agent-1', reference, attempt }),
	record: callRecord('elevenlabs', { to, dialed: 'maybe', reference, ...known }),
	since: new Date(Date.now() - 8000).toISOString(),
});

/** The ids and the transcripts of the calls that one look finds. */
async function look(open: TrackedCall[], api: ReturnType<typeof apiOf>, others: string[] = []) {
	const reader = new CallReader(api.context, connection, { callIds: () => new Set(others), dialsWithoutId: () => [] });
	const { found } = await reader.look(open);
	return open.map((one) => found.get(one)?.record ?? null);
}

describe('a call without an ID', () => {
	test('it is found by its reference, and read whole', async () => {
		const api = apiOf([
			{ id: 'x1', user_id: 'other' },
			{ id: 'c1', user_id: 'r1' },
		]);
		expect(await look([tracked('r1')], api)).toMatchObject([{ callId: 'c1', to, reference: 'r1', transcript: 'user: Hello from c1' }]);
		expect(api.asked).toEqual(['conversations?user_id=r1', 'conversations/c1']);
	});
	test('among many calls it is asked for alone, and the others are read from one list', async () => {
		const api = apiOf([
			{ id: 'c1', user_id: 'r1' },
			{ id: 'c2', user_id: 'r2', status: 'in-progress' },
			{ id: 'c3', user_id: 'r3', status: 'in-progress' },
		]);
		const open = [tracked('r1'), ...['c2', 'c3'].map((callId) => tracked(callId.replace('c', 'r'), { callId, dialed: 'yes' }))];
		expect((await look(open, api)).map((record) => record?.callId)).toEqual(['c1', 'c2', 'c3']);
		expect(api.asked).toEqual(['conversations', 'conversations?user_id=r1', 'conversations/c1']);
	});
	test('of many without an ID a few are asked for at a look, each in its turn', async () => {
		const names = Array.from({ length: 25 }, (_, index) => `r${index}`);
		const api = apiOf(names.map((user_id) => ({ id: `c-${user_id}`, user_id })));
		const open = names.map((name) => tracked(name));
		const reader = new CallReader(api.context, connection, { callIds: () => new Set(), dialsWithoutId: () => [] });
		const seen = new Set<TrackedCall>();
		for (const expected of [10, 20, 25]) {
			for (const one of (await reader.look(open)).found.keys()) seen.add(one);
			expect(seen.size).toBe(expected);
		}
	});
	test('a redial is told from the first dial', async () => {
		const api = apiOf([
			{ id: 'c1', user_id: 'r1' },
			{ id: 'c2', user_id: 'r1~2' },
		]);
		expect(await look([tracked('r1', {}, 2)], api)).toMatchObject([{ callId: 'c2', attempt: 2 }]);
	});
	test('it may not be read whole yet: its row has to do', async () => {
		expect(await look([tracked('r1')], apiOf([{ id: 'c1', user_id: 'r1', isHidden: true }]))).toMatchObject([
			{ callId: 'c1', to: null, transcript: null },
		]);
	});
	test.each<[string, Conversation[], string[]?]>([
		[
			'two calls with its reference',
			[
				{ id: 'c1', user_id: 'r1' },
				{ id: 'c2', user_id: 'r1', began: 4 },
			],
		],
		['a call with its reference to somebody else', [{ id: 'c1', user_id: 'r1', number: '+4930901820' }]],
		['a call with its reference of the hour before', [{ id: 'c1', user_id: 'r1', began: 3600 }]],
		['a call with its reference that is known as another one', [{ id: 'c1', user_id: 'r1' }], ['c1']],
		['a call without a reference', [{ id: 'c1' }]],
		['no call', []],
	])('it is not found in the list with %s', async (_name, conversations, others) => {
		expect(await look([tracked('r1')], apiOf(conversations), others)).toEqual([null]);
	});
	test('it is not found while the list cannot be read', async () => {
		const api = apiOf([{ id: 'c1', user_id: 'r1' }], (path) => (path.includes('user_id') ? { statusCode: 500, body: {} } : undefined));
		expect(await look([tracked('r1')], api)).toEqual([null]);
	});
});

describe('calls whose list leaves out what was said', () => {
	const ended = (count: number) => Array.from({ length: count }, (_, index): Conversation => ({ id: `c${index}`, user_id: `r${index}` }));
	const openOf = (conversations: Conversation[]) =>
		conversations.map(({ id, user_id = '' }) => tracked(user_id, { callId: id, dialed: 'yes' }));
	test('each is read by its ID once it ended', async () => {
		const conversations = [...ended(3), { id: 'c9', user_id: 'r9', status: 'in-progress' }];
		const api = apiOf(conversations);
		const found = await look(openOf(conversations), api);
		expect(found.map((record) => record?.transcript)).toEqual(['user: Hello from c0', 'user: Hello from c1', 'user: Hello from c2', null]);
		expect(found.map((record) => record?.to)).toEqual([to, to, to, null]);
		expect(api.asked).toEqual(['conversations', 'conversations/c0', 'conversations/c1', 'conversations/c2']);
	});
	test('some are read in a look, and the others in the next ones, which need no list any more', async () => {
		const conversations = ended(100);
		const open = openOf(conversations);
		const api = apiOf(conversations);
		const reader = new CallReader(api.context, connection, { callIds: () => new Set(), dialsWithoutId: () => [] });
		const first = await reader.look(open);
		expect([first.found.size, first.brief.size, first.requests]).toEqual([100, 81, 20]);
		for (const one of first.brief) expect(first.found.get(one)?.record).toMatchObject({ status: 'completed', transcript: null });
		const second = await reader.look([...first.brief]);
		expect([second.found.size, second.brief.size, second.requests]).toEqual([50, 31, 50]);
		const third = await reader.look([...second.brief]);
		expect([third.found.size, third.brief.size, third.requests]).toEqual([31, 0, 31]);
		expect(new Set(api.asked).size).toBe(101);
		expect(api.asked.filter((path) => path === 'conversations')).toHaveLength(1);
	});
	test('one that is still awaited after it was read has its next turn after the others', async () => {
		const conversations = [...ended(60), { id: 'c99', user_id: 'r99', status: 'in-progress' }];
		const open = openOf(conversations);
		const api = apiOf(conversations);
		const reader = new CallReader(api.context, connection, { callIds: () => new Set(), dialsWithoutId: () => [] });
		for (let looks = 0; looks < 4; looks++) await reader.look(open);
		const read = api.asked.filter((path) => path.startsWith('conversations/'));
		expect(new Set(read.slice(0, 60)).size).toBe(60);
	});
	test('a redial of a call that ended is looked for in the list', async () => {
		const conversations = [
			...ended(1),
			{ id: 'c2', user_id: 'r0~2', status: 'in-progress' },
			{ id: 'c9', user_id: 'r9', status: 'in-progress' },
		];
		const [pending, other] = openOf([conversations[0], conversations[2]]);
		const api = apiOf(conversations);
		const reader = new CallReader(api.context, connection, { callIds: () => new Set(), dialsWithoutId: () => [] });
		await reader.look([pending, other]);
		Object.assign(pending, tracked('r0', { callId: 'c2', dialed: 'yes' }, 2));
		const { found } = await reader.look([pending, other]);
		expect(found.get(pending)?.record).toMatchObject({ callId: 'c2', status: 'in_progress' });
	});
	test('after a refusal because of too many requests nothing more is asked, and the calls are read later', async () => {
		const conversations = ended(5);
		const open = openOf(conversations);
		const tooMany = {
			statusCode: 429,
			headers: { 'retry-after': '45' },
			body: { detail: { status: 'system_busy', message: 'Too many.' } },
		};
		const api = apiOf(conversations, (path) => (path === 'conversations/c2' && api.asked.length < 6 ? tooMany : undefined));
		const reader = new CallReader(api.context, connection, { callIds: () => new Set(), dialsWithoutId: () => [] });
		const first = await reader.look(open);
		expect(api.asked).toEqual(['conversations', 'conversations/c0', 'conversations/c1', 'conversations/c2']);
		expect([first.heldSeconds, first.brief.size]).toEqual([45, 3]);
		await reader.look([...first.brief]);
		const last = await reader.look([...first.brief]);
		expect([last.heldSeconds, last.brief.size, last.found.size]).toEqual([null, 0, 3]);
	});
	test('one that cannot be read by its ID has what the list tells', async () => {
		const conversations = [...ended(1), { id: 'c1', user_id: 'r1', isHidden: true }];
		expect(await look(openOf(conversations), apiOf(conversations))).toMatchObject([
			{ callId: 'c0' },
			{ callId: 'c1', status: 'completed', transcript: null },
		]);
	});
});
