/** What a run tells n8n's log, and what its errors bring along for a bug report. */
import { createRequire } from 'node:module';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeCall, simulateMakeCall } from '../../harness/makeCall.mts';
import { continued, manage } from '../../harness/manageCall.mts';
import { TO, itemsTo, sendCall, simulate } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

const require = createRequire(import.meta.url);
const { version } = require('../../../package.json') as { version: string };
// The logger of n8n's engine, from where the engine itself takes it.
const ofEngine = createRequire(require.resolve('n8n-core'));
const { Container } = ofEngine('@n8n/di') as { Container: { get(token: unknown): object } };
const { Logger } = ofEngine('@n8n/backend-common') as { Logger: unknown };

const servers = useServers();
const lines: string[] = [];
beforeEach(() => {
	lines.length = 0;
	const own = Container.get.bind(Container);
	const note = (message: string, ...more: unknown[]): void =>
		void lines.push([message, ...more.map((one) => JSON.stringify(one))].join(' '));
	const logger = { info: note, warn: note, error: note, debug: () => {}, scoped: () => logger };
	vi.spyOn(Container, 'get').mockImplementation((token) => (token === Logger ? logger : own(token)));
});
afterEach(() => void vi.restoreAllMocks());

const seconds = '\\d+\\.\\d s';
const numbers = ['+12025550100', '+12025550102', '+12025550105', '+12025550109'];

test('a run of Send Call and Make Call tells one line: provider, counts by what happened, seconds', async () => {
	await simulate(itemsTo(...numbers, 'no number'));
	await simulateMakeCall(itemsTo('+12025550100'), { options: { dryRun: true } });
	expect(lines).toEqual([
		expect.stringMatching(
			new RegExp(
				`^sendCall simulator: 5 items, answered 1, no_answer 1, not dialed: insufficient_credits 1, not dialed: invalid_phone_number 1, voicemail 1, ${seconds}$`,
			),
		),
		expect.stringMatching(new RegExp(`^makeCall simulator: 1 item, dry run 1, ${seconds}$`)),
	]);
});

test.each(realProviders)('%s: no line of the log holds a number or a key, whatever becomes of the run', async (provider) => {
	const server = servers[provider];
	await makeCall(server);
	await sendCall(server);
	server.answerNextCreates({ status: 401, body: { message: `${server.key} may not call ${TO}` }, dialed: false });
	const refused = await sendCall(server);
	const failed = await manage(server, 'get', { callId: 'no-such-call-1' });
	const given = await manage(server, 'get', { callId: 'no-such-call-1' }, continued);
	const word = (node: string, results: string): unknown =>
		expect.stringMatching(new RegExp(`^${node} ?${provider}: 1 item, ${results}, ${seconds}$`));
	expect(lines).toEqual([
		word('makeCall', '\\w+ 1'),
		word('sendCall', '\\w+ 1'),
		word('sendCall', 'not dialed: unauthorized 1'),
		word('manageCall get', 'stopped with an error 1'),
		word('manageCall get', 'failed 1'),
	]);
	for (const secret of [server.key, TO, TO.slice(2)]) expect(lines.join('\n')).not.toContain(secret);
	const facts = { package: 'n8n-nodes-voice-calls', version, provider };
	expect(refused.error?.context?.data).toEqual({ ...facts, node: 'sendCall', operation: null });
	expect(failed.error?.context?.data).toEqual({ ...facts, node: 'manageCall', operation: 'get' });
	expect(given.outputs[0]).toHaveLength(1);
});
