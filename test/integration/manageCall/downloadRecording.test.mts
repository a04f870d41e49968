/** Download Recording in n8n's engine: the file, the way to it, and every limit on that way. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { textOf } from '../../harness/canary.mts';
import { continued, jsons, manage, manageSimulated, said } from '../../harness/manageCall.mts';
import { credentialOf } from '../../harness/sendCall.mts';
import { useServers } from '../../harness/servers.mts';

const servers = useServers();

const megabyte = 1024 * 1024;
const recorded = (id: 'synthflow' | 'unleashx' | 'vapi') => servers[id].seedCalls(1, (call) => void (call.recorded = true))[0];
/** The ID under which the log with the recordings knows the call. */
const idOf = (id: 'synthflow' | 'unleashx' | 'vapi', call: { id: string; number: number }): string =>
	id === 'unleashx' ? String(call.number) : call.id;
const audio =
	(bytes: Buffer, type = 'audio/mpeg') =>
	(_req: IncomingMessage, res: ServerResponse): void =>
		void res.writeHead(200, { 'Content-Type': type }).end(bytes);
const redirect =
	(location: string, status = 302) =>
	(_req: IncomingMessage, res: ServerResponse): void =>
		void res.writeHead(status, { Location: location }).end('moved');

/** Downloads the recording of one call, served as given. */
async function download(serve?: (req: IncomingMessage, res: ServerResponse) => void, parameters = {}, more = {}) {
	const call = recorded('synthflow');
	servers.synthflow.elsewhere.serve = serve;
	return await manage(servers.synthflow, 'downloadRecording', { callId: call.id, ...parameters }, more);
}
const fileOf = (result: Awaited<ReturnType<typeof manage>>, field = 'data') => {
	const file = result.outputs[0][0].binary?.[field];
	if (!file) throw result.error ?? new Error('there is no file');
	return { ...file, bytes: Buffer.from(file.data, 'base64') };
};

describe.each(['synthflow', 'unleashx', 'vapi'] as const)('%s', (id) => {
	test('every byte arrives, with the call record, a name and a type, and the key stays with the provider', async () => {
		const server = servers[id];
		const call = recorded(id);
		const bytes = Buffer.concat([Buffer.from('ID3'), randomBytes(3 * megabyte)]);
		server.elsewhere.serve = audio(bytes);
		const result = await manage(server, 'downloadRecording', { callId: idOf(id, call), binaryPropertyName: 'recording' });
		expect(jsons(result)).toMatchObject([{ provider: id, callId: idOf(id, call), to: call.to, status: 'completed' }]);
		const file = fileOf(result, 'recording');
		expect(file.bytes.equals(bytes)).toBe(true);
		expect(file).toMatchObject({ mimeType: 'audio/mpeg', fileName: `call-${idOf(id, call)}.mp3`, fileExtension: 'mp3' });
		expect(result.outputs[0][0].pairedItem).toEqual({ item: 0 });
		expect(server.elsewhere.requests).toHaveLength(1);
		expect(textOf(server.elsewhere.requests)).not.toContain(server.key);
		for (const name of ['authorization', 'token', 'x-api-key', 'cookie'])
			expect(server.elsewhere.requests[0].headers).not.toHaveProperty(name);
		expect(server.violations).toEqual([]);
	});

	test('a call without a recording is told in words', async () => {
		const [call] = servers[id].seedCalls(1);
		expect(said(await manage(servers[id], 'downloadRecording', { callId: idOf(id, call) }))).toMatch(
			/This call has no recording.*may not be ready yet/,
		);
		expect(servers[id].elsewhere.requests).toEqual([]);
	});

	test('an unknown call is told in words', async () => {
		expect(said(await manage(servers[id], 'downloadRecording', { callId: 'nobody' }))).toMatch(/no call with this ID/);
	});
});

test('a recording of UnleashX is found by the reference of the call, too', async () => {
	const server = servers.unleashx;
	server.seedCalls(3, (call, index) => {
		call.recorded = true;
		call.request = { metadata: { reference: `order-${index}` } };
	});
	const result = await manage(server, 'downloadRecording', { callId: 'order-1' });
	expect(fileOf(result).bytes.toString()).toBe('ID3 fake recording');
	expect(server.elsewhere.requests[0].path).toBe(`/recordings/${server.calls[1].number}.mp3`);
});

