/** Every documented refusal of a call from a script, and a fault after the request: what Make Call makes of them. */
import { describe, expect, test } from 'vitest';
import type { DocumentedError } from '../../servers/documentedErrors.mts';
import { documentedErrors } from '../../servers/documentedErrors.mts';
import type { ProviderName } from '../../servers/strictServer.mts';
import { makeCall } from '../../harness/makeCall.mts';
import { displayNames, itemsTo, onlyRecord, OTHER, records, thrownFor, TO } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

const servers = useServers();

type Case = [title: string, provider: ProviderName, row: DocumentedError];
const cases = realProviders.flatMap((provider) =>
	documentedErrors[provider]
		.filter(({ via, open }) => (via === undefined || via === 'make') && open === undefined)
		.map((row): Case => [`${provider}: ${row.name}`, provider, row]),
);
const stops = (type: string): boolean => type === 'unauthorized' || type === 'insufficient_credits';

test('the rows of Make Call alone are among the documented errors', () => {
	const own = cases.filter(([, , { via }]) => via === 'make');
	console.log(`documented refusals of Make Call: ${cases.length}, of it alone ${own.length}`);
	expect(own.map(([, , row]) => row.expectedType)).toEqual(['voice_unavailable', 'invalid_script', 'invalid_script']);
	expect(cases.length).toBeGreaterThan(40);
});

function expectProblem(record: any, provider: ProviderName, row: DocumentedError): void {
	expect(record).toMatchObject({
		provider,
		dialed: 'no',
		status: 'failed',
		problem: { type: row.expectedType, httpStatus: row.status },
	});
	expect(record).not.toHaveProperty('callId');
	expect(record.problem.detail).toMatch(new RegExp(`^(Item 1: )?${displayNames[provider]} refused the call \\(${row.status}\\)`));
	if (row.expectedMessage !== undefined) expect(record.problem.detail).toContain(row.expectedMessage);
	if (row.expectedCode !== undefined) expect(record.problem.providerCode).toBe(row.expectedCode);
}

describe('a documented refusal', () => {
	test.each(cases.filter(([, , row]) => !stops(row.expectedType)))(
		'a documented refusal leaves on Not Dialed while the other item is dialed: %s',
		async (_title, provider, row) => {
			const server = servers[provider];
			server.answerNextCreates(row, 'ok');
			const result = await makeCall(server, {}, { items: itemsTo(TO, OTHER) });
			expect(result.error).toBeUndefined();
			expect(server.creates).toHaveLength(2);
			expect(server.violations).toEqual([]);
			expect(records(result, 0)).toMatchObject([{ to: OTHER, dialed: 'yes' }]);
			expectProblem(records(result, 1)[0], provider, row);
		},
	);

	test.each(cases.filter(([, , row]) => stops(row.expectedType)))(
		'a documented refusal of the account throws after one request: %s',
		async (_title, provider, row) => {
			const server = servers[provider];
			server.answerNextCreates(row, 'ok');
			const result = await makeCall(server, {}, { items: itemsTo(TO, OTHER) });
			expect(server.requests).toHaveLength(1);
			expect(result.error).toMatchObject(thrownFor(row.status));
		},
	);

	test.each(cases.filter(([, , row]) => row.via === 'make'))(
		'a documented refusal of script or voice throws where it is the only item: %s',
		async (_title, provider, row) => {
			const server = servers[provider];
			server.answerNextCreates(row);
			const result = await makeCall(server);
			expect(result.error).toMatchObject({
				...thrownFor(row.status),
				description: expect.stringContaining(row.expectedMessage ?? ''),
			});
		},
	);
});

test.each(realProviders)(
	'a failure after the request leaves the call unknown and is not sent again: %s',
	async (provider) => {
		const server = servers[provider];
		server.answerNextCreates({ status: 500, body: { message: 'Oops' } }, 'ok');
		const result = await makeCall(server);
		expect(onlyRecord(result)).toMatchObject({
			status: 'unknown',
			dialed: 'maybe',
			problem: { type: 'provider_error', reconcile: expect.any(String) },
		});
		expect(records(result, 0)).toHaveLength(1);
		expect(server.creates).toHaveLength(1);
	},
	60_000, // the call may be looked up at the provider, with pauses
);
