/** A word in Call ID by which the provider means all calls of the account ends none of them. */
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
