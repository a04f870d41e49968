/** What the Simulator placed, as it tells the address of each call: counted beside n8n, so that its end takes nothing away. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Ring {
	callId: string;
	/** The start of the campaign that placed it, as the call's context carries it. */
	start: string;
	/** Epoch milliseconds by this process. */
	at: number;
	outcome: string | null;
	/** How often the phone rang in this call, redials included. */
	dials: number;
}

export interface Rings {
	url: string;
	/** The calls to each number. */
	byNumber: Map<string, Ring[]>;
	/** How many calls were placed. */
	count(): number;
	close(): Promise<void>;
}

export async function startRings(): Promise<Rings> {
	const byNumber = new Map<string, Ring[]>();
	const byId = new Map<string, Ring>();
	function take({ event, call }: { event: string; call: Record<string, any> }): void {
		const known = byId.get(call.callId);
		const ring = known ?? { callId: call.callId, start: call.context.start, at: Date.now(), outcome: null, dials: 1 };
		if (known === undefined) {
			byId.set(call.callId, ring);
			byNumber.set(call.to, [...(byNumber.get(call.to) ?? []), ring]);
		}
		if (event !== 'call.completed' && event !== 'call.failed') return;
		ring.outcome = call.outcome;
		ring.dials = call.attempts?.length ?? 1;
	}
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			take(JSON.parse(Buffer.concat(chunks).toString()));
			response.end('{}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/calls`,
		byNumber,
		count: () => byId.size,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
