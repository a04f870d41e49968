import type { IDataObject } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { runNode } from '../../harness/engine.mts';
import {
	credentialOf,
	itemsTo,
	minimal,
	onlyRecord,
	records,
	sendCall,
	sendCallType,
	simulate,
	TO,
	OTHER,
} from '../../harness/sendCall.mts';
import { useServers } from '../../harness/servers.mts';

/** A protection that is asked for by an expression which finds nothing protects all the same: nobody is called. */
const servers = useServers();

const off = { callingHours: 'off' };

async function send(parameters: IDataObject, items: IDataObject[] = itemsTo(TO), onError = 'continueRegularOutput') {
	const server = servers.synthflow;
	return await runNode({
		type: sendCallType,
		items,
		credential: credentialOf(server),
		node: { onError: onError as 'continueRegularOutput' },
		parameters: { ...minimal(server), ...parameters },
	});
}

describe('an expression that gives nothing', () => {
	test.each<[string, IDataObject, string]>([
		['Safety', { safety: '={{ $json.safty }}' }, 'Safety is an expression that gives nothing for this item: {{ $json.safty }} Correct it'],
		['Safety, that is null', { safety: '={{ null }}' }, 'Safety is an expression'],
		[
			'Options',
			{ safety: off, options: '={{ $json.opts }}' },
			'Options is an expression that gives nothing for this item: {{ $json.opts }}',
		],
		[
			'Do Not Call',
			{ safety: { ...off, doNotCall: '={{ $json.dncc }}' } },
			'Safety: Do Not Call is an expression that gives nothing for this item: {{ $json.dncc }}',
		],
		['Do Not Call, that is null', { safety: { ...off, doNotCall: '={{ null }}' } }, 'Safety: Do Not Call is an expression'],
		['Do Not Call among text', { safety: { ...off, doNotCall: `=${OTHER}, {{ $json.dncc }}` } }, 'Safety: Do Not Call is an expression'],
		['Do Not Call behind a blank', { safety: { ...off, doNotCall: '= {{ $json.dncc }}' } }, 'Safety: Do Not Call is an expression'],
		['Allowed Countries', { safety: { ...off, allowedCountries: '={{ $json.countrys }}' } }, 'Safety: Allowed Countries is an expression'],
		['Block Risky Numbers', { safety: { ...off, blockRiskyNumbers: '={{ $json.risk }}' } }, 'Safety: Block Risky Numbers is an expression'],
		['Max Calls', { safety: { ...off, maxCalls: '={{ $json.cap }}' } }, 'Safety: Max Calls is an expression'],
		['Calling Hours', { safety: { callingHours: '={{ $json.hours }}' } }, 'Safety: Calling Hours is an expression'],
		[
			'the mode of the group',
			{ safety: { callingHours: { hours: { mode: '={{ $json.hours }}' } } } },
			'Safety: Calling Hours: Mode is an expression',
		],
		[
			'Window Start',
			{ safety: { callingHours: { mode: 'custom', windowStart: '={{ $json.from }}' } } },
			'Safety: Calling Hours: Window Start is an expression',
		],
		['Days beside the group', { safety: { callingHours: 'custom', days: '={{ $json.days }}' } }, 'Safety: Days is an expression'],
		['Dry Run', { safety: off, options: { dryRun: '={{ $json.rehearsal }}' } }, 'Dry Run is an expression'],
		[
			'a part of Safety as a whole',
			{ safety: '={{ { callingHours: "off", doNotCall: $json.dncc } }}' },
			'Safety: Do Not Call is an expression',
		],
		[
			'a list whose column has another name',
			{ safety: { ...off, doNotCall: '={{ [{ fone: 1 }, { fone: 2 }].map((row) => row.phone) }}' } },
			'Do Not Call is a list of 2 entries that hold nothing',
		],
		[
			'a list whose column has another name, in one row',
			{ safety: { ...off, doNotCall: '={{ [{ fone: 1 }].map((row) => row.phone) }}' } },
			'Do Not Call is a list of one entry that holds nothing',
		],
		[
			'such a list as a set',
			{ safety: { ...off, doNotCall: '={{ new Set([{ fone: 1 }, { fone: 2 }].map((row) => row.phone)) }}' } },
			'Do Not Call is a list of one entry that holds nothing',
		],
		[
			'such a list as texts',
			{ safety: { ...off, doNotCall: '={{ [{ fone: 1 }, { fone: 2 }].map((row) => String(row.phone)) }}' } },
			'Do Not Call is a list of 2 entries that hold nothing',
		],
		[
			'such a list in a text',
			{ safety: { ...off, doNotCall: '={{ [{ fone: 1 }, { fone: 2 }].map((row) => row.phone).join(",") }}' } },
			'Do Not Call holds nothing between its separators',
		],
		[
			'such a list in a text, of one row',
			{ safety: { ...off, doNotCall: '={{ [{ fone: 1 }].map((row) => row.phone).join(",") }}' } },
			'Safety: Do Not Call is an expression that gives nothing',
		],
		[
			'such a list in lines',
			{ safety: { ...off, doNotCall: '={{ [{ fone: 1 }, { fone: 2 }].map((row) => row.phone).join("\\n") }}' } },
			'Safety: Do Not Call is an expression that gives nothing',
		],
		[
			'such a list as JSON',
			{ safety: { ...off, doNotCall: '={{ JSON.stringify([{ fone: 1 }, { fone: 2 }].map((row) => row.phone)) }}' } },
			'Do Not Call is a list of 2 entries that hold nothing',
		],
		[
			'a list of nothing',
			{ safety: { ...off, doNotCall: '={{ [$json.dncc] }}' } },
			'Do Not Call is a list of one entry that holds nothing',
		],
		[
			'a template of Safety',
			{ safety: '={"callingHours":"off","doNotCall":"{{ $json.dncc }}"}' },
			'Safety: Do Not Call is an expression that gives nothing for this item: {{ $json.dncc }} Correct it, or give an empty list, [], where nobody is meant.',
		],
		[
			'a template of Safety, countries',
			{ safety: '={"callingHours":"off","allowedCountries":"{{ $json.countrys }}"}' },
			'Safety: Allowed Countries is an expression that gives nothing',
		],
		[
			'JSON of Safety',
			{ safety: '={{ JSON.stringify({ callingHours: "off", doNotCall: $json.dncc }) }}' },
			'Safety: Do Not Call is an expression that gives nothing',
		],
		[
			'JSON of Safety, the limit',
			{ safety: '={{ JSON.stringify({ callingHours: "off", callLimit: $json.limmit }) }}' },
			'Safety: Call Limit is an expression that gives nothing',
		],
		[
			'a template of Options',
			{ safety: off, options: '={"dryRun":"{{ $json.rehearsal }}"}' },
			'Dry Run is an expression that gives nothing for this item: {{ $json.rehearsal }}',
		],
		[
			'JSON of Options',
			{ safety: off, options: '={{ JSON.stringify({ dryRun: $json.rehearsal }) }}' },
			'Dry Run is an expression that gives nothing',
		],
		[
			'settings taken over from nothing',
			{ safety: '={{ ({ ...$json.safty, callingHours: "off" }) }}' },
			'Safety is an expression that gives nothing',
		],
		[
			'Window End, an empty cell',
			{ safety: { callingHours: { mode: 'custom', windowStart: '00:00', windowEnd: '={{ "" }}' } } },
			'Safety: Calling Hours: Window End is an expression that gives nothing',
		],
		['a truth', { safety: { ...off, doNotCall: '={{ true }}' } }, 'Do Not Call is true, not a list of numbers'],
		['an object', { safety: { ...off, doNotCall: '={{ {} }}' } }, 'Do Not Call is an object without any value'],
		[
			'objects that became text',
			{ safety: { ...off, doNotCall: '={{ [{ a: 1 }, { a: 2 }].join() }}' } },
			'Do Not Call is what text makes of a list',
		],
	])('an expression that gives nothing calls nobody, and the item says which it is: %s', async (_what, parameters, detail) => {
		const record = onlyRecord(await send(parameters));
		expect(record).toMatchObject({
			dialed: 'no',
			status: 'blocked',
			problem: { type: 'invalid_parameters', detail: expect.stringContaining(detail) },
		});
		expect(servers.synthflow.requests).toEqual([]);
		const thrown = await send(parameters, itemsTo(TO), 'stopWorkflow');
		expect(thrown.error?.description).toContain(detail);
		expect(servers.synthflow.requests).toEqual([]);
	});

	test.each<[string, IDataObject]>([
		['Safety', { safety: '={{ "" }}' }],
		['Safety under Options', { options: { safety: '={{ $json.safty }}' } }],
		['Do Not Call under Options', { options: { safety: { ...off, doNotCall: '={{ $json.dncc }}' } } }],
		['Options', { safety: off, options: '={{ " " }}' }],
		['Call Limit', { safety: { ...off, callLimit: '={{ ({}) }}' } }],
		['Call Limit, as text', { safety: { ...off, callLimit: '={{ "" }}' } }],
	])('a value that is none of a group calls nobody either: %s', async (_what, parameters) => {
		expect(onlyRecord(await send(parameters)).problem).toMatchObject({
			type: 'invalid_parameters',
			detail: expect.stringContaining('is an expression that gives nothing for this item'),
		});
		expect(servers.synthflow.requests).toEqual([]);
	});

	test.each<[string, 'svalync' | 'talkover', IDataObject, string]>([
		[
			'Scheduled Time',
			'svalync',
			{ options: { scheduledTime: '={{ $json.when }}' } },
			'Scheduled Time is an expression that gives nothing for this item: {{ $json.when }} Correct it, or give {{ $now.plus({ minutes: 1 }) }}',
		],
		['Scheduled Time, that is empty', 'svalync', { options: { scheduledTime: '={{ $json.empty }}' } }, 'Scheduled Time is an expression'],
		['Scheduled Time at the top', 'svalync', { scheduledTime: '={{ $json.when }}' }, 'Scheduled Time is an expression'],
		[
			'Scheduled Time in its group',
			'svalync',
			{ callParameters: { scheduledTime: '={{ $json.when }}' } },
			'Call Parameters: Scheduled Time is an expression',
		],
		['the group of Scheduled Time', 'svalync', { callParameters: '={{ $json.when }}' }, 'Call Parameters is an expression'],
		['Scheduled Time as a delay', 'talkover', { options: { scheduledTime: '={{ null }}' } }, 'Scheduled Time is an expression'],
		[
			'Delay',
			'talkover',
			{ options: { delaySeconds: '={{ $json.wait }}' } },
			'Delay (Seconds) is an expression that gives nothing for this item: {{ $json.wait }} Correct it, or give 0 for a call',
		],
		['Delay, that is empty', 'talkover', { options: { delaySeconds: '={{ $json.empty }}' } }, 'Delay (Seconds) is an expression'],
		[
			'Campaign ID',
			'talkover',
			{ options: { campaignId: '={{ $json.campain }}' } },
			'Campaign ID is an expression that gives nothing for this item: {{ $json.campain }} Correct it, or take the field out',
		],
		[
			'Dry Run, that is empty',
			'svalync',
			{ options: { dryRun: '={{ $json.empty }}' } },
			'Dry Run is an expression that gives nothing for this item: {{ $json.empty }} Correct it, or give true or false',
		],
		['Dry Run at the top, that is empty', 'svalync', { dryRun: '={{ $json.empty }}' }, 'Dry Run is an expression'],
		['Max Calls, that is empty', 'svalync', { safety: { ...off, maxCalls: '={{ $json.empty }}' } }, 'Safety: Max Calls is an expression'],
	])(
		'an expression that gives nothing calls nobody at an hour, or for real, that nobody chose: %s',
		async (_what, provider, parameters, detail) => {
			const server = servers[provider];
			const { problem } = onlyRecord(
				await sendCall(server, parameters, { items: [{ to: TO, empty: '' }], node: { onError: 'continueRegularOutput' } }),
			);
			expect(problem).toMatchObject({ type: 'invalid_parameters', detail: expect.stringContaining(detail) });
			expect(server.requests).toEqual([]);
		},
	);

	test.each<[string, 'svalync' | 'synthflow' | 'unleashx', IDataObject, string]>([
		[
			'Scheduled Time',
			'synthflow',
			{ options: { scheduledTime: '2031-01-01T10:00:00Z' } },
			'Scheduled Time is not known to Synthflow, which calls at once. Put a Wait node',
		],
		['Scheduled Time at the top', 'unleashx', { scheduledTime: '2031-01-01T10:00:00Z' }, 'Scheduled Time is not known to UnleashX'],
		[
			'Scheduled Time in its group',
			'synthflow',
			{ callParameters: { scheduledTime: '2031-01-01T10:00:00Z' } },
			'Scheduled Time is not known to Synthflow',
		],
		['Delay', 'svalync', { options: { delaySeconds: 60 } }, 'Delay is not known to Svalync'],
	])('a time that the provider does not know calls nobody now: %s', async (_what, provider, parameters, detail) => {
		const server = servers[provider];
		const { problem } = onlyRecord(await sendCall(server, parameters, { node: { onError: 'continueRegularOutput' } }));
		expect(problem).toMatchObject({ type: 'schedule_unsupported', detail: expect.stringContaining(detail) });
		expect(server.requests).toEqual([]);
	});

	test.each(['svalync', 'synthflow', 'unleashx'] as const)(
		'a campaign that %s does not know would keep nobody from a second call',
		async (provider) => {
			for (const parameters of [{ options: { campaignId: 'c-1' } }, { campaignId: 'c-1' }] as IDataObject[]) {
				const { problem } = onlyRecord(await sendCall(servers[provider], parameters, { node: { onError: 'continueRegularOutput' } }));
				expect(problem).toMatchObject({
					type: 'invalid_parameters',
					detail: expect.stringMatching(
						/^Campaign ID is not known to .*so it would keep nobody from being called twice\. Take the field out .*Call Limit under Safety/,
					),
				});
			}
			expect(servers[provider].requests).toEqual([]);
			expect(onlyRecord(await sendCall(servers[provider], { options: { campaignId: '' } })).dialed).toBe('yes');
		},
	);

	test('a rehearsal on the Simulator, and a delay of 0 anywhere, is played at once', async () => {
		const rehearsed = await simulate(itemsTo(TO), {
			options: { scheduledTime: '2031-01-01T10:00:00Z', delaySeconds: 60, campaignId: 'c-1' },
		});
		expect(onlyRecord(rehearsed).dialed).toBe('yes');
		expect(onlyRecord(await sendCall(servers.svalync, { options: { delaySeconds: 0 } })).dialed).toBe('yes');
	});

	test.each<[string, 'svalync' | 'talkover', IDataObject]>([
		['Scheduled Time', 'svalync', { options: { scheduledTime: '' } }],
		['Delay', 'talkover', { options: { delaySeconds: '' } }],
		['a Delay of 0', 'talkover', { options: { delaySeconds: '={{ 0 }}' } }],
		['Dry Run', 'svalync', { options: { dryRun: '' } }],
		['Dry Run that is off', 'svalync', { options: { dryRun: '={{ false }}' } }],
	])('a field that was left empty by hand is not set: %s', async (_what, provider, parameters) => {
		expect(onlyRecord(await sendCall(servers[provider], parameters)).dialed).toBe('yes');
	});

	test('an expression that gives nothing holds back its item alone', async () => {
		const items = [{ to: TO, list: OTHER }, { to: OTHER }, { to: '+4930901820', list: [] }];
		const result = await send({ safety: { ...off, doNotCall: '={{ $json.list }}' } }, items);
		expect(records(result, 0).map(({ to }) => to)).toEqual([TO, '+4930901820']);
		expect(records(result, 1).map(({ to, problem }) => [to, problem.type])).toEqual([[OTHER, 'invalid_parameters']]);
	});

	test('an empty list or an empty text is a value', async () => {
		for (const doNotCall of [
			'={{ [] }}',
			'={{ "" }}',
			'={{ "[]" }}',
			'={{ new Set() }}',
			'={{ [{ json: {} }] }}',
			'={{ $json.empty }}',
			'',
		]) {
			servers.synthflow.reset();
			expect(onlyRecord(await send({ safety: { ...off, doNotCall } }, [{ to: TO, empty: '' }])).dialed).toBe('yes');
		}
	});
});

