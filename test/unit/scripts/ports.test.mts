import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from '../../../scripts/lib/ports.mjs';

/** The first port that Linux gives to a connection; macOS begins higher. */
const firstOfConnections = 32_768;

test('the port of an n8n is none that a connection could take while that n8n is down', async () => {
	const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()));
	expect(Math.max(...ports)).toBeLessThan(firstOfConnections);
	expect(Math.min(...ports)).toBeGreaterThanOrEqual(1024);
	expect(new Set(ports).size).toBe(ports.length);
});

test('the port of an n8n is free', async () => {
	const port = await freePort();
	const server = createServer();
	await new Promise<void>((resolve, reject) => server.on('error', reject).listen(port, '127.0.0.1', resolve));
	await new Promise((resolve) => server.close(resolve));
});
