/** The search for a lost call at a provider whose list tells no numbers and can be filtered by our reference. */
import { describe, expect, test } from 'vitest';
import type { CallRow } from '../../../nodes/shared/call/listedCall';
import type { CallRecord } from '../../../nodes/shared/call/record';
import { callRecord } from '../../../nodes/shared/call/record';
import type { CallRequest } from '../../../nodes/shared/call/request';
import type { ReconcileQuery } from '../../../nodes/shared/dialling/lookup';
import { searchEarlierCall, searchNewCall } from '../../../nodes/shared/dialling/lookup';
import type { CallQuery, Provider } from '../../../nodes/shared/providers/provider';
import { svalync } from '../../../nodes/shared/providers/svalync';
import { aCall } from '../../harness/values.mts';

const minute = 60_000;
const to = '+442079460018';
const nameless: Provider = { ...svalync, rowsAreNameless: true, listsByReference: true, listsAllAtOnce: false };

/** One call as the provider keeps it. */
interface Kept {
	id: string;
	to?: string;
	reference?: string;
	attempt?: number;
	minutesAgo?: number;
	known?: Partial<CallRecord>;
	/** The call cannot be read by its id. */
	isHidden?: boolean;
}

const recordOf = ({ id, minutesAgo = 1, known = {} }: Kept): CallRecord =>
	callRecord('svalync', {
		callId: id,
		dialed: 'yes',
		status: 'completed',
		createdAt: new Date(Date.now() - minutesAgo * minute).toISOString(),
		...known,
	});

/** A provider with these calls, whose list shows them without number and reference. */
function account(calls: Kept[], provider: Provider = nameless) {
	const asked: CallQuery[] = [];
	const read: string[] = [];
	return {
		asked,
		read,
		provider,
		page: async (query: CallQuery) => {
			asked.push({ ...query });
			const { dial } = query;
			const shown = calls.filter(({ reference, attempt = 1 }) => !dial || (dial.reference === reference && dial.attempt === attempt));
			const results = shown.map((kept): CallRow => ({ record: { ...recordOf(kept), ...dial }, row: { id: kept.id } }));
			return { askedAt: Date.now(), results, next: null };
		},
		one: async (callId: string): Promise<CallRow | null> => {
			read.push(callId);
			const kept = calls.find(({ id }) => id === callId);
			if (kept === undefined || kept.isHidden) return null;
			return { record: { ...recordOf(kept), to: kept.to ?? to, reference: kept.reference ?? null }, row: { id: callId } };
		},
	};
}

const soughtFor = (call: CallRequest, more: Partial<ReconcileQuery> = {}): ReconcileQuery => ({
	call,
	since: Date.now() - 14 * 24 * 60 * minute,
	ownWindow: { from: Date.now() - 10 * minute, to: Date.now() },
	isNamed: false,
	isShared: false,
	isSteady: true,
	excludedCallIds: new Set(),
	...more,
});

const call = aCall({ to, reference: 'r1' });
const find = async (calls: Kept[], more: Partial<ReconcileQuery> = {}, provider = nameless) =>
	(await searchEarlierCall(soughtFor(more.call ?? call, more), null, account(calls, provider))).finding;

