import { createHmac } from 'node:crypto';
import { sendRequest } from '../harness/http.mts';
import { callRow } from './blandCalls.mts';
import type { StoredCall, StrictServer } from './strictServer.mts';

/** The signature of https://docs.bland.ai/tutorials/webhook-signing: hex, over the raw body, without a time. */
export const signatureOf = (secret: string, raw: string | Buffer): string => createHmac('sha256', secret).update(raw).digest('hex');

/** A live event, as webhook_events brings it. */
export const liveEvent = (callId: string, category: string, message: string): Record<string, unknown> => ({
	message,
	call_id: callId,
	category,
	log_level: 'info',
});

/** The bodies about one call, in order: live events if the call asked for them, then its end, which comes twice. */
export function bodiesOf(server: StrictServer<any>, call: StoredCall): Array<Record<string, unknown>> {
	const end = callRow(call, server.origin);
	const live = [
		liveEvent(call.id, 'queue', 'Call enqueued'),
		liveEvent(call.id, 'call', 'Call connected'),
		liveEvent(call.id, 'call', 'Agent speech: Hello.'),
	];
	return [...(call.request.webhook_events === undefined ? [] : live), end, end];
}

/** Sends all that Bland sends about a call to its webhook, signed. The statuses of the answers. */
export async function sendWebhooks(server: StrictServer<any>, call: StoredCall, secret: string): Promise<number[]> {
	const statuses: number[] = [];
	for (const body of bodiesOf(server, call)) {
		const raw = JSON.stringify(body);
		const headers = { 'Content-Type': 'application/json', 'X-Webhook-Signature': signatureOf(secret, raw) };
		statuses.push((await sendRequest(String(call.request.webhook), { method: 'POST', headers, body: raw, timeoutMs: 20_000 })).status);
	}
	return statuses;
}
