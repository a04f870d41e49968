/** A campaign that is started again: Call Limit and a named Reference phone only who was not phoned, and bring the results of who was. */
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import type { ProviderName } from '../../servers/strictServer.mts';
import { endCalls, lookOften } from '../../harness/ends.mts';
import { onlyRecord, records, sendCall } from '../../harness/sendCall.mts';
import { useServers } from '../../harness/servers.mts';

const servers = useServers();
lookOften();

/** Their lists echo the reference and tell the number. */
const echoing: ProviderName[] = ['bland', 'retell', 'unleashx', 'vapi'];
const continued = { node: { onError: 'continueRegularOutput' as const } };
let people = 0;
/** The process remembers whom it dialed, so each test calls people of its own. */
const crowd = (count: number): IDataObject[] =>
	Array.from({ length: count }, () => ({ to: `+1212736${String(6000 + people)}`, id: `lead-${people++}` }));
const campaign = (more: IDataObject = {}): IDataObject => ({
	safety: { callingHours: 'off', callLimit: { maxCalls: 1, perHours: 24 } },
	options: { reference: '={{ $json.id }}' },
	...more,
});

describe.each(echoing)('%s', (id) => {
	test('a new start calls only who was not called, and brings the results of who was', async () => {
		const server = servers[id];
		const all = crowd(5);
		await sendCall(server, campaign(), { items: all.slice(0, 3) });
		const stop = endCalls(server, (call) => (call.to === all[1].to ? 'no_answer' : 'answered'));
		await expect.poll(() => server.calls.filter(({ durationSeconds }) => durationSeconds !== null)).toHaveLength(3);

		const again = await sendCall(server, campaign({ waitForResult: true, waitMethod: 'polling' }), { items: all });
		stop();
		expect(server.creates).toHaveLength(5);
		expect(records(again, 1)).toEqual([]);
		expect(records(again, 0).map(({ to, reference, dialed, outcome }) => [to, reference, dialed, outcome])).toEqual(
			all.map((one, at) => [one.to, one.id, 'yes', at === 1 ? 'no_answer' : 'answered']),
		);
		expect(records(again, 0).map(({ problem }) => problem)).toEqual(all.map(() => undefined));
		expect(JSON.stringify(again.hints)).toContain('3 people were called under the same Reference by an earlier execution');
		expect(server.violations).toEqual([]);
	});

	test('the record of an earlier start leaves whole where no result is waited for', async () => {
		const server = servers[id];
		const [person] = crowd(1);
		await sendCall(server, campaign(), { items: [person] });
		const stop = endCalls(server, () => 'answered');
		await expect.poll(() => server.calls.map(({ durationSeconds }) => durationSeconds)).toEqual([25]);
		stop();
		const again = onlyRecord(await sendCall(server, campaign(), { items: [person] }));
		expect(again).toMatchObject({ to: person.to, dialed: 'yes', status: 'completed', outcome: 'answered', reference: person.id });
		expect(again.transcript).not.toBeNull();
		expect(server.creates).toHaveLength(1);
	});

	test('without a Reference of the user, or with another one, a person who was called is held back', async () => {
		const server = servers[id];
		const [person] = crowd(1);
		await sendCall(server, campaign(), { items: [person] });
		for (const options of [{}, { reference: 'another' }]) {
			const held = onlyRecord(await sendCall(server, campaign({ options }), { items: [person], ...continued }));
			expect([held.dialed, held.problem.type]).toEqual(['no', 'cap_reached']);
		}
		expect(server.creates).toHaveLength(1);
	});
});

/** Calling hours that are twelve hours away. */
function closed(callLimit: IDataObject): IDataObject {
	const hour = String((new Date().getUTCHours() + 12) % 24).padStart(2, '0');
	const window = { windowStart: `${hour}:00`, windowEnd: `${hour}:30`, days: [1, 2, 3, 4, 5, 6, 7], timezone: 'UTC' };
	return { safety: { callingHours: 'custom', ...window, callLimit } };
}

test.each(echoing)('%s: outside the calling hours who was called leaves with that call, and nobody is called', async (id) => {
	const server = servers[id];
	const all = crowd(3);
	await sendCall(server, campaign(), { items: all.slice(0, 2) });
	const stop = endCalls(server, () => 'answered');
	await expect.poll(() => server.calls.filter(({ durationSeconds }) => durationSeconds !== null)).toHaveLength(2);
	stop();
	const atNight = campaign({ ...closed({ maxCalls: 1, perHours: 24 }), options: { reference: '={{ $json.id }}', callsPerMinute: 1 } });
	const again = await sendCall(server, atNight, { items: all });
	expect(records(again, 0).map(({ to, reference, outcome }) => [to, reference, outcome])).toEqual(
		all.slice(0, 2).map((one) => [one.to, one.id, 'answered']),
	);
	expect(records(again, 1).map(({ to, problem }) => [to, problem.type])).toEqual([[all[2].to, 'outside_calling_hours']]);
	expect(server.creates).toHaveLength(2);
});

