import type { IDataObject } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import type { StrictServer } from '../../servers/strictServer.mts';
import type { EngineResult, EngineRun } from '../../harness/engine.mts';
import { makeCall, simulateMakeCall } from '../../harness/makeCall.mts';
import { itemsTo, onlyRecord, OTHER, records, sendCall, simulate, TO } from '../../harness/sendCall.mts';
import { useServers } from '../../harness/servers.mts';

const servers = useServers();

const THIRD = '+4930901820';
type Run = (server: StrictServer<any>, parameters?: IDataObject, more?: Partial<EngineRun>) => Promise<EngineResult>;
/** With these settings at any hour. */
const safe = (more: IDataObject = {}): IDataObject => ({ safety: { callingHours: 'off', ...more } });
/** [item, type] of everything that was held back. */
const heldBack = (result: EngineResult): unknown[] =>
	result.outputs[1].map(({ json, pairedItem }) => [(pairedItem as any).item, (json.problem as any).type]);
const sentences = (result: EngineResult): string[] => records(result, 1).map((one) => one.problem.detail);

/** One British number in ten spellings; those without country code are read with the Default Country. */
const spellings = [
	'+442079460018',
	'+44 20 7946 0018',
	'+44-20-7946-0018',
	'+44.20.7946.0018',
	'+44 (20) 7946-0018',
	'  +442079460018  ',
	'02079460018',
	'020 7946 0018',
	'(020) 7946 0018',
	'020-7946-0018',
];
const british: IDataObject = { options: { defaultCountry: 'GB' } };

