import { at, list, text } from '../call/json';

/**
 * How far a request came before it failed. Only `not_sent` may be sent again: then it is certain that the provider
 * never saw the call. A reset, a hang-up or a time-out says nothing about that, so it is `maybe_sent`.
 */
type Phase = 'not_sent' | 'not_sent_permanent' | 'maybe_sent';

export interface TransportFault {
	phase: Phase;
	timedOut: boolean;
	/** Node's or axios' code (ECONNRESET), for the sentence a person reads. */
	code: string | null;
}

/** The name could not be looked up or nobody listens there: may pass in a moment. */
const notConnected = new Set(['EAI_AGAIN', 'ECONNREFUSED']);

/** These can also end a connection that stood: only together with `connect` do they say that nothing was sent. */
const endsOrNeverBegins = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL']);

/** The name does not exist or the certificate is wrong: trying again changes nothing. */
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
 * Classifies what n8n's request helper threw. It wraps the client's error, and depending on n8n's version what is left
 * of it stands in `cause`, or only its code in `httpCode` and its message in `messages`.
 * The system call tells a connection that was refused (`connect`) from one that was lost (`read`).
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
