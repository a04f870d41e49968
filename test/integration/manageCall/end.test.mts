/** End: a word that means all calls of the account ends none, and only the answer of the provider ends a call. */
import { expect, test } from 'vitest';
import { manage, said } from '../../harness/manageCall.mts';
import { useServers } from '../../harness/servers.mts';

const servers = useServers();

test.each(['active', 'Active', ' ACTIVE '])('End with the Call ID %j ends no call, and asks Bland nothing', async (callId) => {
	const server = servers.bland;
	const calls = server.seedCalls(3, (call) => void (call.status = 'started'));
	const result = await manage(server, 'end', { callId, agentId: undefined });
	expect(said(result)).toMatch(/^Call ID means all calls of the account at Bland, not one\./);
	expect(calls.map(({ status }) => status)).toEqual(['started', 'started', 'started']);
	expect([server.requests, server.violations]).toEqual([[], []]);
});

test.each(['get', 'downloadRecording'])('the operation %s reads no list in place of a call', async (operation) => {
	expect(said(await manage(servers.bland, operation, { callId: 'active' }))).toMatch(/^Call ID means all calls/);
	expect(servers.bland.requests).toEqual([]);
});

test('a page of a proxy in place of the answer is not told as the end of a call', async () => {
	const page = '<html><title>Sign in</title></html>';
	const [atRetell] = servers.retell.seedCalls(1, (call) => void (call.status = 'ongoing'));
	servers.retell.answerNextReads({ status: 200, text: page, headers: { 'Content-Type': 'text/html' } });
	const [atVapi] = servers.vapi.seedCalls(1, (call) => void (call.status = 'in-progress'));
	servers.vapi.elsewhere.serve = (_request, response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end(page);
	for (const [server, call] of [
		[servers.retell, atRetell],
		[servers.vapi, atVapi],
	] as const) {
		const result = await manage(server, 'end', { callId: call.id, agentId: undefined });
		expect(said(result)).toContain('It is not known whether the call was ended');
	}
});
