/** Events of a poll whose list leaves out the numbers and what was said. */
import type { IPollFunctions } from 'n8n-workflow';
import { expect, test } from 'vitest';
import { eventOf } from '../../../nodes/CallPollTrigger/diffCalls';
import { withWholeCalls } from '../../../nodes/CallPollTrigger/wholeCalls';
import type { CallRecord } from '../../../nodes/shared/call/record';
import { callRecord } from '../../../nodes/shared/call/record';
import { elevenlabs } from '../../../nodes/shared/providers/elevenlabs';
import { svalync } from '../../../nodes/shared/providers/svalync';
import type { Provider } from '../../../nodes/shared/providers/provider';

const to = '+442079460018';

/** Adds the whole calls where the API answers so to a GET of one call. */
async function whole(records: Partial<CallRecord>[], answer: (id: string) => object, provider: Provider = elevenlabs) {
	const asked: string[] = [];
	const context = {
		helpers: {
			httpRequestWithAuthentication: async (_type: string, { url }: { url: string }) => {
				const id = url.split('/').at(-1) ?? '';
				asked.push(id);
				return { headers: {}, ...answer(id) };
			},
		},
	} as unknown as IPollFunctions;
	const connection = { provider, settings: {}, baseUrl: 'https://api.example.com', timeoutSeconds: 5 };
	const events = records.map((known) =>
		eventOf('call.completed', callRecord(provider.id, { status: 'completed', dialed: 'yes', ...known })),
	);
	return { asked, ...(await withWholeCalls(context, connection, events)) };
}

const conversation = (id: string, more: object = {}) => ({
	statusCode: 200,
	body: {
		conversation_id: id,
		status: 'done',
		user_id: `r-${id}`,
		transcript: [{ role: 'user', message: 'Hello.' }],
		metadata: { phone_call: { external_number: to } },
		...more,
	},
});

test('each call is read once, and its events say whom it reached and what was said', async () => {
	const { asked, events, rows } = await whole([{ callId: 'c1' }, { callId: 'c1' }, { callId: 'c2' }], (id) => conversation(id));
	expect(asked).toEqual(['c1', 'c2']);
	expect(events.map(({ record }) => record)).toMatchObject(
		['c1', 'c1', 'c2'].map((callId) => ({ callId, to, reference: `r-${callId}`, transcript: 'user: Hello.' })),
	);
	expect(rows.map(({ record }) => record.callId)).toEqual(['c1', 'c2']);
});

test('the event keeps its stage where the call is further by now', async () => {
	const { events } = await whole([{ callId: 'c1', status: 'in_progress', outcome: null }], (id) => conversation(id));
	expect(events[0].record).toMatchObject({ status: 'in_progress', outcome: null, to });
});

test.each([
	['is not found', { statusCode: 404, body: {} }],
	['cannot be read', { statusCode: 500, body: 'no' }],
	['is another one', conversation('c9')],
])('a call that %s stays as the list shows it', async (_name, answer) => {
	const { events, rows } = await whole([{ callId: 'c1', summary: 'A talk.' }, { callId: null }], () => answer);
	expect(events[0].record).toMatchObject({ callId: 'c1', summary: 'A talk.', to: null, transcript: null });
	expect([events.length, rows]).toEqual([2, []]);
});

test('no more than a hundred calls are read in a poll', async () => {
	const { asked, events } = await whole(
		Array.from({ length: 120 }, (_, index) => ({ callId: `c${index}` })),
		(id) => conversation(id),
	);
	expect([asked.length, events.length]).toEqual([100, 120]);
});

test('where the list tells everything no call is read', async () => {
	expect((await whole([{ callId: 'c1' }], (id) => conversation(id), svalync)).asked).toEqual([]);
});