describe.each<[string, Run]>([
	['Send Call', sendCall],
	['Make Call', makeCall],
])('%s', (_node, call) => {
	test('the node calls a number once, however it is spelled, and says which item was first', async () => {
		const server = servers.talkover;
		const result = await call(server, { ...safe(), ...british }, { items: itemsTo(TO, ...spellings) });
		expect(records(result, 0).map((one) => one.to)).toEqual([TO, OTHER]);
		expect(server.creates).toHaveLength(2);
		expect(heldBack(result)).toEqual(spellings.slice(1).map((_spelling, index) => [index + 2, 'duplicate']));
		expect(sentences(result)[0]).toBe(
			'Item 3: +44••••••••18 is the number of item 2 too, and a run calls a number once at the most. Turn on Allow Repeats under Safety to call a number several times in a run.',
		);
		expect(result.hints).toEqual([
			expect.stringContaining('9 items not dialed. This call repeats another one: 9. They are on the output Not Dialed.'),
		]);
	});

	test('an item that was refused does not count: the next one to its number is called', async () => {
		const server = servers.talkover;
		server.answerNextCreates({ status: 400, body: { message: 'Not today' } });
		const result = await call(server, safe(), { items: itemsTo(TO, TO, OTHER, TO) });
		expect(heldBack(result)).toEqual([
			[0, 'invalid_parameters'],
			[3, 'duplicate'],
		]);
		expect(records(result, 0).map((one) => one.to)).toEqual([TO, OTHER]);
		expect(sentences(result)[1]).toMatch(
			/^Item 4: \+12•+00 is the number of item [12] too, and a run calls a number once at the most\. Turn on Allow Repeats/,
		);
	});

	test('the node calls a number once in all rounds of a loop, and counts their calls together', async () => {
		const server = servers.talkover;
		const first = await call(server, safe(), { items: itemsTo(TO) });
		/** What n8n hands on when the node runs again in the same execution. */
		const nextRound = (contextData: any) => ({
			contextData: Object.fromEntries(
				Object.entries(contextData).map(([node, context]: [string, any]) => [
					node,
					{ ...context, voiceCalls: Object.fromEntries(Object.entries(context.voiceCalls).map(([key, entries]) => [`7${key}`, entries])) },
				]),
			),
		});
		const second = await call(server, safe(), { ...nextRound(first.contextData), items: itemsTo(OTHER, TO) });
		expect(records(second, 0).map((one) => one.to)).toEqual([OTHER]);
		expect(sentences(second)).toEqual([
			'Item 2: +12•••••••00 was called by another run of this node in this execution already. Turn on Allow Repeats under Safety to call a number several times in a run.',
		]);
		const third = await call(server, safe({ maxCalls: 3 }), {
			...nextRound(second.contextData),
			items: itemsTo('+4930901820', '+4930901821'),
		});
		expect(heldBack(third)).toEqual([[1, 'cap_reached']]);
		const repeated = await call(server, safe({ allowRepeats: true }), { ...nextRound(first.contextData), items: itemsTo(TO) });
		expect(onlyRecord(repeated).dialed).toBe('yes');
		expect(server.creates).toHaveLength(4);
	});

	test('a number is called as often as it stands there with Allow Repeats, but no more than Max Calls', async () => {
		const server = servers.talkover;
		const all = await call(server, { ...safe({ allowRepeats: true }), ...british }, { items: itemsTo(...spellings) });
		expect(records(all, 0)).toHaveLength(10);
		expect(server.creates).toHaveLength(10);
		server.reset();
		const capped = await call(server, { ...safe({ allowRepeats: true, maxCalls: 3 }), ...british }, { items: itemsTo(...spellings) });
		expect(server.creates).toHaveLength(3);
		expect(heldBack(capped)).toEqual([3, 4, 5, 6, 7, 8, 9].map((item) => [item, 'cap_reached']));
	});

	test.each(spellings)('a person who is on the do-not-call list as %j is not called', async (spelling) => {
		const server = servers.talkover;
		const doNotCall = `+12127365009, ${spelling}\n+33123456789`;
		const result = await call(server, { ...safe({ doNotCall }), ...british }, { items: itemsTo(OTHER, TO) });
		expect(heldBack(result)).toEqual([[0, 'do_not_call']]);
		expect(sentences(result)).toEqual([
			'Item 1: +44••••••••18 is on the do-not-call list (entry 2), so it is not called. Remove that entry only if the person asked for it.',
		]);
		expect(records(result, 0)).toMatchObject([{ to: TO, dialed: 'yes' }]);
		expect(server.creates).toHaveLength(1);
		expect(result.hints).toEqual([
			expect.stringContaining(
				'+44••••••••18 is on the do-not-call list (entry 2), so it is not called. Remove that entry only if the person asked for it. The item is on the output Not Dialed.',
			),
		]);
	});

	test('the node stops at Max Calls; what was held back for another reason does not count', async () => {
		const server = servers.talkover;
		const result = await call(server, safe({ maxCalls: 2, doNotCall: TO }), {
			items: itemsTo(TO, 'call me', OTHER, OTHER, THIRD, '+4930901821'),
		});
		expect(records(result, 0).map((one) => one.to)).toEqual([OTHER, THIRD]);
		expect(heldBack(result)).toEqual([
			[0, 'do_not_call'],
			[1, 'invalid_phone_number'],
			[3, 'duplicate'],
			[5, 'cap_reached'],
		]);
		expect(sentences(result)[3]).toBe(
			'Item 6: This node already has 2 calls in this execution, the Max Calls under Safety. Raise it, or send the rest in another execution.',
		);
		expect(server.creates).toHaveLength(2);
		expect(result.hints).toEqual([
			expect.stringContaining(
				'4 items not dialed. On the do-not-call list: 1. Phone Number has a letter in it: 1. This call repeats another one: 1. Max Calls is reached: 1. They are on the output Not Dialed.',
			),
		]);
	});

	test('the node calls only the allowed countries, by the number and not by its +1', async () => {
		const server = servers.talkover;
		const numbers = ['+18762345678', '+12423456789', '+14165550123', '+14169673000', TO, OTHER];
		const result = await call(server, safe({ allowedCountries: ' us, CA ' }), { items: itemsTo(...numbers) });
		expect(records(result, 0).map((one) => one.to)).toEqual(['+14169673000', TO]);
		expect(heldBack(result)).toEqual([
			[0, 'blocked_country'],
			[1, 'blocked_country'],
			[2, 'blocked_number_type'],
			[5, 'blocked_country'],
		]);
		expect(sentences(result)[0]).toContain('is a number of JM (+1 is shared by 25 countries), which is not among the Allowed Countries');
		expect(records(result, 1)[0].audit).toMatchObject({ country: 'JM', decision: 'refused' });
		expect(server.creates).toHaveLength(2);
	});

	const risky = {
		'+19002345678': 'premium-rate',
		'+449098790000': 'premium-rate',
		'+18002345678': 'toll-free',
		'+881612345678': 'satellite',
		'+979123456789': 'premium-rate',
		'+870773111632': 'satellite',
		'+447640123456': 'pager',
		'+447012345678': 'personal',
	};

	test('the node calls no risky number, unless that is switched off', async () => {
		const server = servers.talkover;
		const items = { items: itemsTo(...Object.keys(risky)) };
		const result = await call(server, safe(), items);
		expect(server.creates).toEqual([]);
		expect(records(result, 1).map((one) => one.problem.type)).toEqual(Object.keys(risky).map(() => 'blocked_number_type'));
		Object.values(risky).forEach((word, index) => expect(sentences(result)[index]).toContain(word));
		expect(records(await call(server, safe({ blockRiskyNumbers: false }), items), 0)).toHaveLength(8);
	});

	test('the node never calls an emergency or short number, whatever is switched off', async () => {
		const server = servers.talkover;
		const off = safe({ blockRiskyNumbers: false, allowRepeats: true, maxCalls: 10_000 });
		const short = ['911', '112', '999', '000', '110', '+911', '+112', '+1911', '+44999', '+49112', '9 1 1', '411', '116117'];
		for (const defaultCountry of ['', 'US', 'GB', 'DE', 'AU']) {
			const result = await call(server, { ...off, options: { defaultCountry } }, { items: itemsTo(...short) });
			expect(result.outputs[0]).toEqual([]);
			expect(records(result, 1).every((one) => one.dialed === 'no' && one.problem.type === 'invalid_phone_number')).toBe(true);
		}
		expect(server.requests).toEqual([]);
	});

	test('the node places no real call to a number of fiction', async () => {
		const result = await call(servers.talkover, safe({ blockRiskyNumbers: false }), { items: itemsTo('+12025550100', '+14165550199', TO) });
		expect(heldBack(result)).toEqual([
			[0, 'blocked_number_type'],
			[1, 'blocked_number_type'],
		]);
		expect(sentences(result)[0]).toContain('choose the provider Simulator');
		expect(servers.talkover.creates).toHaveLength(1);
	});

	test('the node tells two calls under one reference apart, and refuses the second', async () => {
		const server = servers.talkover;
		const parameters = { ...safe({ allowRepeats: true }), options: { reference: '={{ $json.ref }}' } };
		const items = [
			{ to: TO, ref: 'A-17' },
			{ to: OTHER, ref: 'A-17' },
			{ to: OTHER, ref: 'A-18' },
			{ to: TO, ref: 'A-17' },
		];
		const result = await call(server, parameters, { items });
		expect(records(result, 0).map((one) => [one.to, one.reference])).toEqual([
			[TO, 'A-17'],
			[OTHER, 'A-18'],
			[TO, 'A-17'],
		]);
		expect(heldBack(result)).toEqual([[1, 'duplicate']]);
		expect(sentences(result)).toEqual(['Item 2: The Reference is used by item 1 for another call. Give each call a Reference of its own.']);
		const changed = await call(
			server,
			{ ...parameters, variables: { json: [{ json: '={{ JSON.stringify({ n: $json.n }) }}' }] } },
			{
				items: [
					{ to: TO, ref: 'B', n: 1 },
					{ to: TO, ref: 'B', n: 2 },
				],
			},
		);
		expect(heldBack(changed)).toEqual([[1, 'duplicate']]);
	});

	/** What an expression may make of all settings at once. */
	const asExpression = (value: unknown): string => `={{ ${JSON.stringify(value)} }}`;
	const asText = (value: unknown): string => `={{ JSON.stringify(${JSON.stringify(value)}) }}`;

	test.each([
		['an object', asExpression],
		['JSON text', asText],
	])('the node takes all settings from %s', async (_form, written) => {
		const server = servers.talkover;
		const listed = await call(server, { safety: written({ callingHours: 'off', doNotCall: TO }) }, { items: itemsTo(TO, OTHER) });
		expect(heldBack(listed)).toEqual([[0, 'do_not_call']]);
		expect(records(listed, 0).map((one) => one.to)).toEqual([OTHER]);
		server.reset();
		const dry = await call(server, { options: written({ dryRun: true, defaultCountry: 'GB' }) }, { items: itemsTo('020 7946 0018') });
		expect(records(dry, 1)).toMatchObject([{ to: OTHER, dialed: 'no', dryRun: { method: 'POST' } }]);
		expect(server.requests).toEqual([]);
	});

	test.each<[string, IDataObject, RegExp]>([
		[
			'a list as Safety',
			{ safety: asExpression([{ callingHours: 'off', doNotCall: TO }]) },
			/Safety is a list, not an object of settings\./,
		],
		['text as Safety', { safety: `={{ '${TO}' }}` }, /Safety is text, not an object of settings\./],
		['true as Safety', { safety: '={{ true }}' }, /Safety is a value of type boolean/],
		[
			'a slip in Safety',
			{ safety: asExpression({ callingHours: 'off', doNotcall: TO }) },
			/Safety holds "doNotcall", which is none of its settings\. Write doNotCall instead\./,
		],
		[
			'a slip in Safety, written into the node',
			{ safety: { callingHours: 'off', doNotcall: TO } },
			/Safety holds "doNotcall", which is none of its settings\. Write doNotCall instead\./,
		],
		[
			'a list as Safety, written into the node',
			{ safety: [{ callingHours: 'off' }] as unknown as IDataObject },
			/Safety is a list, not an object of settings\./,
		],
		['a list as Options', { options: asExpression([{ dryRun: true }]) }, /Options is a list/],
		[
			'a slip in Options',
			{ options: asText({ dry_run: true }) },
			/Options holds "dry_run", which is none of its settings\. Write dryRun instead\./,
		],
	])('the node calls nobody under %s', async (_what, parameters, sentence) => {
		const server = servers.talkover;
		const failed = await call(server, parameters);
		expect(failed.error).toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(/^(Safety|Options|Phone|Window|Days|Time Zone|Allowed|Max Calls|Calling|Block|Allow|Do Not Call)/),
		});
		expect(failed.error?.description).toMatch(sentence);
		const [record] = records(await call(server, parameters, { items: itemsTo(TO, OTHER), node: { onError: 'continueRegularOutput' } }), 1);
		expect(record).toMatchObject({ dialed: 'no', problem: { type: 'invalid_parameters', detail: expect.stringMatching(sentence) } });
		expect(server.requests).toEqual([]);
	});

	test('an item that leaves is its own: what a later node writes into one stays there', async () => {
		const parameters = { ...safe({ allowRepeats: true }), variables: { json: [{ json: '{"name":"Ada"}' }] } };
		const run = { items: itemsTo(TO, OTHER) };
		const { outputs, contextData } = await call(servers.talkover, parameters, run);
		const before = structuredClone(contextData);
		for (const { json } of outputs.flat() as any[]) {
			for (const key of ['analysis', 'audit', 'variables']) Object.assign((json[key] ??= {}), { written: 'later' });
			json.to = 'altered';
		}
		expect(contextData).toEqual(before);
		const again = await call(servers.talkover, parameters, { ...run, mode: 'retry', contextData });
		expect(records(again, 0).map((one) => [one.to, one.variables, 'written' in one.audit])).toEqual(
			[TO, OTHER].map((to) => [to, { name: 'Ada' }, false]),
		);
		expect(servers.talkover.creates).toHaveLength(2);
	});

	test.each([
		[{ windowStart: '25:00' }, /Window Start is not a time of day/],
		[{ windowEnd: '9 pm' }, /Window End is not a time of day/],
		[{ days: [8] }, /Days must hold days from 1 \(Monday\) to 7 \(Sunday\)/],
		[{ days: [] }, /Days must hold days/],
		[{ timezone: 'EST5' }, /Time Zone is not an IANA time zone/],
		[{ timezone: 'Foo/Bar' }, /Time Zone is not an IANA time zone/],
		[{ allowedCountries: 'Atlantis' }, /Allowed Countries holds "ATLANTIS", which is no country/],
		[{ allowedCountries: 'US, UK' }, /Allowed Countries holds "UK"\. Write GB instead/],
		[{ maxCalls: 0 }, /Max Calls must be a whole number from 1 to 10000/],
		[{ callingHours: 'always' }, /Calling Hours must be one of off, lawful, custom/],
		[
			{ callingHours: 'off', windowStart: '10:00' },
			/Window Start has no effect while Calling Hours are Off\. Choose the mode Custom, or remove Window Start/,
		],
		[{ callingHours: { mode: 'lawful', days: [1] } }, /Days has no effect while Calling Hours are Lawful/],
		[
			{ callingHours: { windowStart: '22:00', windowEnd: '20:00' } },
			/Window End comes before Window Start, so the window would last 22 hours over midnight\. Swap the two/,
		],
		[{ callingHours: { hours: { mode: 'custom', start: '10:00' } } }, /Calling Hours holds "start", which is none of its settings/],
		[{ doNotCall: true }, /Do Not Call is true, not a list of numbers/],
		[{ doNotCall: {} }, /Do Not Call is an object without any value, not a list of numbers/],
		[{ allowedCountries: [] }, /Allowed Countries is an empty list, so no country may be called/],
		[{ blockRiskyNumbers: 'no' }, /Block Risky Numbers must be true or false/],
		[{ allowRepeats: 1 }, /Allow Repeats must be true or false/],
	])('settings that cannot be read call nobody: %j', async (setting, sentence) => {
		const server = servers.talkover;
		const failed = await call(server, { safety: setting as IDataObject });
		expect(failed.error).toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(/^(Safety|Options|Phone|Window|Days|Time Zone|Allowed|Max Calls|Calling|Block|Allow|Do Not Call)/),
		});
		expect(failed.error?.description).toMatch(sentence);
		const record = onlyRecord(await call(server, { safety: setting as IDataObject }, { node: { onError: 'continueRegularOutput' } }));
		expect(record).toMatchObject({
			dialed: 'no',
			status: 'blocked',
			problem: { type: 'invalid_parameters' },
			audit: { decision: 'refused' },
		});
		expect(server.requests).toEqual([]);
	});
});

