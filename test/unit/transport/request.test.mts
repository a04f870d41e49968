/** What comes of one request: a value, or which of three things went wrong. */
import { expect, test } from 'vitest';
import type { HttpAnswer } from '../../../nodes/shared/call/http';
import type { Operation } from '../../../nodes/shared/providers/provider';
import { simulator } from '../../../nodes/shared/providers/simulator';
import { request } from '../../../nodes/shared/transport/request';

const operation: Operation<string, string> = {
	request: (name) => ({ method: 'GET', path: `/${name}` }),
	read({ body }) {
		if (body === 'trap') throw new RangeError('no');
		return typeof body === 'string' ? body : null;
	},
};

const asked = async (answer: () => HttpAnswer) =>
	await request(
		{} as never,
		{
			provider: { ...simulator, inProcess: { ...simulator.inProcess!, answer } },
			settings: {},
			baseUrl: 'simulator:',
			timeoutSeconds: 1,
		},
		operation,
		'calls',
	);
const answerOf = (status: number, body: HttpAnswer['body']): HttpAnswer => ({ status, headers: {}, body });

test('a 2xx that can be read gives its value beside the answer', async () => {
	const answer = answerOf(200, 'yes');
	expect(await asked(() => answer)).toEqual({ ok: true, value: { value: 'yes', answer } });
});

test.each([
	['trap', 'a mapping that throws'],
	[null, 'a mapping that finds nothing'],
])('a 2xx that cannot be read is unreadable: %j, %s', async (body, _why) => {
	const answer = answerOf(200, body);
	expect(await asked(() => answer)).toEqual({ ok: false, fault: { kind: 'unreadable', answer } });
});

test.each([301, 404, 408, 503])('a status %i is never read', async (status) => {
	const answer = answerOf(status, 'yes');
	expect(await asked(() => answer)).toEqual({ ok: false, fault: { kind: 'status', answer } });
});

test('a lost connection is unreached, with its phase', async () => {
	const lost = (): never => {
		throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
	};
	expect(await asked(lost)).toEqual({
		ok: false,
		fault: { kind: 'unreached', fault: { phase: 'maybe_sent', timedOut: false, code: 'ECONNRESET' } },
	});
});
