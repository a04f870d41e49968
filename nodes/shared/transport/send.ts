import type {
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import type { Provider, ProviderSettings } from '../providers/provider';
import type { HttpAnswer, HttpRequest } from '../call/http';
import type { TransportFault } from './classify';
import { faultOf } from './classify';
import { isBelow } from './url';
import { startClock } from './clock';

/** The n8n contexts that may send requests to a provider. */
export type CallerContext = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions | IWebhookFunctions;

/** A provider with the settings of its credential and the base URL from these settings. */
export interface Connection {
	provider: Provider;
	settings: ProviderSettings;
	baseUrl: string;
	/** Total time for one request, in seconds. */
	timeoutSeconds: number;
}

export type Exchange = { answer: HttpAnswer } | { fault: TransportFault };

/**
 * Sends one request. It never throws. Any status is an answer. Everything else is a fault with its phase. It follows no redirects and
 * sends nothing twice. (n8n repeats a request whose 401 throws.)
 */
export async function send(context: CallerContext, connection: Connection, request: HttpRequest): Promise<Exchange> {
	const { provider } = connection;
	if (provider.inProcess) return answerInProcess(provider.inProcess.answer, request);
	// The credential would refuse to sign this request, so it is certain that nothing is sent.
	if (!isBelow(connection.baseUrl + request.path, connection.baseUrl)) {
		return { fault: { phase: 'not_sent_permanent', timedOut: false, code: 'ERR_INVALID_URL' } };
	}

	const options: IHttpRequestOptions = {
		method: request.method,
		url: connection.baseUrl + request.path,
		qs: request.query,
		body: request.body,
		json: true,
		timeout: connection.timeoutSeconds * 1000,
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
	};
	// n8n's `timeout` option ends only a silent connection. This clock also ends a server that sends one byte a second.
	const joined = joinedSignals(cancelOf(context), connection.timeoutSeconds * 1000);
	const sentAt = Date.now();
	try {
		// The client never settles if a body cannot be decompressed, not even after an abort. The race ends the wait.
		const response = (await Promise.race([
			context.helpers.httpRequestWithAuthentication.call(underSignal(context, joined.signal), provider.credentialType ?? '', options),
			joined.clockStruck,
		])) as IN8nHttpFullResponse;
		const answer = answerOf(response);
		noteClock(connection.baseUrl, answer.headers, sentAt, Date.now());
		return { answer };
	} catch (error) {
		return { fault: faultOf(error, joined.timedOut()) };
	} finally {
		joined.release();
	}
}

export const cancelOf = (context: CallerContext): AbortSignal | undefined =>
	'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;

/**
 * Joins the execution's cancel signal and a clock of so many milliseconds. `release` stops the clock and removes the listener when the
 * request is over. AbortSignal.any never releases a signal that lives on: after thousands of requests its cleanup stops n8n for a third
 * of a second at a time.
 */
export function joinedSignals(cancel: AbortSignal | undefined, milliseconds: number) {
	const both = new AbortController();
	let hasStruck = false;
	let strike: (reason: unknown) => void = () => undefined;
	const clockStruck = new Promise<never>((_resolve, reject) => (strike = reject));
	const stopClock = startClock(milliseconds, (reason) => {
		hasStruck = true;
		both.abort(reason);
		strike(reason);
	});
	const onCancel = (): void => both.abort(cancel?.reason);
	cancel?.addEventListener('abort', onCancel, { once: true });
	if (cancel?.aborted) onCancel();
	return {
		signal: both.signal,
		clockStruck,
		timedOut: () => hasStruck,
		release() {
			stopClock();
			cancel?.removeEventListener('abort', onCancel);
		},
	};
}

/** A promise that rejects when the clock signal aborts. */
export const endOf = (clock: AbortSignal): Promise<never> =>
	new Promise((_resolve, reject) => {
		clock.addEventListener('abort', () => reject(clock.reason), { once: true });
	});

/**
 * Gives the context with its cancel signal and our clock joined. n8n's `httpRequestWithAuthentication` always uses the signal of its
 * context and ignores a signal in the options.
 */
export function withSignal(context: CallerContext, clock: AbortSignal): CallerContext {
	const cancel = cancelOf(context);
	return underSignal(context, cancel ? AbortSignal.any([cancel, clock]) : clock);
}

const underSignal = (context: CallerContext, signal: AbortSignal): CallerContext =>
	Object.create(context, { getExecutionCancelSignal: { value: () => signal } }) as CallerContext;

export function answerOf(response: IN8nHttpFullResponse): HttpAnswer {
	const headers = Object.fromEntries(Object.entries(response.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]));
	return { status: response.statusCode, headers, body: response.body };
}

function answerInProcess(answer: (request: HttpRequest, now: Date) => HttpAnswer, request: HttpRequest): Exchange {
	try {
		return { answer: answer(request, new Date()) };
	} catch (error) {
		return { fault: faultOf(error, (error as { code?: string }).code === 'ETIMEDOUT') };
	}
}

/** How many milliseconds a server's clock is ahead of ours: the least and the most possible. */
interface ClockShift {
	least: number;
	most: number;
}

const together: ClockShift = { least: 0, most: 0 };

/** How many answers of one server are kept. Each answer narrows the range of the earlier ones. */
const maxShifts = 8;
/** How many servers are kept. The oldest are dropped first. */
const maxServers = 100;
/** Largest shift that is believed, in milliseconds. A clock that is further off is not the clock of the listed times. */
const maxShiftAge = 120_000;

/** How late a Date header may be, in milliseconds. It is cut to whole seconds, and a busy server may send an earlier one again. */
const headerLag = 3_000;

const kept = new Map<string, ClockShift[]>();

/**
 * Records the server time that an answer gives in its Date header.
 * @param baseUrl the server
 * @param sentAt milliseconds since 1970 before the request was sent
 * @param receivedAt milliseconds since 1970 when the answer was there
 */
export function noteClock(baseUrl: string, headers: Readonly<Record<string, string>>, sentAt: number, receivedAt: number): void {
	// A cached answer has an old Date header.
	const at = Date.parse(headers.date ?? '');
	if (Number.isNaN(at) || headers.age !== undefined) return;
	const shifts = kept.get(baseUrl) ?? [];
	kept.delete(baseUrl);
	kept.set(baseUrl, [...shifts, { least: at - receivedAt, most: at + headerLag - sentAt }].slice(-maxShifts));
	if (kept.size > maxServers) kept.delete(kept.keys().next().value ?? '');
}

/**
 * How far the clock of this server is ahead of ours, in milliseconds. It is zero if no answer proves a shift, or if the shift is too
 * large to believe.
 */
export function clockShift(baseUrl: string): ClockShift {
	const shifts = kept.get(baseUrl) ?? [];
	if (shifts.length === 0) return together;
	const narrowed = { least: Math.max(...shifts.map(({ least }) => least)), most: Math.min(...shifts.map(({ most }) => most)) };
	// If the ranges contradict each other, one of the clocks was set in between. Only the last answer counts then.
	const { least, most } = narrowed.least <= narrowed.most ? narrowed : shifts[shifts.length - 1];
	if ((least <= 0 && most >= 0) || least > maxShiftAge || most < -maxShiftAge) return together;
	return { least, most };
}