describe('the Simulator', () => {
	test.each([
		['Send Call', simulate],
		['Make Call', simulateMakeCall],
	])('the Simulator holds to the same rules, except for numbers of fiction: %s', async (_node, play) => {
		const result = await play(
			itemsTo('+12025550100', '+1 (202) 555-0100', '+12025550102', '+19002345678', '+18762345678', '+12025550112'),
			{
				safety: { doNotCall: '+12025550102', allowedCountries: 'US', maxCalls: 1 },
			},
		);
		expect(records(result, 0).map((one) => one.to)).toEqual(['+12025550100']);
		expect(heldBack(result)).toEqual([
			[1, 'duplicate'],
			[2, 'do_not_call'],
			[3, 'blocked_number_type'],
			[4, 'blocked_country'],
			[5, 'cap_reached'],
		]);
	});

	test('the Simulator plays 100 of 2,000 items, the default of Max Calls, and every item leaves', async () => {
		const numbers = Array.from({ length: 2000 }, (_number, index) => `+1${212 + (index % 8)}55501${12 + (index % 80)}`);
		const { outputs } = await simulate(itemsTo(...numbers), { safety: { allowRepeats: true, blockRiskyNumbers: false } });
		const at = (output: number): number[] => outputs[output].map(({ pairedItem }) => (pairedItem as any).item);
		expect(outputs[0]).toHaveLength(100);
		expect([...at(0), ...at(1)].sort((a, b) => a - b)).toEqual(numbers.map((_number, index) => index));
	});
});

