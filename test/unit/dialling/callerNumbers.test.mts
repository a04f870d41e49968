import type { IExecuteFunctions } from 'n8n-workflow';
import { expect, test } from 'vitest';
import { withCallerIds } from '../../../nodes/shared/dialling/callerNumbers';
import type { CallRecord } from '../../../nodes/shared/call/record';
import type { DialJob, ItemResult } from '../../../nodes/shared/dialling/job';
import type { Earlier, Ledger } from '../../../nodes/shared/dialling/ledger';
import type { Provider } from '../../../nodes/shared/providers/provider';
import { providerById } from '../../../nodes/shared/providers/registry';
import { aCall } from '../../harness/values.mts';

const provider: Provider = {
	...providerById('talkover')!,
	callerNumber: { isRequired: true, isSentAs: 'id' },
	check: ({ fromNumberId }) =>
		fromNumberId === 'broken:3' ? [{ type: 'invalid_parameters', field: 'From Number', sentence: 'has no path. Choose another one.' }] : [],
	listNumbers: {
		request: ({ cursor }) => ({ method: 'GET', path: '/numbers', query: { page: cursor ?? '1' } }),
		read: ({ body }, { cursor }) =>
			Array.isArray(body) ? { results: body as never, next: cursor === null && body.length > 1 ? '2' : null } : null,
	},
};
const pages: Record<string, unknown> = {
	1: [
		{ id: 'twilio:1', name: 'One', number: '+12025550101' },
		{ id: 'broken:3', name: 'Three', number: '+12025550103' },
	],
	2: [{ id: 'twilio:2', name: 'Two', number: '+12025550102' }],
};

/** A run over items with these caller numbers. @param answer the status and body of a page */
function aRun(
	froms: Array<string | null>,
	answer = (page: string): { statusCode: number; body: unknown } => ({ statusCode: 200, body: pages[page] }),
	{ dryRun = false, earlier = { state: 'none' } as Earlier } = {},
) {
	const asked: string[] = [];
	const context = {
		getExecutionCancelSignal: () => undefined,
		helpers: {
			async httpRequestWithAuthentication(_type: string, { qs }: { qs: { page: string } }) {
				asked.push(qs.page);
				return { headers: {}, ...answer(qs.page) };
			},
		},
	} as unknown as IExecuteFunctions;
	const jobs = froms.map((from, item) => {
		const call = aCall({ item, fromNumber: from, fromNumberId: from === null ? 'twilio:9' : null });
		return { parsed: { item, call, options: { dryRun }, known: {} }, audit: {}, refusal: null } as unknown as DialJob;
	});
	const results = new Map<number, ItemResult>();
	const connection = { provider, settings: {}, baseUrl: 'http://127.0.0.1:9', timeoutSeconds: 5 };
	const ledger = { earlier: () => earlier } as unknown as Ledger;
	const work = withCallerIds(context, connection, jobs, { results, ledger });
	return work.then((left) => ({ asked, results, ids: left.map(({ parsed }) => parsed.call?.fromNumberId) }));
}

test('typed numbers get their IDs from one reading of the list, and a chosen number needs none', async () => {
	const { asked, ids, results } = await aRun(['+12025550101', null, '+12025550102', '+12025550101']);
	expect(ids).toEqual(['twilio:1', 'twilio:9', 'twilio:2', 'twilio:1']);
	expect(asked).toEqual(['1', '2']);
	expect(results.size).toBe(0);
});

test('of a number that is listed twice, the entry is taken that can call', async () => {
	const twice = ['broken:3', 'twilio:4'].map((id) => ({ id, name: id, number: '+12025550103' }));
	for (const listed of [twice, twice.toReversed()]) {
		const { ids, results } = await aRun(['+12025550103'], (page) => ({ statusCode: 200, body: page === '1' ? listed : [] }));
		expect(ids).toEqual(['twilio:4']);
		expect(results.size).toBe(0);
	}
});

test('nothing is asked where every number was chosen, in a dry run, or for a dial that was begun', async () => {
	expect((await aRun([null, null])).asked).toEqual([]);
	expect((await aRun(['+12025550101'], undefined, { dryRun: true })).asked).toEqual([]);
	expect((await aRun(['+12025550101'], undefined, { earlier: { state: 'pending', since: '', reference: '' } })).asked).toEqual([]);
});

test('a call of an earlier try gets its ID too, since it may be redialed', async () => {
	const record = { callId: 'c1' } as unknown as CallRecord;
	const { asked, ids } = await aRun(['+12025550101'], undefined, { earlier: { state: 'dialled', since: '', record } });
	expect(ids).toEqual(['twilio:1']);
	expect(asked).toEqual(['1', '2']);
});

test('a number that is not of the account, or that no call can use, holds back its item alone', async () => {
	const { ids, results } = await aRun(['+12025550109', '+12025550101', '+12025550103']);
	expect(ids).toEqual(['twilio:1']);
	expect([...results.keys()]).toEqual([0, 2]);
	const [unknown, broken] = results.values();
	expect(unknown.record).toMatchObject({ dialed: 'no', status: 'blocked', problem: { type: 'invalid_parameters' } });
	expect(unknown.record.problem?.detail).toMatch(/^From Number is no number of your account at Talkover\. Choose one from the list/);
	expect(JSON.stringify(unknown.record.problem)).not.toContain('5550109');
	expect(broken.record.problem?.detail).toMatch(/has no path/);
});

test.each([
	[401, { error: 'no' }, 'unauthorized', /was refused \(401\)/],
	[200, 'a page', 'provider_error', /could not be read.*Choose the number from the list/],
])('a list of numbers that is not given (%i) dials nobody', async (statusCode, body, type, detail) => {
	const { ids, results } = await aRun(['+12025550101', '+12025550102'], () => ({ statusCode, body }));
	expect(ids).toEqual([]);
	expect([...results.values()].map(({ record }) => [record.dialed, record.problem?.type])).toEqual([
		['no', type],
		['no', type],
	]);
	expect(results.get(0)?.record.problem?.detail).toMatch(detail);
});
