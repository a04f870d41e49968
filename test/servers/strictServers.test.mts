import { request } from 'node:http';
import { expect, test } from 'vitest';
import { auth, call, create, createOf, get, idOf, numberAs, placedStatus, TO } from './client.mts';
import { useServers } from '../harness/servers.mts';

const servers = useServers();

test('every server accepts its smallest documented call and remembers it', async () => {
	for (const server of Object.values(servers)) {
		const { status, json } = await create(server);
		expect([server.provider, status, server.violations]).toEqual([server.provider, placedStatus(server), []]);
		expect([server.creates.length, server.requests.length, server.calls.length]).toEqual([1, 1, 1]);
		expect(idOf(server.provider, json)).toBe(server.provider === 'svalync' ? undefined : server.calls[0]?.id);
		expect(server.calls[0]?.to).toBe(TO);
	}
});

test('every server refuses a missing field by name, dials nobody and counts the request all the same', async () => {
	for (const server of Object.values(servers)) {
		for (const field of Object.keys(createOf(server).body)) {
			server.reset();
			expect((await create(server, { [field]: undefined })).status, `${server.provider} without ${field}`).toBeGreaterThanOrEqual(400);
			expect(server.violations.join()).toContain(`${field} is required and missing`);
			expect([server.creates.length, server.calls.length]).toEqual([1, 0]);
		}
	}
});

test('every server refuses an unknown field, a mistyped field and a number that is not E.164', async () => {
	for (const server of Object.values(servers)) {
		const { phone } = createOf(server);
		for (const [change, words] of [
			[{ shoe_size: 44 }, 'shoe_size is not a documented field'],
			[numberAs(server, 12127365000), `${phone} must be of type string`],
			[numberAs(server, '212-736-5000'), `${phone} has the wrong format`],
		] as const) {
			server.reset();
			expect((await create(server, change)).status).toBeGreaterThanOrEqual(400);
			expect(server.violations.join()).toContain(words);
			expect(server.calls).toEqual([]);
		}
	}
});

test('every server answers 401 without the key, with a wrong key, under a wrong name or scheme', async () => {
	for (const server of Object.values(servers)) {
		const { path, body } = createOf(server);
		const wrong = [
			{},
			auth(server, 'nope'),
			{ 'X-Key': server.key },
			['bland', 'elevenlabs', 'svalync', 'unleashx'].includes(server.provider)
				? { Authorization: `Bearer ${server.key}` }
				: { Authorization: server.key },
		];
		for (const headers of wrong) expect((await call(server, 'POST', path, body, headers)).status).toBe(401);
		expect(server.violations).toHaveLength(4);
		expect([server.creates.length, server.calls.length]).toEqual([4, 0]);
	}
});

test('every server sees an auth header that is sent twice', async () => {
	for (const server of Object.values(servers)) {
		const [[name, value]] = Object.entries(auth(server)) as [[string, string]];
		const status = await new Promise((resolve, reject) => {
			const outgoing = request(`${server.baseUrl}/anything`.replace('/anything', createOf(server).path), { method: 'POST' }, (res) =>
				resolve(res.resume().statusCode),
			);
			outgoing.setHeader(name, [value, value]);
			outgoing.on('error', reject).end('{}');
		});
		expect(status).toBe(401);
		expect(server.violations.join()).toContain('was sent 2 times');
	}
});

test('every server answers 404 to undocumented paths and methods, and records them', async () => {
	for (const server of Object.values(servers)) {
		expect((await get(server, '/nonsense')).status).toBe(404);
		expect((await call(server, 'DELETE', createOf(server).path)).status).toBe(404);
		expect(server.violations).toHaveLength(2);
		expect(server.creates).toEqual([]);
	}
});

test('every server wants JSON said and sent, and the key nowhere but in its header', async () => {
	for (const server of Object.values(servers)) {
		const { path, body } = createOf(server);
		expect((await call(server, 'POST', path, body, { ...auth(server), Accept: '*/*' })).status).toBeGreaterThanOrEqual(400);
		expect((await call(server, 'POST', path, body, { ...auth(server), 'Content-Type': 'text/plain' })).status).toBeGreaterThanOrEqual(400);
		expect(server.violations.join()).toMatch(/Accept must name.*Content-Type must be/s);
		await get(server, `/nonsense?k=${server.key}`);
		expect(server.violations.join()).toContain('the key travels in the address');
	}
});

test('every server plays scripted answers once, in order, and only to valid requests', async () => {
	for (const server of Object.values(servers)) {
		server.answerNextCreates({ status: 402, body: { message: 'pay' } }, { status: 429, headers: { 'Retry-After': '2' }, body: {} }, 'ok');
		expect((await create(server, { shoe_size: 44 })).status).not.toBe(402);
		expect((await create(server)).json).toEqual({ message: 'pay' });
		expect((await create(server)).headers.get('retry-after')).toBe('2');
		expect((await create(server)).status).toBe(placedStatus(server));
		expect([server.creates.length, server.calls.length]).toEqual([4, 1]);
	}
});

test('a reset restores agents, switches and lists', async () => {
	servers.talkover.state.variant = 'sid';
	servers.talkover.agents.length = 0;
	await get(servers.talkover, '/agents');
	servers.talkover.reset();
	expect([servers.talkover.state.variant, servers.talkover.agents.length, servers.talkover.requests.length]).toEqual(['wrapped', 45, 0]);
});
