import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findBackends } from '../../queue/support/backends.mjs';

/** What the queue mode's commands say where a machine lacks what they need. */
const folder = mkdtempSync(join(tmpdir(), 'backends-'));
for (const name of ['initdb', 'postgres', 'redis-server']) {
	writeFileSync(join(folder, name), '');
	chmodSync(join(folder, name), 0o755);
}
afterAll(() => rmSync(folder, { recursive: true }));

test('PostgreSQL and Redis are found in the first folder that has them', () => {
	expect(findBackends({ postgres: ['/nowhere', folder], redis: [folder] })).toEqual({
		initdb: join(folder, 'initdb'),
		postgres: join(folder, 'postgres'),
		redisServer: join(folder, 'redis-server'),
	});
});

test.each([
	[[], [folder], 'PostgreSQL'],
	[[folder], [], 'Redis'],
	[[], [], 'PostgreSQL and Redis'],
])('a machine without them is told what is absent and how to install it, case %#', (postgres, redis, absent) => {
	const attempt = () => findBackends({ postgres, redis });
	expect(attempt).toThrow(`n8n's queue mode needs ${absent}, and this machine has `);
	try {
		attempt();
	} catch (error) {
		expect((error as { wayOut: string }).wayOut).toContain('"apt-get install postgresql redis-server" on Debian or Ubuntu');
	}
});