describe('the checks', () => {
	test('the checks are made in this order: number, country, do-not-call, duplicate, hours, cap', async () => {
		const premium = '+19002345678';
		const wrong = { risky: true, countries: 'DE', list: premium, repeats: false, hours: 'custom', most: 1 };
		const steps: Array<[Partial<typeof wrong>, string]> = [
			[{}, 'blocked_number_type'],
			[{ risky: false }, 'blocked_country'],
			[{ countries: '' }, 'do_not_call'],
			[{ list: '' }, 'duplicate'],
			[{ repeats: true }, 'outside_calling_hours'],
			[{ hours: 'off' }, 'cap_reached'],
		];
		const fine = { to: premium, risky: false, countries: '', list: '', repeats: true, hours: 'off', most: 1 };
		const parameters = {
			safety: {
				blockRiskyNumbers: '={{ $json.risky }}',
				allowedCountries: '={{ $json.countries }}',
				doNotCall: '={{ $json.list }}',
				allowRepeats: '={{ $json.repeats }}',
				// A window is no setting of Off: where an item has it, the item is held back.
				callingHours: '={{ $json.hours === "custom" ? { mode: "custom", windowStart: "00:00", windowEnd: "00:00" } : "off" }}',
				maxCalls: '={{ $json.most }}',
			},
		};
		let now: IDataObject = { to: premium, ...wrong };
		const items = [fine, ...steps.map(([step]) => (now = { ...now, ...step }))];
		const result = await sendCall(servers.talkover, parameters, { items });
		expect(heldBack(result)).toEqual(steps.map(([, type], index) => [index + 1, type]));
		expect(servers.talkover.creates).toHaveLength(1);
	});

	test('the checks leave their facts on every item, dialed or not', async () => {
		const { outputs } = await sendCall(servers.talkover, safe({ doNotCall: OTHER }), {
			items: itemsTo(TO, OTHER, 'call me', '+18002345678', TO),
		});
		const audits = outputs
			.flat()
			.sort((a, b) => (a.pairedItem as any).item - (b.pairedItem as any).item)
			.map(({ json }) => json.audit as any);
		for (const audit of audits)
			expect(Object.keys(audit).sort()).toEqual(['country', 'decision', 'localTime', 'numberType', 'rule', 'timeZones']);
		const off = { rule: 'off', localTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/) };
		expect(audits).toEqual([
			{ ...off, country: 'US', numberType: 'FIXED_LINE_OR_MOBILE', timeZones: ['America/New_York'], decision: 'allowed' },
			{ ...off, country: 'GB', numberType: 'FIXED_LINE', timeZones: ['Europe/London'], decision: 'refused' },
			{ country: null, numberType: null, timeZones: null, localTime: null, rule: null, decision: 'refused' },
			{ country: 'US', numberType: 'TOLL_FREE', timeZones: [], localTime: null, rule: 'off', decision: 'refused' },
			{ ...off, country: 'US', numberType: 'FIXED_LINE_OR_MOBILE', timeZones: ['America/New_York'], decision: 'refused' },
		]);
	});
});
