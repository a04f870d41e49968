/** Loopback ports for servers that must not meet. */
import { createServer } from 'node:net';

function listen(port) {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen({ port, host: '127.0.0.1' }, () => resolve(server));
	});
}

const close = (server) => new Promise((resolve) => server.close(resolve));

/** Whether a loopback port can be listened on now. */
export async function isPortFree(port) {
	try {
		await close(await listen(port));
		return true;
	} catch {
		return false;
	}
}

/** `count` different free loopback ports, all held until the last is found. */
export async function findFreePorts(count) {
	const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
	const ports = servers.map((server) => server.address().port);
	await Promise.all(servers.map(close));
	return ports;
}
