import { at, list, text } from '../call/json';

/**
 * How far a request came before it failed. Only a `not_sent` request may be sent again, because the provider certainly never saw the
 * call. A connection that was reset or closed, or a time-out, proves nothing: the request is `maybe_sent`.
 */
type Phase = 'not_sent' | 'not_sent_permanent' | 'maybe_sent';

export interface TransportFault {
	phase: Phase;
	timedOut: boolean;
	/** Code of Node or axios, such as ECONNRESET. A person reads it in the error message. */
	code: string | null;
}

/** The name lookup failed for now, or nothing listens at the address. A later try may succeed. */
const notConnected = new Set(['EAI_AGAIN', 'ECONNREFUSED']);

/** These codes can also end an open connection. They prove that nothing was sent only if the system call `connect` failed. */
const endsOrNeverBegins = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL']);

/** The name does not exist, or the certificate is invalid. Another try changes nothing. */
const neverConnects = new Set([
	'ENOTFOUND',
	'ERR_INVALID_URL',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/**
 * Classifies an error that n8n's HTTP functions threw. n8n wraps the error of its HTTP client. Depending on n8n's version, the rest of
 * that error is in `cause`, or only its code is in `httpCode` and its message in `messages`. The system call tells a refused connection
 * (`connect`) from a lost one (`read`).
 * @param timedOut whether our own clock ended the request
 */
export function faultOf(error: unknown, timedOut: boolean): TransportFault {
	const chain: unknown[] = [];
	for (let one = error; one && chain.length < 6; one = at(one, 'cause') ?? (one as { cause?: unknown }).cause) {
		chain.push(one);
	}
	const codes = chain
		.flatMap((one) => [text((one as { code?: unknown }).code), text(at(one, 'httpCode'))])
		.filter((code) => code !== null && /^[A-Z][A-Z_]+$/.test(code));
	const code = codes[0] ?? null;
	if (timedOut) return { phase: 'maybe_sent', timedOut, code };
	if (codes.some((one) => one !== null && neverConnects.has(one))) return { phase: 'not_sent_permanent', timedOut, code };
	const connecting = chain.some(
		(one) =>
			(one as { syscall?: unknown }).syscall === 'connect' ||
			list(at(one, 'messages')).some((message) => text(message)?.startsWith('connect ')),
	);
	const unsent = (one: string | null): boolean => one !== null && (notConnected.has(one) || (connecting && endsOrNeverBegins.has(one)));
	if (codes.some(unsent)) return { phase: 'not_sent', timedOut, code };
	const clientTimedOut = codes.some((one) => one === 'ECONNABORTED' || one === 'ETIMEDOUT');
	return { phase: 'maybe_sent', timedOut: clientTimedOut, code };
}
