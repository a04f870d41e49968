import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Something that goes wrong before a single byte of the request could be sent. */
export interface ConnectFault {
	id: string;
	sentence: string;
	/** Error codes a client may see. */
	codes: string[];
	/** An origin nobody answers at. */
	origin(): Promise<string>;
}

async function listenAt(server: Server, port: number): Promise<number> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	return (server.address() as AddressInfo).port;
}

/** Below the range from which the system gives ports away, so that no server of another test comes to sit on it. */
let nextPort = 20_000 + Math.floor(Math.random() * 5000);

/** A loopback port at which nobody listens. */
async function closedPort(): Promise<number> {
	for (let tries = 0; tries < 100; tries++) {
		const port = nextPort++;
		const server = createServer();
		const free = await listenAt(server, port).then(
			() => true,
			() => false,
		);
		if (!free) continue;
		await new Promise<void>((resolve) => server.close(() => resolve()));
		return port;
	}
	throw new Error('no free port was found');
}

export const connectFaults: ConnectFault[] = [
	{
		id: 'refused',
		sentence: 'nobody listens at the port',
		codes: ['ECONNREFUSED'],
		origin: async () => `http://127.0.0.1:${await closedPort()}`,
	},
	{
		// RFC 6761 reserves .invalid: it never resolves. Without a network the resolver says EAI_AGAIN.
		id: 'unresolvable',
		sentence: 'the host name does not exist',
		codes: ['ENOTFOUND', 'EAI_AGAIN'],
		origin: () => Promise.resolve('https://voice-calls.invalid'),
	},
];

/**
 * A port that refuses connections for `milliseconds` and then forwards them to `target` (an http origin).
 * Time decides, because a closed port cannot count who knocks. `opened` resolves when it accepts.
 */
export async function refuseThenAccept(
	milliseconds: number,
	target: string,
): Promise<{ origin: string; opened: Promise<void>; accepted(): number; close(): Promise<void> }> {
	const port = await closedPort();
	const { hostname, port: targetPort } = new URL(target);
	const sockets = new Set<Socket>();
	let count = 0;
	let closed = false;
	const server = createServer((inbound) => {
		count += 1;
		const outbound = connect(Number(targetPort), hostname);
		for (const [socket, other] of [
			[inbound, outbound],
			[outbound, inbound],
		] as const) {
			sockets.add(socket);
			socket.on('error', () => other.destroy());
			socket.on('close', (hadError) => {
				sockets.delete(socket);
				if (hadError) other.destroy();
				else other.end();
			});
			socket.pipe(other);
		}
	});
	let timer: NodeJS.Timeout | undefined;
	const opened = new Promise<void>((resolve, reject) => {
		timer = setTimeout(() => {
			if (closed) return resolve();
			listenAt(server, port).then(() => resolve(), reject);
		}, milliseconds);
	});
	return {
		origin: `http://127.0.0.1:${port}`,
		opened,
		accepted: () => count,
		close: async () => {
			closed = true;
			clearTimeout(timer);
			for (const socket of sockets) socket.destroy();
			if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}