describe('unleashx: the ID that Make Call and Send Call give', () => {
	const at = '2026-11-20T10:00:00.000Z';
	/** Three calls to one person under one reference, as a workflow makes them that runs again and again. */
	const calls = () =>
		servers.unleashx.seedCalls(3, (call, index) => {
			call.recorded = true;
			call.request = {
				metadata: { reference: 'vc-1', dialedAt: index === 1 ? at : new Date(Date.parse(at) + index * 60_000 + 1).toISOString() },
			};
		});

	test.each(['execution_id', 'other'] as const)(
		'the summary of the call tells its recording, whatever the lists know of it (%s)',
		async (trackId) => {
			const server = servers.unleashx;
			Object.assign(server.state, { callSummary: 'alive', trackId });
			const [, call] = calls();
			call.row = { recording_url: `${server.elsewhere.origin}/recordings/of-the-summary.mp3` };
			const result = await manage(server, 'downloadRecording', { callId: call.id });
			expect(fileOf(result)).toMatchObject({ mimeType: 'audio/mpeg', fileName: `call-${call.id}.mp3` });
			expect(server.elsewhere.requests.map(({ path }) => path)).toEqual(['/recordings/of-the-summary.mp3']);
			expect(jsons(result)[0]).toMatchObject({ callId: call.id, to: '+12127365000' });
		},
	);

	test('a summary without a recording leads to the row of the very same dial', async () => {
		const server = servers.unleashx;
		Object.assign(server.state, { callSummary: 'alive', trackId: 'other' });
		const [, call] = calls();
		// The list shows the newest first, and all three go by the reference: only one is the call.
		const result = await manage(server, 'downloadRecording', { callId: call.id });
		expect(server.elsewhere.requests.map(({ path }) => path)).toEqual([`/recordings/${call.number}.mp3`]);
		expect(jsons(result)[0]).toMatchObject({ callId: call.id });
	});

	test.each(['dead', 'alive'] as const)(
		'a call without either is told in words, and the summary of another call is none (%s)',
		async (callSummary) => {
			const server = servers.unleashx;
			Object.assign(server.state, { callSummary, trackId: callSummary === 'dead' ? 'execution_id' : 'other' });
			const [, call] = calls();
			call.request = {};
			call.row =
				callSummary === 'alive' ? { call_id: 'another', recording_url: `${server.elsewhere.origin}/recordings/of-another.mp3` } : {};
			expect(said(await manage(server, 'downloadRecording', { callId: call.id }))).toMatch(
				/callId of Get Many or the reference|no call with this ID/,
			);
			expect(server.elsewhere.requests).toEqual([]);
		},
	);
});

test.each(['simulator', 'svalync', 'talkover'])('%s: a download that is asked for anyway says that it cannot be done', async (provider) => {
	expect(said(await manageSimulated('downloadRecording', { provider, callId: 'c1' }))).toMatch(/cannot do "Download Recording"/);
});

/** Answers of the endpoint for one call, then of the one for its recording. */
const thenRecording = (answer: object) =>
	servers.synthflow.answerNextReads(
		{ status: 200, body: { status: 'success', response: { calls: [{ call_id: 'c1', status: 'completed' }] } } },
		answer as any,
	);

test('a file is taken from a provider that sends it itself instead of an address', async () => {
	thenRecording({ status: 200, headers: { 'Content-Type': 'audio/wav' }, text: 'RIFF0000WAVE' });
	const result = await manage(servers.synthflow, 'downloadRecording', { callId: 'c1' });
	expect(fileOf(result)).toMatchObject({ mimeType: 'audio/wav', fileName: 'call-c1.wav' });
	expect(fileOf(result).bytes.toString()).toBe('RIFF0000WAVE');
});

test.each([
	[{ status: 503, body: {} }, /failed while it handled the request.*HTTP 503/],
	[{ status: 302, body: {} }, /redirects this request/],
	[{ status: 403, body: { detail: { description: 'not yours' } } }, /refused the credential.*not yours/],
	[{ status: 500, text: 'x'.repeat(200_000) }, /HTTP 500/],
	[{ status: 404, text: '<html>' }, /This call has no recording/],
])('an answer %j of the provider itself is told in words', async (answer, reason) => {
	thenRecording(answer);
	expect(said(await manage(servers.synthflow, 'downloadRecording', { callId: 'c1' }))).toMatch(reason);
});

test('two items become two files', async () => {
	const calls = servers.synthflow.seedCalls(2, (call) => void (call.recorded = true));
	servers.synthflow.elsewhere.serve = (req, res) => audio(Buffer.from(`ID3 ${req.url?.split('?')[0]}`))(req, res);
	const result = await manage(
		servers.synthflow,
		'downloadRecording',
		{ callId: '={{ $json.id }}' },
		{ items: calls.map(({ id }) => ({ id })) },
	);
	expect(result.outputs[0].map(({ binary, pairedItem }) => [Buffer.from(binary!.data.data, 'base64').toString(), pairedItem])).toEqual(
		calls.map(({ id }, item) => [`ID3 /recordings/${id}.mp3`, { item }]),
	);
});