describe('the search after a crash by our reference', () => {
	test('the list is filtered by the reference and the attempt of the dial', async () => {
		const at = account([]);
		await searchEarlierCall(soughtFor({ ...call, attempt: 2 }), null, at);
		expect(at.asked).toMatchObject([{ dial: { reference: 'r1', attempt: 2 }, agentId: null }]);
	});
	test('a provider whose rows tell numbers is asked by number, also where its list can be filtered by reference', async () => {
		const at = account([], { ...nameless, rowsAreNameless: false });
		await searchEarlierCall(soughtFor(call), null, at);
		expect(at.asked).toMatchObject([{ to }]);
		expect(at.asked[0].dial).toBeUndefined();
	});
	test('the one call with our reference is the call, among any number of others', async () => {
		const others = Array.from({ length: 50 }, (_, index): Kept => ({ id: `x${index}`, reference: `other-${index}`, to: '+4930901820' }));
		expect(await find([...others, { id: 'c1', reference: 'r1' }])).toMatchObject({ found: { callId: 'c1', to, reference: 'r1' } });
	});
	test('the one call with our reference is the call, also if it cannot be read by its id', async () => {
		expect(await find([{ id: 'c1', reference: 'r1', isHidden: true }])).toMatchObject({ found: { callId: 'c1', to: null } });
	});
	test('a call that tells no number is only perhaps the call, where calls to other people have the same reference', async () => {
		const kept: Kept[] = [{ id: 'c1', reference: 'r1', isHidden: true }];
		for (const isNamed of [false, true])
			expect(await find(kept, { isNamed, isShared: true })).toMatchObject({ perhaps: [{ callId: 'c1', to: null }] });
		expect(await find([{ id: 'c1', reference: 'r1' }], { isNamed: true, isShared: true })).toMatchObject({ found: { callId: 'c1', to } });
	});
	test('a call with our reference to somebody else is another call', async () => {
		expect(await find([{ id: 'c1', reference: 'r1', to: '+4930901820' }])).toBe('absent');
		expect(await find([{ id: 'c1', reference: 'r1', to: '+4930901820' }], { isNamed: true })).toBe('absent');
	});
	test('a filtered list that ignores its filter names nobody else as ours', async () => {
		const at = account([{ id: 'c1', reference: 'theirs', to: '+4930901820' }]);
		const all = {
			...at,
			page: async (query: CallQuery) => {
				const { results, ...page } = await at.page({ ...query, dial: null });
				return { ...page, results: results.map(({ record, row }) => ({ record: { ...record, ...query.dial }, row })) };
			},
		};
		expect((await searchEarlierCall(soughtFor(call), null, all)).finding).toBe('absent');
	});
	test('a redial is told from the first dial', async () => {
		const kept: Kept[] = [
			{ id: 'c1', reference: 'r1' },
			{ id: 'c2', reference: 'r1', attempt: 2 },
		];
		expect(await find(kept)).toMatchObject({ found: { callId: 'c1' } });
		expect(await find(kept, { call: { ...call, attempt: 2 } })).toMatchObject({ found: { callId: 'c2' } });
		expect(await find(kept, { call: { ...call, attempt: 3 } })).toBe('absent');
	});
	test('two calls with our reference count as none', async () => {
		const kept: Kept[] = [
			{ id: 'c1', reference: 'r1' },
			{ id: 'c2', reference: 'r1', minutesAgo: 2 },
		];
		for (const isNamed of [false, true])
			expect(await find(kept, { isNamed })).toMatchObject({ perhaps: [{ callId: 'c1' }, { callId: 'c2' }] });
	});
	test('an older call under a reference of the package is perhaps the call, under one of the user it is', async () => {
		const kept: Kept[] = [{ id: 'c1', reference: 'r1', minutesAgo: 3 * 24 * 60 }];
		expect(await find(kept)).toMatchObject({ perhaps: [{ callId: 'c1' }] });
		expect(await find(kept, { isNamed: true })).toMatchObject({ found: { callId: 'c1' } });
	});
	test('a call that is known to be another one does not count', async () => {
		expect(await find([{ id: 'c1', reference: 'r1' }], { excludedCallIds: new Set(['c1']) })).toBe('absent');
	});
	test('a list without our reference proves nothing where an earlier try may have had another one', async () => {
		const others: Kept[] = [{ id: 'x1', reference: 'order-1' }];
		expect(await find(others)).toBe('absent');
		expect(await find(others, { isSteady: false })).toEqual({ perhaps: [] });
		expect(await find([], { isSteady: false, isNamed: true })).toEqual({ perhaps: [] });
	});
	test.each([true, undefined])(
		'rows without number and reference prove nothing, whether there are any or not (steady: %s)',
		async (isSteady) => {
			const provider: Provider = { ...nameless, listsByReference: false };
			for (const kept of [[], [{ id: 'x1', minutesAgo: 30 * 24 * 60 }]])
				expect(await find(kept, { isSteady: isSteady ?? false }, provider)).toEqual({ perhaps: [] });
			expect(await find([{ id: 'x1' }], {}, provider)).toMatchObject({ perhaps: [{ callId: 'x1' }] });
		},
	);
	test('no more than five of the calls are read by their ids', async () => {
		const at = account(Array.from({ length: 20 }, (_, index): Kept => ({ id: `c${index}`, reference: 'r1', to: '+4930901820' })));
		const { finding } = await searchEarlierCall(soughtFor(call), null, at);
		expect(at.read).toHaveLength(5);
		expect(finding).toMatchObject({ perhaps: expect.any(Array) });
	});
});

describe('the search for a call whose answer was lost', () => {
	const now = (): Partial<ReconcileQuery> => ({
		since: Date.now() - 2000,
		ownWindow: { from: Date.now() - 2000, to: Date.now() + minute },
	});
	test('the call is found by our reference while it has no time yet', async () => {
		const kept: Kept = { id: 'c1', reference: 'r1', known: { status: 'initiated', createdAt: null } };
		expect(await searchNewCall(account([kept]), soughtFor(call, now()))).toMatchObject({ found: { callId: 'c1', status: 'initiated' } });
	});
	test('a call with our reference of the hour before is not taken for it', async () => {
		expect(await searchNewCall(account([{ id: 'c1', reference: 'r1', minutesAgo: 60 }]), soughtFor(call, now()))).toBe('absent');
	});
});