test('outside the calling hours a person who was called without a Reference is held back by the hours', async () => {
	const [person] = crowd(1);
	await sendCall(servers.bland, campaign(), { items: [person] });
	const unnamed = campaign({ ...closed({ maxCalls: 1, perHours: 24 }), options: {} });
	const held = onlyRecord(await sendCall(servers.bland, unnamed, { items: [person], ...continued }));
	expect([held.dialed, held.problem.type]).toEqual(['no', 'outside_calling_hours']);
	expect(servers.bland.creates).toHaveLength(1);
});

test.each(echoing)('%s: below the limit a person is not called again under the same Reference, and is under another one', async (id) => {
	const [person] = crowd(1);
	const thrice = (reference: string) =>
		campaign({ safety: { callingHours: 'off', callLimit: { maxCalls: 3, perHours: 24 } }, options: { reference } });
	const start = async (reference: string) => onlyRecord(await sendCall(servers[id], thrice(reference), { items: [person], ...continued }));
	for (const [reference, calls] of [
		['monday', 1],
		['monday', 1],
		['tuesday', 2],
		['wednesday', 3],
	] as const) {
		expect(await start(reference)).toMatchObject({ dialed: 'yes', reference });
		expect(servers[id].creates).toHaveLength(calls);
	}
	expect((await start('thursday')).problem.type).toBe('cap_reached');
	expect((await start('tuesday')).dialed).toBe('yes');
	expect(servers[id].creates).toHaveLength(3);
});

test.each(echoing)('%s: a campaign with redials goes on where it stopped: who was reached is not called again', async (id) => {
	const server = servers[id];
	const [reached, away] = crowd(2);
	const thrice: IDataObject = { safety: { callingHours: 'off', callLimit: { maxCalls: 3, perHours: 24 } } };
	await sendCall(server, campaign(thrice), { items: [reached, away] });
	const stop = endCalls(server, ({ to }) => (to === away.to ? 'no_answer' : 'answered'));
	const waiting = { waitForResult: true, waitMethod: 'polling', retry: { attempts: 1, interval: 1, conditions: ['no-answer'] } };
	for (const calls of [3, 3]) {
		const again = await sendCall(server, campaign({ ...thrice, ...waiting }), { items: [reached, away] });
		expect(records(again, 0).map(({ to, outcome, attempt }) => [to, outcome, attempt])).toEqual([
			[reached.to, 'answered', 1],
			[away.to, 'no_answer', 2],
		]);
		expect(server.creates).toHaveLength(calls);
	}
	stop();
	expect(server.violations).toEqual([]);
});

test.each(echoing)('%s: two executions side by side call once under one Reference, also below the limit', async (id) => {
	const [person] = crowd(1);
	const thrice = campaign({ safety: { callingHours: 'off', callLimit: { maxCalls: 3, perHours: 24 } } });
	const start = async () => onlyRecord(await sendCall(servers[id], thrice, { items: [person], ...continued }));
	const both = await Promise.all([start(), start()]);
	expect(servers[id].creates).toHaveLength(1);
	expect(both.map(({ dialed, problem }) => problem?.type ?? dialed).sort()).toEqual(['cap_reached', 'yes']);
	expect(await start()).toMatchObject({ dialed: 'yes', reference: person.id });
	expect(servers[id].creates).toHaveLength(1);
});

describe.each(echoing)('%s: a person with two References, each of which is a call of its own', (id) => {
	const twoCalls = (): [IDataObject, IDataObject[]] => {
		const [{ to, id: name }] = crowd(1);
		const safety = { callingHours: 'off', allowRepeats: true, callLimit: { maxCalls: 5, perHours: 24 } };
		return [campaign({ safety }), ['morning', 'evening'].map((time) => ({ to, id: `${name}-${time}` }))];
	};

	test('a new start calls the person under neither of them again', async () => {
		const [parameters, items] = twoCalls();
		await sendCall(servers[id], parameters, { items });
		const again = await sendCall(servers[id], parameters, { items });
		expect(servers[id].creates).toHaveLength(2);
		expect(records(again, 0).map(({ reference, callId }) => [reference, callId])).toEqual(
			records(await sendCall(servers[id], parameters, { items }), 0).map(({ reference, callId }) => [reference, callId]),
		);
		expect(records(again, 0).map(({ reference }) => reference)).toEqual(items.map((item) => item.id));
		expect(new Set(records(again, 0).map(({ callId }) => callId)).size).toBe(2);
	});

	test('a new start calls the person no more where two items have one of them', async () => {
		const [parameters, items] = twoCalls();
		const thrice = [...items, items[0]];
		await sendCall(servers[id], parameters, { items: thrice });
		const again = await sendCall(servers[id], parameters, { items: thrice });
		expect(servers[id].creates).toHaveLength(3);
		expect(new Set(records(again, 0).map(({ callId }) => callId)).size).toBe(3);
	});

	test('two executions side by side call the person once under each of them', async () => {
		const [parameters, items] = twoCalls();
		const start = async () => await sendCall(servers[id], parameters, { items, ...continued });
		await Promise.all([start(), start()]);
		expect(servers[id].creates).toHaveLength(2);
	});
});