describe('redirects', () => {
	test('three redirects are followed, relative ones too, without the key', async () => {
		const steps = [redirect('/second', 307), redirect('third?x=1', 303), audio(Buffer.from('ID3 end'))];
		const result = await download((req, res) => steps.shift()?.(req, res));
		expect(fileOf(result).bytes.toString()).toBe('ID3 end');
		expect(servers.synthflow.elsewhere.requests.map(({ path, query }) => [path, query.x])).toEqual([
			[expect.stringMatching('^/recordings/'), undefined],
			['/second', undefined],
			['/third', '1'],
		]);
		expect(textOf(servers.synthflow.elsewhere.requests)).not.toContain(servers.synthflow.key);
	});

	test('a fourth redirect is not followed, so that a circle ends', async () => {
		expect(said(await download((req, res) => redirect(`${req.url}`)(req, res)))).toMatch(/redirected more than 3 times/);
		expect(servers.synthflow.elsewhere.requests).toHaveLength(3);
	});

	test('a redirect back to the provider does not get the key a second time', async () => {
		const { synthflow } = servers;
		const result = await download(redirect(`${synthflow.baseUrl}/calls/stolen`));
		expect(said(result)).toMatch(/not at its address any more.*HTTP 401/);
		expect(synthflow.requests.at(-1)).toMatchObject({ path: '/v2/calls/stolen' });
		expect(synthflow.requests.at(-1)?.headers.authorization).toBeUndefined();
	});

	test.each([
		['http://169.254.169.254/latest/meta-data', /https/],
		['https://169.254.169.254/latest', /private host/],
		['https://10.0.0.7/recording.mp3', /private host/],
		['https://[fd00::1]/recording.mp3', /private host/],
		['https://files.internal/recording.mp3', /private host/],
		['https://127.0.0.1.nip.io/recording.mp3', /private host/],
		['http://files.example.com/recording.mp3', /https/],
		['https://user:pass@files.example.com/r.mp3', /user name or password/],
		['file:///etc/passwd', /https/],
		['ftp://files.example.com/r.mp3', /https/],
		['data:audio/mpeg;base64,SUQz', /https/],
		['http://', /no address|not a complete address/],
	])('a redirect to %s is refused, in the first step and in a later one', async (location, reason) => {
		const { synthflow } = servers;
		expect(said(await download(redirect(location)))).toMatch(reason);
		expect(synthflow.elsewhere.requests).toHaveLength(1);
		synthflow.reset();
		const [call] = synthflow.seedCalls(1, (one) => void (one.row = { recording_url: location }));
		const result = await manage(synthflow, 'downloadRecording', { callId: call.id });
		expect(said(result)).toMatch(/at an address that is not followed/);
		expect(said(result)).toMatch(reason);
		expect(synthflow.elsewhere.requests).toEqual([]);
	});

	test.each(['http://10.0.0.7/r.mp3', 'file:///etc/passwd', 'https://metadata.internal/r'])(
		'the address in the log of UnleashX is looked at, too: %s',
		async (address) => {
			const [call] = servers.unleashx.seedCalls(1, (one) => void (one.row = { FILE_PATH: address }));
			expect(said(await manage(servers.unleashx, 'downloadRecording', { callId: String(call.number) }))).toMatch(/not followed/);
		},
	);

	test('a signed address never stands in a message', async () => {
		for (const serve of [
			redirect('https://10.0.0.7/r.mp3?signature=topsecret'),
			(_req: IncomingMessage, res: ServerResponse) => void res.writeHead(403).end(),
		]) {
			const result = await download(serve);
			expect(textOf(result.error)).not.toMatch(/topsecret|signature=abc/);
		}
	});
});

describe('what is no recording', () => {
	test.each([
		['text/html', '<!doctype html><title>Sign in</title>', /a web page/],
		['text/html; charset=utf-8', 'ID3', /a web page/],
		['application/octet-stream', '\n <!DOCTYPE html>', /a page of text/],
		['audio/mpeg', '<?xml version="1.0"?><Error>Expired</Error>', /a page of text/],
		['application/json', '{}', /a file of the type application\/json/],
		['application/x-msdownload', 'MZ', /a file of the type/],
		['video/mp4', 'x', /a file of the type video\/mp4/],
		['audio/mpeg', '', /recording is empty/],
	])('a file that is %s %j is refused', async (type, body, reason) => {
		expect(said(await download(audio(Buffer.from(body), type)))).toMatch(reason);
	});

	test('a file without a type is refused', async () => {
		expect(said(await download((_req, res) => void res.writeHead(200).end('ID3')))).toMatch(/without a type/);
	});

	test('an expired link is said to be expired', async () => {
		expect(said(await download((_req, res) => void res.writeHead(403).end('<Error/>')))).toMatch(/HTTP 403.*expired/);
	});

	test('a connection that breaks off gives no half file', async () => {
		const result = await download((_req, res) => {
			res.writeHead(200, { 'Content-Type': 'audio/mpeg', 'Content-Length': '1000' });
			res.write('ID3 half', () => res.destroy());
		});
		expect(said(result)).toMatch(/could not be fetched.*broke off/);
	});

	test('the other recordings are there under "On Error: continue"', async () => {
		const calls = servers.synthflow.seedCalls(3, (call, index) => void (call.recorded = index !== 1));
		const result = await manage(
			servers.synthflow,
			'downloadRecording',
			{ callId: '={{ $json.id }}' },
			{ items: calls.map(({ id }) => ({ id })), ...continued },
		);
		expect(result.outputs[0].map(({ error, binary }) => [error?.message, binary?.data.mimeType])).toEqual([
			[undefined, 'audio/mpeg'],
			['Item 2: This call has no recording.', undefined],
			[undefined, 'audio/mpeg'],
		]);
	});
});

