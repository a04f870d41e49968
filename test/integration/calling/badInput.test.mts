import type { IDataObject } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import type { ProviderName } from '../../servers/strictServer.mts';
import { itemsTo, OTHER, records, sendCall, simulate, TO } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

const servers = useServers();

/** A field that is wrong in the first item and right in the second. */
interface Wrong {
	provider: ProviderName;
	/** The parameter, with dots and indexes into collections: `retry.attempts`, `variables.json.0.json`. */
	parameter: string;
	value: unknown;
	good: unknown;
	/** Name of the field and the sentence behind it, whole. */
	says: RegExp;
	type?: string;
	/** What stands beside the parameter in its collection. */
	beside?: IDataObject;
}

const wrong = (provider: ProviderName, parameter: string, good: unknown, says: RegExp, ...values: unknown[]): Wrong[] =>
	values.map((value) => ({ provider, parameter, value, good, says }));

const nextYear = new Date(Date.now() + 360 * 86_400_000).toISOString();
const soon = new Date(Date.now() + 600_000).toISOString();
const handler: IDataObject = { name: 'yes', patterns: 'yes', action: 'end_call' };

const agents = realProviders.flatMap((provider) => [
	...wrong(
		provider,
		'agentId.value',
		null,
		/^Agent is empty\. Choose one from the list, or (switch to By ID and type its ID|write what the call is about into Prompt under Options)\.$/,
		'',
		'  ',
		null,
	),
	...wrong(provider, 'agentId.value', null, /^Agent has a blank in its ID\. Copy the ID again\.( Agent .+)?$/, 'two words', 'line\nbreak'),
	...wrong(provider, 'agentId.value', null, /^Agent is longer than 200 characters\. Shorten it\.$/, 'a'.repeat(201)),
	...wrong(provider, 'agentId.value', null, /^Agent is not text\. Give text or a number\.$/, { id: 1 }, [1], true),
]);

const options = [
	...wrong('synthflow', 'options.reference', 'r', /^Reference is longer than 255 characters\. Shorten it\.$/, 'r'.repeat(256)),
	...wrong(
		'synthflow',
		'options.timeout',
		30,
		/^Timeout must be a whole number of seconds from 1 to 300\.$/,
		0,
		301,
		1.5,
		'soon',
		-1,
		true,
	),
	...wrong('synthflow', 'options.concurrency', 1, /^Concurrency must be a whole number from 1 to 50\.$/, 0, 51, 'many'),
	...wrong('synthflow', 'options.callsPerMinute', 600, /^Calls per Minute must be a whole number from 1 to 600\.$/, 0, 601, 0.5),
	...wrong(
		'synthflow',
		'options.defaultCountry',
		'us',
		/^Default Country is not a country\. Use two letters such as DE or US\.$/,
		'Germany',
		'XX',
		'49',
	),
	...wrong('synthflow', 'options.dryRun', false, /^Dry Run must be true or false\.$/, 'yes', 1),
	...wrong('synthflow', 'options.includeRaw', false, /^Include Raw Answer must be true or false\.$/, 'no', 0),
];

