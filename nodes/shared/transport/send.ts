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

/** The n8n contexts that may ask a provider something. */
export type CallerContext = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions | IWebhookFunctions;

/** One provider with the settings of its credential and the address they lead to. */
export interface Connection {
	provider: Provider;
	settings: ProviderSettings;
	baseUrl: string;
	/** Total time for one request, in seconds. */
	timeoutSeconds: number;
}

export type Exchange = { answer: HttpAnswer } | { fault: TransportFault };

/**
 * Sends one request and returns whatever came back, never throwing: any status is an answer, everything else a fault
 * with its phase. Redirects are not followed and nothing is sent twice (n8n repeats a request whose 401 throws).
 */
export async function send(context: CallerContext, connection: Connection, request: HttpRequest): Promise<Exchange> {
	const { provider } = connection;
	if (provider.inProcess) return answerInProcess(provider.inProcess.answer, request);
	// The credential would refuse to sign it: nothing is sent, and that is certain.
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
	// n8n's time-out option ends only silence; a server that sends a byte a second needs a clock of its own.
	const clock = AbortSignal.timeout(connection.timeoutSeconds * 1000);
	const joined = joinedSignals(cancelOf(context), clock);
	const sentAt = Date.now();
	try {
		// The race, because the client never settles for a body that cannot be unpacked, not even when it is aborted.
		const response = (await Promise.race([
			context.helpers.httpRequestWithAuthentication.call(underSignal(context, joined.signal), provider.credentialType ?? '', options),
			joined.clockStruck,
		])) as IN8nHttpFullResponse;
		const answer = answerOf(response);
		noteClock(connection.baseUrl, answer.headers, sentAt, Date.now());
		return { answer };
	} catch (error) {
		return { fault: faultOf(error, clock.aborted) };
	} finally {
		joined.release();
	}
}

const cancelOf = (context: CallerContext): AbortSignal | undefined =>
	'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;

/**
 * The execution's cancel signal and our clock as one, let go of when the request is over. AbortSignal.any never lets go of
 * a signal that lives on: after thousands of requests its cleaning up stops n8n for a third of a second at a time.
 */
function joinedSignals(cancel: AbortSignal | undefined, clock: AbortSignal) {
	const both = new AbortController();
	let strike: (reason: unknown) => void = () => undefined;
	const clockStruck = new Promise<never>((_resolve, reject) => (strike = reject));
	const onClock = (): void => {
		both.abort(clock.reason);
		strike(clock.reason);
	};
	const onCancel = (): void => both.abort(cancel?.reason);
	clock.addEventListener('abort', onClock, { once: true });
	cancel?.addEventListener('abort', onCancel, { once: true });
	if (cancel?.aborted) onCancel();
	return {
		signal: both.signal,
		clockStruck,
		release() {
			clock.removeEventListener('abort', onClock);
			cancel?.removeEventListener('abort', onCancel);
		},
	};
}

/** Rejects when the time is up. */
export const endOf = (clock: AbortSignal): Promise<never> =>
	new Promise((_resolve, reject) => {
		clock.addEventListener('abort', () => reject(clock.reason), { once: true });
	});

/**
 * The context with its cancel signal joined to our clock. The helper always takes the signal of its context
 * and ignores one in the options, so the joined signal has to come from there.
 */
export function withSignal(context: CallerContext, clock: AbortSignal): CallerContext {
	const cancel = cancelOf(context);
	return underSignal(context, cancel ? AbortSignal.any([cancel, clock]) : clock);
}

const underSignal = (context: CallerContext, signal: AbortSignal): CallerContext =>
	Object.create(context, { getExecutionCancelSignal: { value: () => signal } }) as CallerContext;

function answerOf(response: IN8nHttpFullResponse): HttpAnswer {
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

/** How far a server's clock is ahead of ours, in milliseconds: at least and at most. */
interface ClockShift {
	least: number;
	most: number;
}

const together: ClockShift = { least: 0, most: 0 };

/** Answers that are kept of one server: each narrows the range that the ones before it left. */
const maxShifts = 8;
/** Servers that are kept; the oldest go first. */
const maxServers = 100;
/** Milliseconds; a clock that seems further away than this is not the one that the rows of a list go by. */
const maxShiftAge = 120_000;

/** Milliseconds by which a Date header may lag: it is cut to seconds, and a busy server hands out the one that it made before. */
const headerLag = 3_000;

const kept = new Map<string, ClockShift[]>();

/**
 * Takes note of the time that an answer names in its Date header.
 * @param baseUrl the server
 * @param sentAt milliseconds since 1970 before the request was sent; `receivedAt` when its answer was there
 */
export function noteClock(baseUrl: string, headers: Readonly<Record<string, string>>, sentAt: number, receivedAt: number): void {
	// An answer out of a cache tells of another time.
	const at = Date.parse(headers.date ?? '');
	if (Number.isNaN(at) || headers.age !== undefined) return;
	const shifts = kept.get(baseUrl) ?? [];
	kept.delete(baseUrl);
	kept.set(baseUrl, [...shifts, { least: at - receivedAt, most: at + headerLag - sentAt }].slice(-maxShifts));
	if (kept.size > maxServers) kept.delete(kept.keys().next().value ?? '');
}

/** How far the clock of this server is ahead; none where nothing says that it goes otherwise than ours. */
export function clockShift(baseUrl: string): ClockShift {
	const shifts = kept.get(baseUrl) ?? [];
	if (shifts.length === 0) return together;
	const narrowed = { least: Math.max(...shifts.map(({ least }) => least)), most: Math.min(...shifts.map(({ most }) => most)) };
	// One of the clocks was set meanwhile: the last answer counts.
	const { least, most } = narrowed.least <= narrowed.most ? narrowed : shifts[shifts.length - 1];
	if ((least <= 0 && most >= 0) || least > maxShiftAge || most < -maxShiftAge) return together;
	return { least, most };
}