describe('a part of Safety at the top of the parameters', () => {
	test.each<[string, IDataObject, string]>([
		['doNotCall', { doNotCall: TO }, 'Do Not Call'],
		['doNotCall from an expression', { doNotCall: '={{ $json.dncc }}' }, 'Do Not Call'],
		['allowedCountries', { allowedCountries: 'DE' }, 'Allowed Countries'],
		['maxCalls', { maxCalls: 1 }, 'Max Calls'],
		['blockRiskyNumbers', { blockRiskyNumbers: true }, 'Block Risky Numbers'],
		['callLimit', { callLimit: { maxCalls: 1, perHours: 24 } }, 'Call Limit'],
		['callingHours', { callingHours: { mode: 'custom', windowStart: '09:00', windowEnd: '09:01' } }, 'Calling Hours'],
		['timezone', { timezone: 'Europe/Berlin' }, 'Time Zone'],
	])(
		'a part of Safety at the top of the parameters is refused, with its place, and nobody is called: %s',
		async (_what, parameters, label) => {
			const [name] = Object.keys(parameters);
			const sentence = `${label} stands at the top of the node’s parameters (${name}), where it protects nobody. Put it into Options: Safety, as options.safety.${name}.`;
			expect(onlyRecord(await send({ safety: off, ...parameters })).problem).toMatchObject({
				type: 'invalid_parameters',
				detail: expect.stringContaining(sentence),
			});
			expect(servers.synthflow.requests).toEqual([]);
		},
	);
});