const data = [
	...wrong(
		'talkover',
		'context',
		'{"a":1}',
		/^Context is not valid JSON\. Check quotes and commas, such as .+\.$/,
		'{',
		"{'a':1}",
		'text',
		'{"a":1,}',
	),
	...wrong(
		'talkover',
		'context',
		'{"a":1}',
		/^Context is not a JSON object\. Put it into braces, such as .+\.$/,
		'[1,2]',
		'"text"',
		'5',
		'true',
		[1, 2],
		7,
	),
	...wrong(
		'talkover',
		'context',
		'{"a":1}',
		/^Context is nested deeper than 20 levels\. Flatten it\.$/,
		'{"a":'.repeat(25) + '1' + '}'.repeat(25),
	),
	...wrong('talkover', 'context', '{"a":1}', /^Context is larger than 64000 characters\. Send less\.$/, { a: 'x'.repeat(64_001) }),
	...wrong(
		'synthflow',
		'variables.json.0.json',
		{ ok: 1 },
		/^Variables holds the name ".*"\. Use letters, digits and _, up to 64, starting with a letter\.$/,
		{ '1st': 'x' },
		{ 'a"b': 'x' },
		{ ['v'.repeat(65)]: 1 },
		JSON.parse('{"__proto__":1}'),
		{ constructor: 1 },
	),
	...wrong(
		'synthflow',
		'variables.json.0.json',
		{ ok: 1 },
		/^Variables holds "list", which is a list or an object\. Give text, a number or true\/false\.$/,
		{ list: [1] },
		{ list: {} },
	),
	...wrong(
		'synthflow',
		'variables.json.0.json',
		{ ok: 1 },
		/^Variables holds "long", which is longer than 1000 characters\. Shorten it\.$/,
		{ long: 'x'.repeat(1001) },
	),
	...wrong('synthflow', 'variables.json.0.json', { ok: 1 }, /^Variables gives "a" twice\. Remove one of the two\.$/, { a: 1 }).map(
		(one) => ({ ...one, beside: { variables: { values: [{ name: 'a', value: '1' }] } } }),
	),
	...wrong(
		'synthflow',
		'variables.values.0.name',
		'ok',
		/^Variables holds the name ".*"\. Use letters, digits and _.+\.$/,
		'',
		'1st',
		'a.b"c',
	).map((one) => ({ ...one, beside: { variables: { values: [{ value: 'x' }] } } })),
	...wrong('synthflow', 'variables.json.0.json', '{"ok":1}', /^Variables is not valid JSON\. Check quotes and commas.+$/, '{', 'x=1'),
	...wrong(
		'unleashx',
		'variables.json.0.json',
		{ ok: 1 },
		/^Variables uses the name reference, which is kept for the package\. Rename it\.$/,
		{ reference: 'x' },
	),
];

const persons = [
	...wrong(
		'synthflow',
		'recipientName',
		'Ada',
		/^Recipient Name is empty, and Synthflow requires a name\. Fill it in, .+\.$/,
		'',
		null,
		'   ',
	),
	...wrong('synthflow', 'recipientName', 'Ada', /^Recipient Name is longer than 200 characters\. Shorten it\./, 'x'.repeat(201)),
	...wrong(
		'synthflow',
		'leadEmail',
		'a@b.co',
		/^Lead Email is not an e-mail address\. Write it as name@example\.com\.$/,
		'ada',
		'ada@',
		'ada@example',
		'a b@example.com',
		'@example.com',
	),
	...wrong(
		'synthflow',
		'leadTimezone',
		'Europe/Berlin',
		/^Lead Time Zone is not an IANA time zone\. Write it as Europe\/Berlin or America\/New_York\.$/,
		'Berlin',
		'CET+1',
		'Europe/Atlantis',
		'Mars/Phobos',
	),
	...wrong(
		'synthflow',
		'callbackUrl',
		'https://example.com/',
		/^Callback URL is not a complete address\. Write it with https:\/\/.+\.$/,
		'example.com/hook',
		'hook',
	),
	...wrong(
		'synthflow',
		'callbackUrl',
		'https://example.com/',
		/^Callback URL must start with https:\/\/ .+\.$/,
		'http://example.com/',
		'ftp://example.com/',
		'javascript:alert(1)',
	),
	...wrong(
		'svalync',
		'callbackUrl',
		'https://example.com/',
		/^Callback URL holds a user name or password\. Remove the part before the @\.$/,
		'https://user:pass@example.com/',
	),
	...wrong('svalync', 'recording', true, /^Record Call must be true or false\.$/, 'yes', 1),
	...wrong('svalync', 'transcription', true, /^Transcribe Call must be true or false\.$/, 'on'),
];

