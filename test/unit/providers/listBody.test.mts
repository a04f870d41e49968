/** Which answers of a list can be believed: one without rows counts as the proof that nobody was phoned. */
import { describe, expect, test } from 'vitest';
import type { CallQuery, Provider } from '../../../nodes/shared/providers/provider';
import { listOfCalls } from '../../../nodes/shared/providers/listBody';
import { providerById } from '../../../nodes/shared/providers/registry';

type Listing = 'svalync' | 'synthflow' | 'talkover' | 'unleashx';
const query: CallQuery = { agentId: 'a1', to: null, after: null, before: null, search: null, cursor: null, limit: 100 };
const read = (id: Listing, body: unknown, cursor: string | null = null) =>
	listOfCalls(providerById(id) as Provider)!.read({ status: 200, headers: {}, body }, { ...query, cursor });
const calls = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `c${index}`, call_id: `c${index}`, ID: index }));
/** A list in the shape of the provider, with words beside it. */
const bodies: Record<Listing, (rows: unknown[], beside?: object, paging?: object) => unknown> = {
	svalync: (rows, beside, paging) => ({ success: true, data: rows, status: 200, ...beside, ...paging }),
	synthflow: (rows, beside, paging) => ({
		status: 'success',
		response: { calls: rows, pagination: { limit: 100, offset: 0, ...paging } },
		...beside,
	}),
	talkover: (rows, beside, paging) => ({ success: true, data: rows, pagination: { current_page: 1, per_page: 100, ...paging }, ...beside }),
	unleashx: (rows, beside, paging) => ({
		error: false,
		code: 200,
		message: 'Fetched',
		data: { datalist: rows, pagination: paging },
		...beside,
	}),
};
const ids: Listing[] = ['svalync', 'synthflow', 'talkover', 'unleashx'];

describe.each(ids)('%s', (id) => {
	const body = bodies[id];
	test('a list in the documented shape is read, with rows and without', () => {
		expect(read(id, body([]))).toMatchObject({ results: [], next: null });
		expect(read(id, body(calls(3)))?.results).toHaveLength(3);
		for (const beside of [
			{ status: 'OK' },
			{ success: 'true' },
			{ error: null, errors: [] },
			{ error: 'false', message: 'No calls found' },
			{ code: '200' },
		]) {
			expect(read(id, body([], beside))).toMatchObject({ results: [] });
		}
	});

	test.each<[object]>([
		[{ status: 500 }],
		[{ status: '503' }],
		[{ status: 'error' }],
		[{ status: 'failed', message: 'x' }],
		[{ statusCode: 503 }],
		[{ status_code: 429 }],
		[{ code: 'INTERNAL' }],
		[{ code: 401 }],
		[{ success: false }],
		[{ success: 'false' }],
		[{ success: 0 }],
		[{ ok: false }],
		[{ error: true }],
		[{ error: 'Database connection lost' }],
		[{ error: { code: 'INTERNAL' } }],
		[{ error: 1 }],
		[{ errors: ['x'] }],
		[{ partial: true }],
		[{ truncated: true }],
	])('an error beside the list makes it no list, with rows or without: %j', (beside) => {
		expect(read(id, body([], beside))).toBeNull();
		expect(read(id, body(calls(2), beside))).toBeNull();
		expect(read(id, { response: [body([], beside)] })).toBeNull();
	});

	test.each([['Service unavailable'], ['Internal error'], ['Something went wrong'], ['Request timed out']])(
		'an empty list beside the words of a server that gave up is no list: %s',
		(message) => {
			expect(read(id, body([], { message }))).toBeNull();
		},
	);

	test.each<[object]>([
		[{ total: 57 }],
		[{ total: '57' }],
		[{ total_records: 57 }],
		[{ totalRecords: 57 }],
		[{ last_page: 3, total: 250 }],
		[{ totalPages: 2 }],
		[{ has_next: true }],
		[{ has_more: 1 }],
		[{ hasMore: 'yes' }],
		[{ count: 3 }],
	])('a list that tells of more than it shows is no list: %j', (paging) => {
		expect(read(id, body([], {}, paging))).toBeNull();
	});

	test('a list that shows all it tells of is read', () => {
		expect(
			read(id, body([], {}, { total: 0, total_records: 0, count: 0, last_page: 1, has_next: false, has_more: 0, hasMore: 'false' })),
		).toMatchObject({
			results: [],
			next: null,
		});
		expect(read(id, body(calls(3), {}, { total: 3, total_records: 3, last_page: 1 }))?.results).toHaveLength(3);
	});
});

test('a later page is judged by where it stands', () => {
	const talkover = (rows: number, page: number, total: number) =>
		read('talkover', bodies.talkover(calls(rows), {}, { current_page: page, last_page: Math.ceil(total / 100), total }), String(page));
	expect(talkover(57, 3, 257)?.results).toHaveLength(57);
	expect(talkover(0, 2, 257)).toBeNull();
	expect(talkover(0, 4, 300)).toMatchObject({ results: [], next: null });
	const synthflow = (rows: number, offset: number, total: number) =>
		read('synthflow', bodies.synthflow(calls(rows), {}, { offset, total_records: total }), String(offset));
	expect(synthflow(57, 200, 257)?.results).toHaveLength(57);
	expect(synthflow(0, 200, 257)).toBeNull();
});

test.each(ids)('a row that cannot be read hides no other, and odd values are not known: %s', (id) => {
	const odd = {
		id: 'odd',
		call_id: 'odd',
		duration: 1e18,
		callDuration: 1e18,
		TOTAL_DURATION: 1e18,
		start_time: '1700000000000',
		call_status: 'completed',
		status: 'completed',
	};
	const trap = Object.defineProperty({}, 'status', {
		enumerable: true,
		get: () => {
			throw new RangeError('no');
		},
	});
	const results = read(id, bodies[id]([odd, trap, null, ...calls(1)]))?.results.map(({ record }) => record);
	expect(results).toHaveLength(4);
	expect(results?.[0]).toMatchObject({ callId: 'odd', durationSeconds: null, endedAt: null });
	expect(results?.[3].callId).toBe('c0');
});

describe('a provider whose lists are bare arrays', () => {
	const bare = (body: unknown) => listOfCalls(providerById('vapi') as Provider)!.read({ status: 200, headers: {}, body }, query);

	test('an array is a list, also without rows', () => {
		expect(bare([])).toEqual({ results: [], next: null });
		expect(bare([{ id: 'c1' }])?.results).toHaveLength(1);
	});

	test.each([
		[{}],
		[{ results: [] }],
		[{ data: [] }],
		[null],
		['[]'],
		[['try again']],
		[[{ id: 'c1' }, null]],
		[{ statusCode: 500, message: 'No' }],
	])('an answer that is no array of objects proves nothing: %j', (body) => expect(bare(body)).toBeNull());

	test('a bare array proves nothing elsewhere', () => {
		for (const id of ids) expect(read(id, []), id).toBeNull();
	});
});