describe('odd values in every protection', () => {
	const junk: unknown[] = [
		undefined,
		null,
		'',
		' ',
		'\u0000',
		'undefined',
		'[object Object]',
		true,
		false,
		0,
		-1,
		1,
		7,
		1.5,
		1e21,
		NaN,
		[],
		[[]],
		[null],
		[undefined, undefined],
		{},
		{ a: undefined },
		{ hours: 1 },
		{ mode: 'custom' },
		{ limit: {} },
		{ maxCalls: 1e9 },
		'={{ 1 }}',
		'{',
		'{"a":1}',
		'[1,',
		'DE',
		['DE', 3],
		'22:00',
		'2026-11-21',
		'x'.repeat(10_000),
		{ toString: 1 },
		{ constructor: 1 },
		['__proto__'],
		'+442079460018.0',
		'4,42E+11',
	];
	const names = [
		'doNotCall',
		'allowedCountries',
		'callingHours',
		'callLimit',
		'maxCalls',
		'blockRiskyNumbers',
		'allowRepeats',
		'timezone',
		'windowStart',
		'windowEnd',
		'days',
	];

	test.each(names)('an odd value in a protection calls nobody, every item leaves once, and nothing is thrown: %s', async (name) => {
		const server = servers.synthflow;
		// Beside the odd value stands a sound list with the person: no odd value of another setting may open it.
		const safety = { callingHours: 'off', allowRepeats: true, doNotCall: OTHER, maxCalls: 10_000, [name]: '={{ $json.odd }}' };
		const items = junk.flatMap((odd) => [
			{ to: OTHER, odd },
			{ to: TO, odd },
		]) as IDataObject[];
		const result = await send({ safety }, items);
		expect(result.error).toBeUndefined();
		expect(result.outputs.flat()).toHaveLength(items.length);
		const problems = records(result, 1).map(({ problem }) => problem);
		for (const problem of problems) {
			expect(problem.detail).toMatch(/\.$/);
			expect(problem.detail.length).toBeLessThan(1000);
		}
		if (name !== 'doNotCall') expect(server.calls.filter(({ to }) => to === OTHER)).toEqual([]);
		const refused = result.outputs[1]
			.filter(({ json }) => (json.problem as any).type === 'invalid_parameters')
			.map(({ pairedItem }) => (pairedItem as any).item);
		if (!['allowRepeats', 'timezone'].includes(name))
			for (const missing of [0, 1, 2, 3]) expect(refused, 'undefined and null').toContain(missing);
	});
});