const timing = [
	...wrong(
		'svalync',
		'callParameters.scheduledTime',
		nextYear,
		/^Scheduled Time is not a date and time\. Write it as .+\.$/,
		'tomorrow',
		'2031-02-31T10:00:00',
		'2031-13-01T10:00:00',
		'2031-01-01T25:00:00',
		'2031-01-01',
		'31.01.2031 10:00',
		'1893456000',
		1893456000,
	),
	...wrong(
		'svalync',
		'callParameters.scheduledTime',
		nextYear,
		/^Scheduled Time is in the past\. Give a later time, or leave it empty to call now\.$/,
		'2020-01-01T10:00:00Z',
		'2020-01-01T10:00:00',
	),
	...wrong(
		'talkover',
		'callParameters.scheduledTime',
		soon,
		/^Scheduled Time is more than one hour ahead, and Talkover schedules no further\. Put a Wait node .+\.$/,
		nextYear,
	).map((one) => ({ ...one, type: 'schedule_unsupported' })),
	...wrong('talkover', 'delaySeconds', 10, /^Delay must be a whole number of seconds from 0 to 3600\.$/, -1, 3601, 1.5, 'ten', '1e3'),
	...wrong(
		'svalync',
		'callParameters.maxDuration',
		60,
		/^Max Duration must be a whole number of seconds from 1 to 43200\.$/,
		0,
		43_201,
		'long',
	),
	...wrong('svalync', 'callParameters.priority', 'low', /^Priority must be one of low, normal, high, urgent\.$/, 'highest', 1),
	...wrong('svalync', 'retry.attempts', 1, /^Retry: Attempts must be a whole number from 0 to 10\.$/, -1, 11, 'twice'),
	...wrong('svalync', 'retry.interval', 60, /^Retry: Interval must be a whole number of seconds from 1 to 86400\.$/, 0, 86_401),
	...wrong('svalync', 'retry.maxTotalAttempts', 3, /^Retry: Max Total Attempts must be a whole number from 1 to 11\.$/, 0, 12),
	...wrong(
		'svalync',
		'retry.conditions',
		['busy'],
		/^Retry: Conditions may hold only no-answer, busy, failed, voicemail\.$/,
		['hung-up'],
		['busy', 'no_answer'],
		'never',
		[1],
	),
	...wrong(
		'svalync',
		'retry.conditions',
		['busy'],
		/^Retry: Conditions holds Voicemail, which Svalync does not know\. Choose among no-answer, busy, failed\.$/,
		['voicemail'],
	),
];

const inHandler = (field: string, good: unknown, says: RegExp, ...values: unknown[]): Wrong[] =>
	wrong('svalync', `responseHandlers.handler.0.${field}`, good, says, ...values).map((one) => ({
		...one,
		beside: { responseHandlers: { handler: [handler] } },
	}));
const handlers = [
	...inHandler(
		'name',
		'ok',
		/^Response Handlers holds a handler whose Name is missing or is not a word\. Use letters, digits, _ and -\.$/,
		'',
		'two words',
		'1st',
	),
	...inHandler('patterns', 'yes', /^Response Handlers holds "yes" without Patterns\. Give at least one\.$/, '', ' , '),
	...inHandler('action', 'end_call', /^Response Handlers holds "yes" with an unknown Action\. Choose one of .+\.$/, 'hang_up'),
	...wrong('svalync', 'responseHandlers.handler.1.name', 'no', /^Response Handlers holds the Name "yes" twice\. Rename one\.$/, 'yes').map(
		(one) => ({ ...one, beside: { responseHandlers: { handler: [handler, { ...handler, name: 'no' }] } } }),
	),
	...wrong(
		'svalync',
		'responseHandlers.handler.0.transferNumber',
		OTHER,
		/^Response Handlers: Transfer Number of "yes" (is empty|has a letter in it|\(.+\) has no country code).+$/,
		'',
		'call me',
		'02079460018',
	).map((one) => ({
		...one,
		type: 'invalid_phone_number',
		beside: { responseHandlers: { handler: [{ ...handler, action: 'transfer_call' }] } },
	})),
];

const unleashxAgents = wrong(
	'unleashx',
	'agentId.value',
	null,
	/^Agent is not a whole number, and UnleashX numbers its agents\. Choose it from the list, or type a number such as 123\.$/,
	'abc',
	'12a',
	'1.5',
	'-3',
	'0',
	'0x10',
	'1e3',
);

