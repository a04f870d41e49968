import { at, text } from '../call/json';

/**
 * How far a request came before it failed. Only `not_sent` may be sent again: then it is certain that the provider
 * never saw the call. A reset, a hang-up or a time-out says nothing about that, so it is `maybe_sent`.
 */
export type Phase = 'not_sent' | 'not_sent_permanent' | 'maybe_sent';

export interface TransportFault {
	phase: Phase;
	timedOut: boolean;
	/** Node's or axios' code (ECONNRESET), for the sentence a person reads. */
	code: string | null;
}

/** The name could not be looked up or the connection was refused: may pass in a moment. */
const notConnected = new Set([
	'EAI_AGAIN',
	'ECONNREFUSED',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'EHOSTDOWN',
	'ENETDOWN',
	'EADDRNOTAVAIL',
]);

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
 * Classifies what n8n's request helper threw: it wraps the client's error in `cause`, sometimes twice,
 * and only the system call tells a refused connection (`connect`) from a lost one (`read`).
 */
export function faultOf(error: unknown, timedOut: boolean): TransportFault {
	const chain: unknown[] = [];
	for (let one = error; one && chain.length < 6; one = at(one, 'cause') ?? (one as { cause?: unknown }).cause) {
		chain.push(one);
	}
	const codes = chain.map((one) => text((one as { code?: unknown }).code)).filter((code) => code !== null);
	const code = codes[0] ?? null;
	if (timedOut) return { phase: 'maybe_sent', timedOut, code };
	if (codes.some((one) => neverConnects.has(one))) return { phase: 'not_sent_permanent', timedOut, code };
	const connecting = chain.some((one) => (one as { syscall?: unknown }).syscall === 'connect');
	if (codes.some((one) => notConnected.has(one)) || (connecting && codes.includes('ETIMEDOUT'))) {
		return { phase: 'not_sent', timedOut, code };
	}
	const clientTimedOut = codes.some((one) => one === 'ECONNABORTED' || one === 'ETIMEDOUT');
	return { phase: 'maybe_sent', timedOut: clientTimedOut, code };
}

/** What a status says about a call that was asked for: only 4xx is a certain no, and 408 is a time-out in disguise. */
export type StatusVerdict = 'answered' | 'refused' | 'indeterminate';

/** 2xx answered; 4xx refused; 1xx, 3xx, 408 and 5xx leave open whether the call went out. */
export function verdictOf(status: number): StatusVerdict {
	if (status >= 200 && status < 300) return 'answered';
	if (status >= 400 && status < 500 && status !== 408) return 'refused';
	return 'indeterminate';
}
