/** Errors inside a 2xx that do not say that nobody was phoned: never a second request, whatever n8n repeats. */
import type { IDataObject } from 'n8n-workflow';
import { expect, test } from 'vitest';
import { documentedErrors } from '../../servers/documentedErrors.mts';
import type { CreateAnswer, ProviderName, StrictServer } from '../../servers/strictServer.mts';
import type { EngineResult, EngineRun } from '../../harness/engine.mts';
import { makeCall } from '../../harness/makeCall.mts';
import { onlyRecord, sendCall } from '../../harness/sendCall.mts';
import { readsOf, realProviders, startServer } from '../../harness/servers.mts';

/** A call whose outcome is unknown is looked for, which takes a while. */
const SLOW = { timeout: 50_000 };

const retried: Partial<EngineRun> = { node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 } };

/** What a server may say that stumbled after it had dialed; no provider documents one of them. */
const sentences = [
	'Something went wrong',
	'An error occurred',
	'Failed to save the call',
	'Service unavailable',
	'Unexpected failure',
	'Database connection lost',
];

/** How each provider says it inside a 200. */
const bodies: Record<ProviderName, (message: string) => IDataObject> = {
	elevenlabs: (message) => ({ success: false, message, conversation_id: null, callSid: null }),
	bland: (message) => ({ status: 'error', message }),
	retell: (message) => ({ status: 'error', message }),
	svalync: (message) => ({ success: false, message }),
	synthflow: (message) => ({ status: 'error', message }),
	talkover: (message) => ({ success: false, message }),
	unleashx: (message) => ({ error: true, message }),
	vapi: (message) => ({ message, error: 'Internal Server Error', statusCode: 500 }),
};

interface Played {
	result: EngineResult;
	creates: number;
	gets: number;
}

/** One call to a server of its own that gives these answers, with Retry On Fail. */
async function play(provider: ProviderName, answers: CreateAnswer[], place: typeof sendCall | typeof makeCall = sendCall): Promise<Played> {
	const server: StrictServer<any> = await startServer(provider);
	server.answerNextCreates(...answers);
	const result = await place(server, {}, retried);
	await server.close();
	return { result, creates: server.creates.length, gets: readsOf(server).length };
}

function expectOpen({ result, creates, gets }: Played, message: string, type: string, httpStatus = 200): void {
	expect(result.error).toBeUndefined();
	expect(result.outputs[0]).toHaveLength(1);
	const record = onlyRecord(result);
	expect(record).toMatchObject({
		dialed: 'maybe',
		status: 'unknown',
		problem: { type, httpStatus, detail: expect.stringContaining(`: "${message}"`), reconcile: expect.stringContaining('Reference') },
	});
	expect([creates, gets]).toEqual([1, 3]);
}

test('an error that nobody documents is sent once, with Retry On Fail, and is looked up', SLOW, async () => {
	const all = realProviders.flatMap((provider) => sentences.map((message) => ({ provider, message })));
	const played = await Promise.all(
		all.map(async ({ provider, message }) => await play(provider, [{ status: 200, body: bodies[provider](message) }])),
	);
	const second = played.reduce((sum, { creates }) => sum + creates - 1, 0);
	console.log(`${sentences.length} sentences x ${realProviders.length} providers x Retry On Fail (3 tries): ${second} second POSTs`);
	for (const [index, one] of played.entries()) expectOpen(one, all[index].message, 'provider_error');
	expect(second).toBe(0);
});

test('a call that was placed in spite of its error is found', SLOW, async () => {
	const played = await Promise.all(
		realProviders.map(async (provider) => await play(provider, [{ status: 200, body: bodies[provider](sentences[5]), dialed: true }])),
	);
	for (const { result, creates } of played) expect([onlyRecord(result).dialed, creates]).toEqual(['yes', 1]);
});

test('what may be said when the phone has rung is no certain no, although a page names it', SLOW, async () => {
	const rows = realProviders.flatMap((provider) => documentedErrors[provider].filter(({ open }) => open).map((row) => ({ provider, row })));
	const said: Partial<Record<ProviderName, string[]>> = {
		bland: ['Unable to save request body.', 'Unable to queue call.'],
		elevenlabs: [
			'The call could not be started',
			'Twilio answered with an error',
			'The phone number you are attempting to call is not valid.',
			'Account not authorized to call this number.',
			'The source phone number provided is not yet verified for your account.',
		],
		svalync: ['Voice service unavailable', 'Connection failure', 'Response timeout', 'Call rejected'],
		unleashx: ['Validation failed'],
	};
	expect(rows.map(({ row }) => row.expectedMessage)).toEqual(realProviders.flatMap((provider) => said[provider] ?? []));
	const played = await Promise.all(
		rows.map(async ({ provider, row }) => await play(provider, [row as CreateAnswer], row.via === 'make' ? makeCall : sendCall)),
	);
	for (const [index, one] of played.entries()) {
		const { expectedMessage = '', expectedType, status } = rows[index].row;
		expectOpen(one, expectedMessage, expectedType === 'response_timeout' ? 'response_timeout' : 'provider_error', status);
	}
});

test('a call that is said to be in progress already is no flaw of the number', SLOW, async () => {
	const message = 'A call to this phone number is already in progress';
	const body = { success: false, message, status: 400 };
	const [inside, outside] = await Promise.all([200, 400].map(async (status) => await play('svalync', [{ status, body }])));
	expectOpen(inside, message, 'provider_error');
	expect(onlyRecord(outside.result)).toMatchObject({ dialed: 'no', problem: { type: 'duplicate', httpStatus: 400 } });
	expect([outside.creates, outside.gets]).toEqual([1, 0]);
});