describe('limits', () => {
	const piece = Buffer.alloc(64 * 1024, 1);
	/** Sends this many bytes without saying so before, and tells how many went out until the client hung up. */
	function endless(total: number): {
		serve: (req: IncomingMessage, res: ServerResponse) => void;
		sent: () => number;
		ended: Promise<void>;
	} {
		let sent = 0;
		let end = (): void => {};
		const ended = new Promise<void>((resolve) => void (end = resolve));
		return {
			sent: () => sent,
			ended,
			serve: (_req, res) => {
				res.writeHead(200, { 'Content-Type': 'audio/mpeg' });
				res.on('close', end);
				const more = (): void => {
					while (!res.destroyed && sent < total) {
						const part = piece.subarray(0, Math.min(piece.length, total - sent));
						sent += part.length;
						if (!res.write(part)) return void res.once('drain', more);
					}
					if (!res.destroyed) res.end();
				};
				more();
			},
		};
	}

	test('a file of exactly 50 MB arrives', async () => {
		const source = endless(50 * megabyte);
		expect(fileOf(await download(source.serve)).bytes.length).toBe(50 * megabyte);
	});

	test('a file of one byte more does not arrive', async () => {
		expect(said(await download(endless(50 * megabyte + 1).serve))).toMatch(/larger than 50 MB/);
	});

	test('a file that never ends is hung up on', async () => {
		const source = endless(2000 * megabyte);
		expect(said(await download(source.serve))).toMatch(/larger than 50 MB/);
		await source.ended;
		expect(source.sent()).toBeLessThan(200 * megabyte);
	});

	test('a length that is too large is believed before a byte is read', async () => {
		const result = await download((_req, res) => {
			res.writeHead(200, { 'Content-Type': 'audio/mpeg', 'Content-Length': String(50 * megabyte + 1) });
			res.write('ID3');
		});
		expect(said(result)).toMatch(/larger than 50 MB/);
	});

	test('a packed file is counted unpacked', async () => {
		const result = await download((_req, res) => {
			res.writeHead(200, { 'Content-Type': 'audio/mpeg', 'Content-Encoding': 'gzip' }).end(gzipSync(Buffer.alloc(51 * megabyte)));
		});
		expect(said(result)).toMatch(/larger than 50 MB/);
	});

	test('a byte now and then does not stretch the time', async () => {
		let hungUp = (): void => {};
		const closed = new Promise<void>((resolve) => void (hungUp = resolve));
		let asked = false;
		const result = await download(
			(_req, res) => {
				asked = true;
				res.writeHead(200, { 'Content-Type': 'audio/mpeg' });
				const drip = setInterval(() => res.write('x'), 50);
				const end = (): void => {
					clearInterval(drip);
					hungUp();
				};
				// On a busy machine the client may have hung up before this server comes to look.
				if (res.closed || res.destroyed) end();
				else res.on('close', end);
			},
			{ options: { timeout: 4 } },
		);
		expect(said(result)).toMatch(/did not arrive within 4 s\./);
		if (asked) await closed; // a busy machine may not come that far in time
	});

	test('redirects that take their time do not stretch it either', async () => {
		const result = await download((_req, res) => void setTimeout(() => redirect('/next')(_req, res), 1500), { options: { timeout: 4 } });
		expect(said(result)).toMatch(/did not arrive within 4 s\./);
	});

	test('a host that says nothing ends with the time-out', async () => {
		expect(said(await download(() => {}, { options: { timeout: 4 } }))).toMatch(/did not arrive within 4 s\./);
	});

	test('a refused key is told as such', async () => {
		const result = await download(undefined, {}, { credential: credentialOf(servers.synthflow, { apiKey: 'wrong-key-wrong-key' }) });
		expect(said(result)).toMatch(/refused the credential/);
		expect(servers.synthflow.elsewhere.requests).toEqual([]);
	});
});