test('where the list leaves the Reference out, each of the calls to the person is read, and one that cannot be read holds the person back', async () => {
	const server = servers.bland;
	const [person] = crowd(1);
	const thrice = campaign({ safety: { callingHours: 'off', callLimit: { maxCalls: 3, perHours: 24 } } });
	await sendCall(server, thrice, { items: [person] });
	(server.state as { rows: string }).rows = 'short';
	expect(onlyRecord(await sendCall(server, thrice, { items: [person] }))).toMatchObject({ dialed: 'yes', reference: person.id });
	expect(server.creates).toHaveLength(1);
	server.calls[0].row = { call_id: 'gone' };
	const held = onlyRecord(await sendCall(server, thrice, { items: [person], ...continued }));
	expect([held.dialed, held.problem.type]).toEqual(['no', 'cap_reached']);
	expect(held.problem.detail).toContain('does not tell the Reference of a call to this person');
	expect(server.creates).toHaveLength(1);
});

test('below the limit a call under the same Reference whose number the list hides holds the person back', async () => {
	const [person] = crowd(1);
	const twice = campaign({ safety: { callingHours: 'off', callLimit: { maxCalls: 2, perHours: 24 } } });
	await sendCall(servers.bland, twice, { items: [person] });
	for (const call of servers.bland.calls) call.row = { to: null };
	const held = onlyRecord(await sendCall(servers.bland, twice, { items: [person], ...continued }));
	expect([held.dialed, held.problem.type, held.audit.decision]).toEqual(['no', 'cap_reached', 'refused']);
	expect(held.problem.detail).toContain('does not tell the number of a call under the same Reference');
	expect(servers.bland.creates).toHaveLength(1);
});

test('a call of another person under the same Reference is not taken for this one', async () => {
	const [one, other] = crowd(2);
	const shared = campaign({ options: { reference: 'autumn' } });
	await sendCall(servers.vapi, shared, { items: [one] });
	expect(onlyRecord(await sendCall(servers.vapi, shared, { items: [other] }))).toMatchObject({ to: other.to, dialed: 'yes' });
	expect(servers.vapi.creates).toHaveLength(2);
});

test('a list without the number of a call proves nothing, and nobody is called', async () => {
	const [person] = crowd(1);
	await sendCall(servers.bland, campaign(), { items: [person] });
	for (const call of servers.bland.calls) call.row = { to: null };
	const held = onlyRecord(await sendCall(servers.bland, campaign(), { items: [person], ...continued }));
	expect([held.dialed, held.problem.type]).toEqual(['no', 'cap_reached']);
	expect(servers.bland.creates).toHaveLength(1);
});

test('a round of a loop that the limit holds back does not leave as a call of an earlier start', async () => {
	const [person] = crowd(1);
	const parameters = campaign({
		safety: { callingHours: 'off', allowRepeats: true, callLimit: { maxCalls: 1, perHours: 24 } },
	});
	const result = await sendCall(servers.unleashx, parameters, { items: [person, person] });
	expect(records(result, 0)).toHaveLength(1);
	expect(records(result, 1).map(({ problem }) => problem.type)).toEqual(['cap_reached']);
	expect(servers.unleashx.creates).toHaveLength(1);
});

test.each<ProviderName>(['svalync', 'synthflow', 'talkover'])(
	'%s echoes no reference: a person who was called is held back',
	async (id) => {
		const [person] = crowd(1);
		await sendCall(servers[id], campaign(), { items: [person] });
		const held = onlyRecord(await sendCall(servers[id], campaign(), { items: [person], ...continued }));
		expect([held.dialed, held.problem.type]).toEqual(['no', 'cap_reached']);
		expect(servers[id].creates).toHaveLength(1);
	},
);
