import type { IWebhookFunctions } from 'n8n-workflow';
import { pause } from '../shared/time/breath';

/** Milliseconds between the tries while the execution has not begun to wait: three seconds in all. */
const pauses = [50, 100, 200, 400, 750, 1500];
const timeout = 10_000;

/** The address below which executions of this n8n wait: n8n's own resume URL without the execution id. */
function ownWaitingAddress(context: IWebhookFunctions): string | null {
	const address = context.evaluateExpression('{{ $execution.resumeUrl }}', 0);
	if (typeof address !== 'string' || !URL.canParse(address)) return null;
	const { origin, pathname } = new URL(address);
	return origin + pathname.replace(/[^/]*$/, '');
}

/**
 * Whether an address leads to a waiting execution of this very n8n: same origin, same path, one id and at most one
 * more part behind it. Any other address would let a stranger send requests through this n8n.
 * @param waiting the address below which executions wait, ending in a slash
 */
export function isWaitingAddress(address: string, waiting: string): boolean {
	if (!URL.canParse(address) || !URL.canParse(waiting) || /[\\\s\p{Cc}]/u.test(address)) return false;
	const [to, own] = [new URL(address), new URL(waiting)];
	return (
		to.origin === own.origin &&
		to.username === '' &&
		to.password === '' &&
		to.hash === '' &&
		to.pathname.startsWith(own.pathname) &&
		/^[\w-]+(\/[\w-]+)?$/.test(to.pathname.slice(own.pathname.length))
	);
}

/**
 * Hands the provider's own body to the execution that waits at the address. Never throws, follows no redirect, and
 * tries again for three seconds while n8n says that the execution is not waiting yet.
 * @returns whether the execution accepted it
 */
export async function forwardToWaiting(context: IWebhookFunctions, address: string, body: string): Promise<boolean> {
	try {
		const waiting = ownWaitingAddress(context);
		if (waiting === null || !isWaitingAddress(address, waiting)) return false;
		for (let tried = 0; ; tried++) {
			const answer = (await context.helpers.httpRequest({
				method: 'POST',
				url: address,
				body,
				headers: { 'content-type': 'application/json' },
				timeout,
				abortSignal: AbortSignal.timeout(timeout),
				disableFollowRedirect: true,
				ignoreHttpStatusErrors: true,
				returnFullResponse: true,
			})) as { statusCode: number; body: unknown };
			if (answer.statusCode >= 200 && answer.statusCode < 300) return true;
			const early = answer.statusCode === 409 && !/finished/i.test(JSON.stringify(answer.body) ?? '');
			if (!early || tried >= pauses.length) return false;
			await pause(pauses[tried]);
		}
	} catch {
		return false; // n8n itself could not be reached: the execution keeps waiting, and the event goes on
	}
}