const fromNumbers = [
	...wrong(
		'synthflow',
		'fromNumber',
		'+12127365002',
		/^From Number (has a letter in it|\(.+\) has no country code|\(.+\) does not exist in its country).+$/,
		'me',
		'2127365002',
		'+12127365',
	),
	...wrong(
		'synthflow',
		'fromNumber',
		'+12127365002',
		/^From Number is the number that is called\. Give another one, or leave it empty\.$/,
		TO,
	),
].map((one) => ({ ...one, type: 'invalid_phone_number' }));

const phone = (says: RegExp, ...values: unknown[]): Wrong[] =>
	wrong('talkover', 'phoneNumber', OTHER, says, ...values).map((one) => ({ ...one, type: 'invalid_phone_number' }));
const phones = [
	...phone(/^Phone Number is empty\. Give a number with country code, such as .+\.$/, '', '   '),
	...phone(
		/^Phone Number is empty: the expression gave nothing for this item\. Give a number with country code, such as .+\.$/,
		null,
		undefined,
	),
	...phone(
		/^Phone Number is not text but (a list|a value of type object|a value of type boolean|a number with a fraction or an exponent)\. Give one number as text, .+\.$/,
		['+12127365000'],
		{ number: 1 },
		true,
		1.5,
	),
	...phone(/^Phone Number has a letter in it\. Write digits only, .+\.$/, 'call me', '+1 212 PEnnsylvania'),
	...phone(
		/^Phone Number holds an extension or more than one number\. Give one number without extension per item\.$/,
		'+12127365000,+442079460018',
		'+12127365000;1',
		'+12127365000 ext 5',
		'+12127365000x5',
	),
	...phone(/^Phone Number has a \+ that is not at the start\..+$/, '1+2127365000', '++12127365000'),
	...phone(
		/^Phone Number holds an invisible character\. Type it again by hand instead of pasting it\.$/,
		'+1212736\u200b5000',
		'\u202a+12127365000\u202c',
	),
	...phone(/^Phone Number holds a character that is no digit\..+$/, '+1/212/7365000', '+1_2127365000'),
	...phone(/^Phone Number is too long for one phone number\. Give one number per item\.$/, `+1${'2'.repeat(50)}`),
	...phone(/^Phone Number starts with 00\. Write \+ instead of 00, .+\.$/, '00442079460018'),
	...phone(
		/^Phone Number \(.*•.*\) has no country code\. Start it with \+ and the country code, .+ or set Default Country under Options\.$/,
		'2127365000',
		2127365000,
		'0301234567',
	),
	...phone(
		/^Phone Number \(.*\) is not an international number: after the \+ come 7 to 15 digits.+$/,
		'+1',
		'+0212736500',
		'+1212736500012345678',
	),
	...phone(/^Phone Number \(.*\) is a short number, which is never called/, '+12127'),
	...phone(
		/^Phone Number \(.*•.*\) does not exist in its country's numbering plan\. Check the digits\.$/,
		'+12127365',
		'+121273650001',
		'+999123456789',
		'+11234567890',
	),
	...phone(
		/^Phone Number is from the range reserved for fiction .+: give a real number, or choose the provider Simulator\.$/,
		'+12125550123',
	).map((one) => ({ ...one, type: 'blocked_number_type' })),
];

const all = [...agents, ...unleashxAgents, ...options, ...data, ...persons, ...timing, ...handlers, ...fromNumbers, ...phones];
const shown = (value: unknown): string => {
	const text = JSON.stringify(value) ?? 'nothing';
	return text.length > 50 ? `${text.slice(0, 47)}...` : text;
};
const titled = all.map((one): [string, Wrong] => [`${one.provider}: ${one.parameter} = ${shown(one.value)}`, one]);

/** The parameter as an expression that reads the item's own value. */
function parametersFor({ parameter, beside }: Wrong): IDataObject {
	const value = '={{ $json.value }}';
	if (parameter === 'agentId.value') return { agentId: { __rl: true, mode: 'id', value } };
	const parameters = structuredClone(beside ?? {});
	const path = parameter.split('.');
	let here: any = parameters;
	for (const [index, name] of path.slice(0, -1).entries()) here = here[name] ??= /^\d+$/.test(path[index + 1]) ? [] : {};
	here[path.at(-1) as string] = value;
	return parameters;
}

