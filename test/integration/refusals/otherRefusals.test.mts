import { describe, expect, test } from 'vitest';
import { errorShapes, talkoverError } from '../../servers/talkoverAnswers.mts';
import { onlyRecord, records, sendCall } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

const servers = useServers();

const campaign = { campaignId: 'campaign-active' };

describe('other refusals', () => {
	test('a refusal of Talkover’s campaigns says that the number was already called', async () => {
		const server = servers.talkover;
		expect(records(await sendCall(server, campaign), 0)).toHaveLength(1);
		const again = await sendCall(server, campaign);
		expect(again.error).toBeUndefined();
		expect(records(again, 1)).toMatchObject([
			{ problem: { type: 'duplicate', httpStatus: 409, detail: expect.stringContaining('already exists') } },
		]);
		expect(server.calls).toHaveLength(1);
	});

	test.each(errorShapes)('a refusal of Talkover is read in the error shape %s', async (shape) => {
		const server = servers.talkover;
		server.answerNextCreates(talkoverError(shape, 422, 'INVALID_PHONE_NUMBER', 'The phone number is invalid'));
		const { problem } = onlyRecord(await sendCall(server, {}, { node: { onError: 'continueRegularOutput' } }));
		expect(problem.detail).toContain('The phone number is invalid');
		expect(problem.type).toBe(shape === 'message' ? 'invalid_parameters' : 'invalid_phone_number');
	});

	test.each(realProviders)('a refusal with a status nobody documents is a certain no: %s', async (provider) => {
		const server = servers[provider];
		for (const [status, type] of [
			[405, 'provider_error'],
			[413, 'invalid_parameters'],
			[418, 'call_rejected'],
			[451, 'call_rejected'],
		] as const) {
			server.answerNextCreates({ status, text: '<html>no</html>', headers: { 'Content-Type': 'text/html' } });
			const record = onlyRecord(await sendCall(server, {}, { node: { onError: 'continueRegularOutput' } }));
			expect(record).toMatchObject({ dialed: 'no', problem: { type, httpStatus: status } });
		}
		expect(server.creates).toHaveLength(4);
	});

	test.each(realProviders)(
		'a rate limit is never sent again, since it is not documented that nothing was processed: %s',
		async (provider) => {
			const server = servers[provider];
			server.answerNextCreates({ status: 429, headers: { 'Retry-After': '7' }, body: { message: 'Too many requests' } }, 'ok');
			const record = onlyRecord(await sendCall(server));
			expect(record).toMatchObject({
				dialed: 'no',
				problem: { type: 'rate_limited', httpStatus: 429, retryAfterSeconds: 7 },
			});
			expect(server.creates).toHaveLength(1);
		},
	);

	test.each(realProviders)('a refusal that repeats the key or a phone number is shown without them: %s', async (provider) => {
		const server = servers[provider];
		const message = `Bad key ${server.key} for +12127365000`;
		server.answerNextCreates({ status: 400, body: { message, code: server.key } });
		const result = await sendCall(server, { options: { includeRaw: true } }, { node: { onError: 'continueRegularOutput' } });
		const record = onlyRecord(result);
		expect(record.problem.detail).toContain('Bad key •••• for +12');
		expect(record.problem.detail).not.toContain('+12127365000');
		expect(record.raw).toEqual({ message: 'Bad key •••• for +12127365000', code: '••••' });
	});
});
