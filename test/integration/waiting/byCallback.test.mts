import { describe, expect, test } from 'vitest';
import { endCall, lookOften } from '../../harness/ends.mts';
import { onlyRecord, sendCall } from '../../harness/sendCall.mts';
import { useServers } from '../../harness/servers.mts';

/** Wait for Result by callback, as far as n8n's engine goes: what is set up before the execution sleeps. */
const servers = useServers();
lookOften();

const callback = { waitForResult: true, waitMethod: 'callback' };
const tokenIn = (text: string): string => /attempt=([\w-]{32})/.exec(text)?.[1] as string;

describe.each(['svalync', 'synthflow', 'talkover', 'unleashx'] as const)('%s', (provider) => {
	test('an execution sleeps, and nothing that is kept or shown holds the token of the address', async () => {
		const server = servers[provider];
		const { run } = await sendCall(server, callback);
		expect(run.waitTill).toBeInstanceOf(Date);
		const token = tokenIn(server.creates[0].rawBody);
		expect(token).toHaveLength(32);
		expect(JSON.stringify(run.data)).not.toContain(token);
	});

	test('a dry run and a refusal that quotes the request do not show the token', async () => {
		const server = servers[provider];
		const dry = await sendCall(server, { ...callback, options: { dryRun: true } });
		expect(JSON.stringify(dry.outputs)).toMatch(/attempt=[^.toContain('(secret');"]*secret/);
		server.answerNextCreates({
			play: (_req, res) => {
				const text = server.creates[0].rawBody;
				res
					.writeHead(400, { 'content-type': 'application/json' })
					.end(JSON.stringify({ success: false, error: true, message: `Cannot read ${text}` }));
			},
			dialed: false,
		});
		const { run, error } = await sendCall(server, callback);
		const token = tokenIn(server.creates[0].rawBody);
		expect(token).toHaveLength(32);
		expect(JSON.stringify([run.data, error?.message, error?.description])).not.toContain(token);
	});

	test('a call of an earlier try is asked for, since its events go elsewhere', async () => {
		const server = servers[provider];
		await sendCall(server, callback);
		endCall(server, server.calls[0], 'answered');
		const retried = await sendCall(server, callback, { mode: 'retry' });
		expect(retried.run.waitTill).toBeUndefined();
		expect(onlyRecord(retried)).toMatchObject({ dialed: 'yes', outcome: 'answered' });
		expect(server.creates).toHaveLength(1);
	});
});