const itemOf = ({ parameter }: Wrong, to: string, value: unknown): IDataObject =>
	({ to: parameter === 'phoneNumber' ? undefined : to, ...(value === undefined ? {} : { value }) }) as IDataObject;

describe('a field that cannot be used', () => {
	test.each(titled)(
		'a field that cannot be used is named with the way out, before any request, while the other item is dialed: %s',
		async (_title, one) => {
			const server = servers[one.provider];
			const good = one.good ?? server.usableAgent;
			const result = await sendCall(server, parametersFor(one), { items: [itemOf(one, TO, one.value), itemOf(one, OTHER, good)] });
			expect(result.error).toBeUndefined();
			const [refused] = records(result, 1);
			expect(result.outputs[1]).toHaveLength(1);
			expect(result.outputs[1][0].pairedItem).toEqual({ item: 0 });
			expect(refused).toMatchObject({ status: 'blocked', dialed: 'no', problem: { type: one.type ?? 'invalid_parameters' } });
			expect([refused.callId, refused.problem.httpStatus]).toEqual([undefined, undefined]);
			expect(refused.problem.detail).toMatch(/^Item 1: /);
			expect(refused.problem.detail.slice('Item 1: '.length)).toMatch(one.says);
			expect(records(result, 0)).toMatchObject([{ to: OTHER, dialed: 'yes' }]);
			expect(server.creates).toHaveLength(1);
			expect(server.violations).toEqual([]);
		},
	);

	const ofTheNode = titled.filter(([, one]) => one.type !== 'invalid_phone_number' && one.type !== 'blocked_number_type');
	test.each(ofTheNode)('a field that no item can use is thrown: %s', async (_title, one) => {
		const server = servers[one.provider];
		const result = await sendCall(server, parametersFor(one), { items: [itemOf(one, TO, one.value), itemOf(one, OTHER, one.value)] });
		expect(result.error?.name).toBe('NodeOperationError');
		expect(String(result.error?.description)).toMatch(one.says);
		expect(server.requests).toEqual([]);
	});
});

describe('several faults in one item', () => {
	test('several faults in one item are told at once', async () => {
		const result = await sendCall(
			servers.synthflow,
			{ leadEmail: 'ada', leadTimezone: 'Berlin', recipientName: '', callbackUrl: 'x' },
			{ items: [{ to: 'call me' }], node: { onError: 'continueRegularOutput' } },
		);
		const { detail, type } = records(result, 1)[0].problem;
		expect(type).toBe('invalid_phone_number');
		for (const field of ['Phone Number', 'Lead Email', 'Lead Time Zone', 'Callback URL']) expect(detail).toContain(field);
	});

	test('an expression that fails holds back its own item alone', async () => {
		const server = servers.synthflow;
		const result = await sendCall(
			server,
			{ greeting: "={{ $json.greeting || $('Nowhere').first().json.x }}" },
			{ items: [{ to: TO }, { to: OTHER, greeting: 'Hello' }] },
		);
		expect(result.error).toBeUndefined();
		expect(records(result, 0)).toMatchObject([{ to: OTHER }]);
		expect(records(result, 1)[0].problem).toMatchObject({
			type: 'invalid_parameters',
			detail: expect.stringMatching(/^Item 1: Greeting cannot be read for this item: .+ Check its expression\.$/),
		});
		expect(server.creates).toHaveLength(1);
	});
});

test('a provider that is not known ends the node with the way out, whatever On Error says', async () => {
	for (const onError of ['stopWorkflow', 'continueRegularOutput'] as const) {
		const result = await simulate(itemsTo('+12025550100', '+12025550101'), { provider: 'twilio' }, { node: { onError } });
		const said = JSON.stringify([result.error, result.error?.description, result.outputs]);
		expect(said).toMatch(/Provider is not known/);
	}
});
