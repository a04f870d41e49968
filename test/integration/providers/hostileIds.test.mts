import { describe, expect, test } from 'vitest';
import type { ProviderName } from '../../servers/strictServer.mts';
import { inNode } from '../../harness/provider.mts';
import { agent, sendCall } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

const servers = useServers();

describe('an id that is an attack', () => {
	const hostile = ['../x', '..', '.', '../../admin', 'a/b?c=1', 'a#b', 'a%2Fb', '%2e%2e', 'ü–☎\u202e', 'x\r\nHost: evil', '\ud800'];

	test.each(hostile.map((id) => [JSON.stringify(id), id]))(
		'a hostile call ID never changes the path that is asked: %s',
		async (_title, id) => {
			for (const provider of realProviders) {
				const server = servers[provider];
				await inNode(server, async ({ provider: { getCall, endCall, endCallAt, recording }, ask }) => {
					const ref = { callId: id, agentId: id };
					const requests = [
						getCall?.request(ref, {}),
						endCall?.request(ref, {}),
						endCallAt?.address.request(ref, {}),
						recording?.request(ref),
					];
					for (const request of requests) if (request) await ask(request);
				});
				const allowed: Record<ProviderName, RegExp> = {
					elevenlabs: /^\/v1\/convai\/conversations\/[^/]+(\/audio)?$/,
					bland: /^\/v1\/(calls\/[^/]+(\/stop)?|recordings\/[^/]+)$/,
					retell: /^\/v2\/(get-call|stop-call)\/[^/]+$/,
					svalync: /^\/api\/voiceai\/specific-call$/,
					synthflow: /^\/v2\/calls\/[^/]+(\/recording)?$/,
					talkover: /^\/api\/v1\/agents\/[^/]+\/end-call$/,
					unleashx: /^\/api\/v1\/global\/transactions\/calling-list-with-transaction$/,
					vapi: /^\/call\/[^/]+(\/mono-recording)?$/,
				};
				expect(server.requests.length).toBeGreaterThan(0);
				for (const { path, query } of server.requests) {
					expect(path).toMatch(allowed[provider]);
					// Half a character is no text in UTF-8: the client may put anything in its place.
					if (provider === 'svalync' && id !== '\ud800') expect(query).toEqual({ id });
					if (provider === 'unleashx') expect(Object.keys(query).sort()).toEqual(['limit', 'page', 'search']);
				}
			}
		},
	);

	test.each(hostile.map((id) => [JSON.stringify(id), id]))(
		'a hostile agent or campaign ID never changes the path that is posted to: %s',
		async (_title, id) => {
			const server = servers.talkover;
			for (const parameters of [{ agentId: agent(id) }, { campaignId: id }]) {
				const result = await sendCall(server, parameters, { node: { onError: 'continueRegularOutput' } });
				expect(result.outputs[1]).toMatchObject([{ json: { dialed: 'no' } }]);
			}
			for (const { path } of server.requests) expect(path).toMatch(/^\/api\/v1\/(agents|campaigns)\/[^/]+\/call$/);
			expect(server.creates).toHaveLength(server.requests.length);
			expect(server.calls).toEqual([]);
		},
	);
});
