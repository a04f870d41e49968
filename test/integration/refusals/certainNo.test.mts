/** What is no certain no, however much it looks like one: n8n's own repeats send nothing a second time. */
import type { IDataObject } from 'n8n-workflow';
import { expect, test } from 'vitest';
import type { CreateAnswer, ProviderName } from '../../servers/strictServer.mts';
import { itemsTo, onlyRecord, sendCall } from '../../harness/sendCall.mts';
import { realProviders, startServer } from '../../harness/servers.mts';

/** A call whose outcome is unknown is looked for, which takes a while. */
const SLOW = { timeout: 60_000 };
const retried = { items: itemsTo('+442079460018'), node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 } };

/** One call whose every try gets this answer; nobody finds it in the list. */
async function play(provider: ProviderName, answer: CreateAnswer): Promise<{ creates: number; record: any }> {
	const server = await startServer(provider);
	server.answerNextCreates(answer, answer, answer);
	const result = await sendCall(server, {}, retried);
	await server.close();
	return { creates: server.creates.length, record: result.error === undefined ? onlyRecord(result) : { thrown: result.error.message } };
}

type Row = [ProviderName, CreateAnswer];

async function expectOpen(rows: Row[], what: string): Promise<any[]> {
	const played = await Promise.all(rows.map(async ([provider, answer]) => await play(provider, answer)));
	const second = played.reduce((sum, { creates }) => sum + creates - 1, 0);
	console.log(`${what}: ${rows.length} answers x Retry On Fail (3 tries): ${second} second POSTs`);
	expect(played.map(({ creates, record }) => [creates, record.dialed, record.status])).toEqual(rows.map(() => [1, 'maybe', 'unknown']));
	return played.map(({ record }) => record);
}

const inside: Record<ProviderName, (code: number, message: string) => IDataObject> = {
	elevenlabs: (code, message) => ({ success: false, code, message }),
	bland: (code, message) => ({ status: 'error', code, message }),
	retell: (status, message) => ({ status: 'error', code: status, message }),
	svalync: (code, message) => ({ success: false, code, message }),
	synthflow: (code, message) => ({ status: 'error', code, message }),
	talkover: (code, message) => ({ success: false, error: { code, message } }),
	unleashx: (code, message) => ({ error: true, code, message }),
	vapi: (statusCode, message) => ({ message, error: 'Error', statusCode }),
};

test('a number of telephony or of one server is no certain no, as a status or inside a 200', SLOW, async () => {
	const codes: Array<[number, string]> = [
		[480, 'Agent: the callee did not pick up'],
		[486, 'Voice agent: the callee is busy'],
		[487, 'Request Terminated'],
		[603, 'Decline'],
	];
	await expectOpen(
		realProviders.flatMap((provider): Row[] => [
			...codes.map(([code, message]): Row => [provider, { status: 200, body: inside[provider](code, message) }]),
			...[425, 430, 444, 460, 480, 486, 487, 499].map((status): Row => [provider, { status, body: { message: 'No' } }]),
		]),
		'numbers that are no registered 4xx',
	);
});

test('a documented refusal with more words, a live status or a call beside it is no certain no', SLOW, async () => {
	const ok = (body: IDataObject): CreateAnswer => ({ status: 200, body });
	await expectOpen(
		[
			['svalync', ok({ success: false, message: 'Agent not available any more: the caller hung up after 12 seconds' })],
			['svalync', ok({ success: false, message: 'Agent not available for the rest' })],
			['svalync', ok({ success: false, message: 'Script validation error in step 3, call ended after 20 seconds' })],
			['svalync', ok({ success: false, message: 'Script validation error in step 3, call ended after 20 seconds', status: 400 })],
			['svalync', ok({ success: false, message: 'Invalid phone number for transfer, call was answered' })],
			['svalync', ok({ success: false, message: 'Agent not available', data: { status: 'ringing' } })],
			['svalync', ok({ success: false, message: 'Agent not available', status: 'ringing' })],
			['elevenlabs', ok({ success: false, message: 'Error 21211: the number is not valid. The person hung up.' })],
			['elevenlabs', ok({ success: false, message: 'Error 21215: not authorized to call', conversation_id: 'c-1' })],
			['elevenlabs', ok({ success: false, message: 'Error 21215: not authorized to call', callSid: 'CA1' })],
			['unleashx', ok({ error: true, message: 'Agent not found or not active after the call was connected' })],
			['unleashx', ok({ error: true, message: 'Invalid auth key or session expired while saving the placed call' })],
			['talkover', ok({ success: false, error: { code: 'AGENT_INACTIVE', message: 'went inactive during the call' } })],
			[
				'talkover',
				ok({ success: false, error: { code: 'INSUFFICIENT_CREDITS', message: 'Not enough credits' }, data: { call: { id: 'c-1' } } }),
			],
			['synthflow', ok({ status: 'error', code: 400, message: 'model stopped after the call was connected' })],
			['synthflow', ok({ status: 'error', error: { code: 404, message: 'assistant session lost' }, response: { call: { id: 'c-1' } } })],
		],
		'documented words with something beside them',
	);
});

/** A refusal at whose place a success has its call. */
const withCall: Record<ProviderName, IDataObject> = {
	elevenlabs: { success: false, message: 'Could not start the recording', conversation_id: 'c-1' },
	bland: { status: 'error', message: 'Unable to start the recording', call_id: 'c-1' },
	retell: { status: 'error', message: 'Billing failed', call_id: 'c-1' },
	svalync: { success: false, message: 'Could not start the recording', execution_id: 'c-1' },
	synthflow: { status: 'error', message: 'Could not store it', response: { call_id: 'c-1' } },
	talkover: { success: false, message: 'Billing failed', data: { id: 'c-1', status: 'ringing' } },
	unleashx: { error: true, message: 'Billing failed', data: { execution_id: 'c-1' } },
	vapi: { id: 'c-1', status: 'queued', message: 'Billing failed', error: 'Error' },
};

test('a 4xx that names the call it made is no certain no', SLOW, async () => {
	const statuses = [400, 402, 409, 422];
	const records = await expectOpen(
		realProviders.flatMap((provider) => statuses.map((status): Row => [provider, { status, body: withCall[provider] }])),
		'a 4xx with a call',
	);
	for (const [index, record] of records.entries()) {
		expect(record).toMatchObject({
			callId: 'c-1',
			problem: { type: 'outcome_unknown', httpStatus: statuses[index % 4], reconcile: expect.stringContaining('Reference') },
		});
	}
});

test.each(realProviders)('a 4xx that repeats what it was sent is a certain no: %s', async (provider) => {
	const server = await startServer(provider);
	server.answerNextCreates({
		status: 422,
		body: { success: false, message: 'No', id: 'r-1', data: { id: server.usableAgent }, request_id: 'q-1' },
	});
	const result = await sendCall(server, { options: { reference: 'r-1' } }, { node: { onError: 'continueRegularOutput' } });
	await server.close();
	expect(onlyRecord(result)).toMatchObject({ dialed: 'no', problem: { httpStatus: 422 } });
});
