import { NodeApiError } from 'n8n-workflow';
import { expect, test } from 'vitest';
import { faultOf } from '../../../nodes/shared/transport/classify';
import { classifyStatus } from '../../../nodes/shared/call/http';

/** An error as Node makes it: code, system call and a message of both. */
const failure = (code: string, more: { syscall?: string } = {}) =>
	Object.assign(new Error(`${more.syscall ?? 'request'} ${code} 127.0.0.1:443`), { code, ...more });
const wrapped = (cause: unknown, times = 1): unknown => (times === 0 ? cause : wrapped(new Error('wrapped', { cause }), times - 1));
const node = { id: '1', name: 'Send Call', type: 'sendCall', typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };

test.each([
	// Nothing went out: may be tried again.
	['EAI_AGAIN', {}, 'not_sent'],
	['ECONNREFUSED', { syscall: 'connect' }, 'not_sent'],
	['EHOSTUNREACH', { syscall: 'connect' }, 'not_sent'],
	['ENETUNREACH', { syscall: 'connect' }, 'not_sent'],
	['EHOSTDOWN', { syscall: 'connect' }, 'not_sent'],
	['ENETDOWN', { syscall: 'connect' }, 'not_sent'],
	['EADDRNOTAVAIL', { syscall: 'connect' }, 'not_sent'],
	['ETIMEDOUT', { syscall: 'connect' }, 'not_sent'],
	// Nothing went out, and nothing will.
	['ENOTFOUND', {}, 'not_sent_permanent'],
	['ERR_INVALID_URL', {}, 'not_sent_permanent'],
	['ERR_TLS_CERT_ALTNAME_INVALID', {}, 'not_sent_permanent'],
	['CERT_HAS_EXPIRED', {}, 'not_sent_permanent'],
	['CERT_NOT_YET_VALID', {}, 'not_sent_permanent'],
	['DEPTH_ZERO_SELF_SIGNED_CERT', {}, 'not_sent_permanent'],
	['SELF_SIGNED_CERT_IN_CHAIN', {}, 'not_sent_permanent'],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', {}, 'not_sent_permanent'],
	['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', {}, 'not_sent_permanent'],
	// The request may have arrived.
	['ECONNRESET', {}, 'maybe_sent'],
	['EHOSTUNREACH', { syscall: 'read' }, 'maybe_sent'],
	['ENETDOWN', {}, 'maybe_sent'],
	['ECONNRESET', { syscall: 'read' }, 'maybe_sent'],
	['EPIPE', { syscall: 'write' }, 'maybe_sent'],
	['ETIMEDOUT', {}, 'maybe_sent'],
	['ETIMEDOUT', { syscall: 'read' }, 'maybe_sent'],
	['ECONNABORTED', {}, 'maybe_sent'],
	['ERR_CANCELED', {}, 'maybe_sent'],
	['ERR_BAD_RESPONSE', {}, 'maybe_sent'],
	['HPE_INVALID_CONSTANT', {}, 'maybe_sent'],
	['SOMETHING_NEW', {}, 'maybe_sent'],
])('the error %s %j is %s, however deep n8n wraps it', (code, more, phase) => {
	for (const times of [0, 1, 2, 3]) {
		expect(faultOf(wrapped(failure(code, more), times), false)).toMatchObject({ phase, code });
	}
	const ofN8n = new NodeApiError(node, failure(code, more) as never);
	expect(faultOf(ofN8n, false).phase).toBe(phase);
});

test.each([
	['ECONNABORTED', true],
	['ETIMEDOUT', true],
	['ECONNRESET', false],
])('an error %s after the request was sent says that the time was up: %s', (code, timedOut) => {
	expect(faultOf(failure(code), false)).toEqual({ phase: 'maybe_sent', timedOut, code });
});

test('nothing is certain when our own clock has run out, whatever the code says', () => {
	expect(faultOf(failure('ECONNREFUSED'), true)).toEqual({ phase: 'maybe_sent', timedOut: true, code: 'ECONNREFUSED' });
	expect(faultOf(new DOMException('aborted', 'TimeoutError'), true)).toMatchObject({ phase: 'maybe_sent', timedOut: true });
});

test('an error without a code may have been sent, and so may anything that is no error', () => {
	for (const thrown of [new Error('socket hang up'), new TypeError('x'), 'text', 42, null, undefined, {}, { cause: null }]) {
		expect(faultOf(thrown, false)).toMatchObject({ phase: 'maybe_sent', timedOut: false });
	}
});

test('an error that is its own cause ends', () => {
	const endless: Error & { code?: string } = new Error('x');
	endless.cause = endless;
	endless.code = 'ECONNRESET';
	expect(faultOf(endless, false).phase).toBe('maybe_sent');
});

test('only a 2xx is an answer and only a registered 4xx a certain no', () => {
	const verdicts = (statuses: number[]) => [...new Set(statuses.map(classifyStatus))];
	expect(verdicts([200, 201, 202, 204, 299])).toEqual(['answered']);
	expect(verdicts([100, 101, 199, 300, 301, 302, 304, 307, 308, 408, 500, 502, 503, 504, 520, 524, 599, 600, 0])).toEqual([
		'indeterminate',
	]);
	// 425 asks for the same request again; 430 and above are telephony's or one server's own, but for 431 and 451.
	const refused = Array.from({ length: 100 }, (_, index) => 400 + index).filter((status) => classifyStatus(status) === 'refused');
	expect(refused).toEqual([
		400, 401, 402, 403, 404, 405, 406, 407, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 426, 428, 429, 431, 451,
	]);
});
