/** @module-tag safety */
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { simulateMakeCall, makeCall } from '../../harness/makeCall.mts';
import { OTHER, TO, onlyRecord, records, sendCall, simulate } from '../../harness/sendCall.mts';
import { endCalls, lookOften } from '../../harness/ends.mts';
import { useServers } from '../../harness/servers.mts';
import { seeded } from '../../harness/bars.mts';

/** Require Consent: who did not say yes is not called, in any way that leads to a call. */
const servers = useServers();
lookOften();

const consent = '={{ $json.consent }}';
const safety = { callingHours: 'off', requireConsent: consent };
const title = 'There is no consent to this call';

const saysYes: unknown[] = [true, 1, 'true', 'yes', 'YES ', 'True', '1'];
const saysNothing: unknown[] = [
	false,
	0,
	2,
	'',
	' ',
	null,
	undefined,
	'false',
	'no',
	'maybe',
	'yes?',
	'y',
	'x',
	[],
	[true],
	{},
	{ yes: true },
];

/** 500 people with random answers; a field that says nothing may also be missing. */
function people(count: number): Array<IDataObject & { to: string; agreed: boolean }> {
	const random = seeded(20_261_122);
	const pick = (values: unknown[]): unknown => values[Math.floor(random() * values.length)];
	return Array.from({ length: count }, (_, index) => {
		const agreed = random() < 0.5;
		const value = pick(agreed ? saysYes : saysNothing);
		return { to: `+1212736${1000 + index}`, agreed, ...(value !== undefined && { consent: value as IDataObject }) };
	});
}

describe.each([
	['Send Call', sendCall],
	['Make Call', makeCall],
] as const)('%s', (name, call) => {
	test('of 500 people with random answers only those are called who said yes', async () => {
		const server = servers.talkover;
		const items = people(500);
		const result = await call(server, { options: { concurrency: 25, safety: { ...safety, maxCalls: 1000 } }, safety: {} }, { items });
		const agreed = items.filter(({ agreed }) => agreed).map(({ to }) => to);
		const called = server.calls.map(({ to }) => to);
		const without = called.filter((to) => !agreed.includes(to));
		console.log(
			`${name}: ${items.length} items, ${agreed.length} with consent, ${called.length} called, ${without.length} called without consent`,
		);
		expect(without).toEqual([]);
		expect(called.toSorted()).toEqual(agreed.toSorted());
		expect(agreed.length).toBeGreaterThan(200);
		expect(records(result, 0).map(({ to }) => to)).toEqual(agreed);
		const refused = records(result, 1);
		expect(refused).toHaveLength(500 - agreed.length);
		for (const { dialed, problem, audit } of refused) {
			expect({ dialed, type: problem.type, title: problem.title, decision: audit.decision }).toEqual({
				dialed: 'no',
				type: 'do_not_call',
				title,
				decision: 'refused',
			});
		}
	});
});

test('the refusal names the setting and the way out, and no number', async () => {
	const { problem } = onlyRecord(await sendCall(servers.talkover, { safety }, { items: [{ to: TO, consent: 'no' }] }));
	expect(problem.detail).toBe(
		'Require Consent under Safety does not say yes for this item, so +12•••••••00 is not called. Only true, yes and 1 are a consent: ask the person, or correct the field.',
	);
});

test('a fixed value is no consent of anybody, and the node says so before the first request', async () => {
	for (const requireConsent of [true, 'yes', 'consent', '']) {
		const { error } = await sendCall(servers.talkover, { safety: { callingHours: 'off', requireConsent } });
		expect(error?.description, String(requireConsent)).toContain('Safety: Require Consent is the same for everybody.');
	}
	expect(servers.talkover.requests).toEqual([]);
});

test.each([
	['an expression for all of Safety', { safety: '={{ { callingHours: "off", requireConsent: $json.consent } }}' }],
	['an expression for all of Safety as JSON', { safety: '={{ JSON.stringify({ callingHours: "off", requireConsent: $json.consent }) }}' }],
	[
		'an expression for all of Options',
		{ safety: {}, options: '={{ { safety: { callingHours: "off", requireConsent: $json.consent } } }}' },
	],
	['a template', { safety: '={"callingHours":"off","requireConsent":"{{ $json.consent }}"}' }],
])('in %s only who said yes is called', async (_where, parameters) => {
	const items = [{ to: TO, consent: true }, { to: OTHER }, { to: '+12127365001', consent: 'no' }];
	await sendCall(servers.talkover, parameters, { items });
	expect(servers.talkover.calls.map(({ to }) => to)).toEqual([TO]);
});

test('a retried execution calls nobody who did not agree, and nobody twice who did', async () => {
	const items = [{ to: TO, consent: 'yes' }, { to: OTHER }];
	const first = await sendCall(servers.talkover, { safety }, { items });
	const contextData = JSON.parse(JSON.stringify(first.contextData)) as unknown;
	for (const kept of [contextData, undefined]) {
		await sendCall(servers.talkover, { safety }, { items, mode: 'retry', contextData: kept });
		expect(servers.talkover.calls.map(({ to }) => to)).toEqual([TO]);
	}
});

test('a redial asks no more than the first call did: who agreed is called again, nobody else ever', async () => {
	const server = servers.talkover;
	const stop = endCalls(server, () => 'no_answer');
	const parameters = { waitForResult: true, waitMethod: 'polling', retry: { attempts: 1, interval: 1, conditions: ['no-answer'] } };
	await sendCall(
		server,
		{ ...parameters, safety },
		{
			items: [
				{ to: TO, consent: true },
				{ to: OTHER, consent: 'later' },
			],
		},
	);
	stop();
	expect(server.calls.map(({ to }) => to)).toEqual([TO, TO]);
});

test('as the tool of an agent the node calls nobody without consent', async () => {
	const node = { type: 'n8n-nodes-voice-calls.sendCallTool' };
	const result = await sendCall(servers.talkover, { safety }, { items: [{ to: TO }], node });
	expect(records(result, 0)).toMatchObject([{ dialed: 'no', problem: { type: 'do_not_call', title } }]);
	expect(servers.talkover.calls).toEqual([]);
});

test('on the Simulator the same people are held back, in both nodes', async () => {
	const items = people(50);
	for (const play of [simulate, simulateMakeCall]) {
		const held = records(await play(items, { options: { safety: { requireConsent: consent } } }), 1);
		const without = held.filter(({ problem }) => problem.title === title).map(({ to }) => to);
		expect(without).toEqual(items.filter(({ agreed }) => !agreed).map(({ to }) => to));
	}
});
