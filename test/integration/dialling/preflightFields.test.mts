import type { IDataObject } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { itemsTo, onlyRecord, OTHER, records, sendCall, simulate, TO } from '../../harness/sendCall.mts';
import { useServers } from '../../harness/servers.mts';

/** What the gate reads from other fields than the phone number: the do-not-call list in its forms, other numbers, addresses. */
const servers = useServers();

const safe = (more: IDataObject): IDataObject => ({ safety: { callingHours: 'off', ...more } });
const first = '+33123456789';

describe('the do-not-call list', () => {
	/** Each holds OTHER as its second entry. */
	const forms: Record<string, string> = {
		'text with commas': `${first}, ${OTHER}, ${TO}9`,
		'text with semicolons': `${first};${OTHER};`,
		lines: `${first}\n${OTHER}\n`,
		'lines of Windows': `${first}\r\n${OTHER}\r\n`,
		'blanks before a plus': `${first} +44 20 7946 0018`,
		'JSON text': JSON.stringify([first, OTHER]),
		'JSON text of rows': JSON.stringify([{ phone: first }, { name: 'Ada', phone: '+44 20 7946 0018' }]),
		'a list of texts': `={{ ['${first}', '${OTHER}'] }}`,
		'a list of numbers': `={{ [${Number(first)}, ${Number(OTHER)}] }}`,
		'a list of objects': `={{ [{ phone: '${first}' }, { phone: '${OTHER}' }] }}`,
		'rows of a sheet': `={{ [{ row_number: 2, Name: 'Bob', Phone: '${first}' }, { row_number: 3, Name: 'Ada', Phone: '${OTHER}' }] }}`,
		'rows of a sheet with numbers': `={{ [{ Phone: ${Number(first)} }, { Name: 'Ada', Phone: ${Number(OTHER)} }] }}`,
		'n8n items': `={{ [{ json: { to: '${first}' } }, { json: { to: '${OTHER}' } }] }}`,
		'rows without names': `={{ [['Bob', '${first}'], ['Ada', '${OTHER}']] }}`,
		'a cell with several numbers': `={{ [{ phone: '${first}' }, { phone: 'home ${TO}9; ${OTHER}' }] }}`,
		'items of this run': `={{ $input.all().slice(1) }}`,
		'an item of the node Aggregate': `={{ { data: [{ phone: '${first}' }, { phone: '${OTHER}' }] } }}`,
		'items of the node Aggregate': `={{ [{ json: { data: [{ phone: '${first}' }, { phone: '${OTHER}' }] } }] }}`,
		'items with lists of numbers': `={{ [{ json: { phones: ['${first}'] } }, { json: { name: 'Ada', phones: ['${TO}9', '${OTHER}'] } }] }}`,
		'items with objects inside': `={{ [{ json: { contact: { phone: '${first}' } } }, { json: { contact: { phone: '${OTHER}' } } }] }}`,
		'a set': `={{ new Set(['${first}', '${OTHER}']) }}`,
		'a remark behind the number': `${first}\n020 7946 0018 (opted out 2026-01-01)`,
		'an extension behind the number': `${first}\n020 7946 0018 x12`,
		'several numbers without separator': `${first}\n02079460017 02079460018`,
		'digits of other scripts': `${first}\n٠٢٠٧٩٤٦٠٠١٨`,
	};
	test.each(Object.entries(forms))('the do-not-call list is read from %s', async (_form, doNotCall) => {
		const result = await sendCall(servers.synthflow, safe({ doNotCall }), {
			items: [{ to: OTHER }, { first }, { to: OTHER, x: 1 }, { to: TO }].slice(0, doNotCall.includes('$input') ? 3 : 1),
		});
		const [record] = records(result, 1);
		expect(record).toMatchObject({ to: OTHER, dialed: 'no', status: 'blocked', problem: { type: 'do_not_call' } });
		expect(record.problem.detail).toContain('+44••••••••18 is on the do-not-call list (entry 2)');
		expect(record.problem.detail.replace(/^Item 1: /, '').replace(/\D/g, '')).toBe('44182'); // the masked number, the entry
		expect(servers.synthflow.creates).toEqual([]);
	});

	test('the do-not-call list compares what is no complete number by its digits, and says how often', async () => {
		const doNotCall = [
			'020 7946 0018',
			'0044 20 7946 0019',
			'011 44 20 7946 0020',
			'+44 (0)20 7946 0021',
			'tel:+442079460022',
			'+442079460023 ext. 5',
			'nobody',
			'12345',
			'+442079460024',
		].join('\n');
		const numbers = [18, 19, 20, 21, 22, 23, 24, 25].map((ending) => `+4420794600${ending}`);
		const result = await sendCall(servers.talkover, safe({ doNotCall }), { items: itemsTo(...numbers, '+493012345678') });
		expect(records(result, 1).map((one) => [one.to, one.problem.type])).toEqual(numbers.slice(0, 7).map((to) => [to, 'do_not_call']));
		expect(records(result, 0).map((one) => one.to)).toEqual([numbers[7], '+493012345678']);
		expect(result.hints).toContain('4 entries of the do-not-call list are no phone numbers; they were compared by their digits.');
		expect(result.hints).toContain(
			'Entries 7, 8 of the do-not-call list hold no phone number, so they keep nobody from being called. Check them if they stand for persons.',
		);
		const british = await sendCall(
			servers.talkover,
			{ ...safe({ doNotCall }), options: { defaultCountry: 'GB' } },
			{ items: itemsTo(...numbers) },
		);
		expect(british.hints).toContain('3 entries of the do-not-call list are no phone numbers; they were compared by their digits.');
	});

	test('the hint names the entries that hold nothing to compare, once in a run and without their content', async () => {
		const items = [TO, '+4930901820'].map((to) => ({ to, list: ['Phone', 'nobody', 'secret', 'x', 'y', 'z', OTHER, to] }));
		const result = await sendCall(servers.talkover, safe({ doNotCall: '={{ $json.list.slice(0, 7) }}' }), { items });
		expect(records(result, 0)).toHaveLength(2);
		expect(result.hints.filter((hint) => hint.includes('do-not-call'))).toEqual([
			'Entries 1, 2, 3, 4, 5 and 1 more of the do-not-call list hold no phone number, so they keep nobody from being called. Check them if they stand for persons.',
		]);
		const one = await sendCall(servers.talkover, safe({ doNotCall: ['Phone', OTHER].join() }));
		expect(one.hints.filter((hint) => hint.includes('do-not-call'))).toEqual([
			'Entry 1 of the do-not-call list holds no phone number, so it keeps nobody from being called. Check it if it stands for a person.',
		]);
	});

	test('two lists that look alike as JSON are kept apart', async () => {
		const items = [
			{ to: TO, list: OTHER },
			{ to: OTHER, list: OTHER },
			{ to: '+4930901820', list: '+4930901820' },
		];
		const result = await sendCall(servers.talkover, safe({ doNotCall: '={{ new Set([$json.list]) }}' }), { items });
		expect(records(result, 0).map((one) => one.to)).toEqual([TO]);
		expect(records(result, 1).map((one) => one.problem.type)).toEqual(['do_not_call', 'do_not_call']);
	});

	test('a list that cannot be read to its end lets nobody be called', async () => {
		const doNotCall = `={{ ${'['.repeat(12)}'${OTHER}', 1${']'.repeat(12)} }}`;
		const record = onlyRecord(await sendCall(servers.talkover, safe({ doNotCall }), { node: { onError: 'continueRegularOutput' } }));
		expect(record).toMatchObject({
			dialed: 'no',
			problem: { type: 'invalid_parameters', detail: expect.stringContaining('Give Do Not Call a plain list of numbers') },
		});
		expect(servers.talkover.requests).toEqual([]);
	});

	test('the do-not-call list may differ from item to item', async () => {
		const items = [
			{ to: TO, list: OTHER },
			{ to: OTHER, list: OTHER },
			{ to: '+4930901820', list: '' },
		];
		const result = await sendCall(servers.talkover, safe({ doNotCall: '={{ $json.list }}' }), { items });
		expect(records(result, 0).map((one) => one.to)).toEqual([TO, '+4930901820']);
	});

	test('the do-not-call list protects the people behind figures of a sheet and behind digits without +', async () => {
		const doNotCall = ['+4930901820.0', '4922112345', '18208624068', '4.4207946E+11'].join('\n');
		const listed = ['+4930901820', '+4922112345', '+494922112345', '+18208624068', '+442079460018'];
		const result = await sendCall(
			servers.talkover,
			{ ...safe({ doNotCall }), options: { defaultCountry: 'DE' } },
			{ items: itemsTo(...listed, TO) },
		);
		expect(records(result, 1).map((one) => [one.to, one.problem.type])).toEqual(listed.map((to) => [to, 'do_not_call']));
		expect(records(result, 0).map((one) => one.to)).toEqual([TO]);
	});

	test('a list that is empty, or all zeros, holds nobody', async () => {
		for (const doNotCall of ['', ' \n ', '[]', '={{ [] }}', '={{ [{ json: {} }] }}', '0000000000', '={{ [{}, [], true, null, ""] }}']) {
			servers.talkover.reset();
			expect(onlyRecord(await sendCall(servers.talkover, safe({ doNotCall }))).dialed).toBe('yes');
		}
	});
});

test('a number that would be another one without its point or its + is refused, and no request is made', async () => {
	const figures = [
		'+4930901820.0',
		'4930901820.0',
		'+436641234567.0',
		'+3906698123.0',
		'+62811234567.0',
		'4.93090182e9',
		'4,93E+09',
		'4922112345',
	];
	const result = await sendCall(servers.synthflow, { ...safe({}), options: { defaultCountry: 'DE' } }, { items: itemsTo(...figures) });
	expect(records(result, 1).map((one) => one.problem.type)).toEqual(figures.map(() => 'invalid_phone_number'));
	expect(records(result, 1)[0].problem.detail).toContain(
		'Phone Number looks like a decimal number, in which digits may be lost or too many. Give it as text, such as',
	);
	expect(servers.synthflow.requests).toEqual([]);
});

describe('other numbers', () => {
	test('a caller ID that is the number called is refused', async () => {
		const record = onlyRecord(
			await sendCall(servers.synthflow, { fromNumber: TO, ...safe({}) }, { node: { onError: 'continueRegularOutput' } }),
		);
		expect(record).toMatchObject({
			dialed: 'no',
			problem: { type: 'invalid_phone_number', detail: 'From Number is the number that is called. Give another one, or leave it empty.' },
		});
		expect(onlyRecord(await sendCall(servers.synthflow, { fromNumber: '+1 (212) 736-5000', ...safe({}) })).problem.detail).toContain(
			'is the number that is called',
		);
		expect(servers.synthflow.requests).toEqual([]);
	});

	test('a caller ID may be toll-free, but not of fiction', async () => {
		const server = servers.svalync;
		expect(onlyRecord(await sendCall(server, { fromNumber: '+18002345678', ...safe({}) })).dialed).toBe('yes');
		const record = onlyRecord(await sendCall(server, { fromNumber: '+12025550100', ...safe({}) }));
		expect(record.problem).toMatchObject({
			type: 'blocked_number_type',
			detail: expect.stringContaining('From Number is from the range reserved for fiction'),
		});
		expect(server.creates).toHaveLength(1);
	});

	const transferTo = (transferNumber: string): IDataObject => ({
		responseHandlers: { handler: [{ name: 'sales', patterns: 'yes', action: 'transfer_call', transferNumber }] },
	});

	test('a transfer goes to no premium-rate number and to no number of fiction', async () => {
		const server = servers.svalync;
		for (const [number, word] of [
			['+19002345678', 'a premium-rate number'],
			['+881612345678', 'a satellite phone'],
			['+12025550100', 'reserved for fiction'],
		]) {
			const record = onlyRecord(await sendCall(server, { ...transferTo(number), ...safe({}) }));
			expect(record).toMatchObject({ dialed: 'no', problem: { type: 'blocked_number_type' } });
			expect(record.problem.detail).toContain('Response Handlers: Transfer Number of "sales"');
			expect(record.problem.detail).toContain(word);
		}
		expect(server.requests).toEqual([]);
		expect(onlyRecord(await sendCall(server, { ...transferTo('+19002345678'), ...safe({ blockRiskyNumbers: false }) })).dialed).toBe('yes');
		expect(onlyRecord(await sendCall(server, { ...transferTo(OTHER), ...safe({}) })).dialed).toBe('yes');
	});

	test('a transfer keeps to Allowed Countries and to the do-not-call list; a caller ID need not', async () => {
		const server = servers.svalync;
		const abroad = onlyRecord(await sendCall(server, { ...transferTo(OTHER), ...safe({ allowedCountries: 'US' }) }));
		expect(abroad).toMatchObject({ dialed: 'no', problem: { type: 'blocked_country' } });
		expect(abroad.problem.detail).toContain('Response Handlers: Transfer Number of "sales" (+44••••••••18) is a number of GB');
		const listed = onlyRecord(await sendCall(server, { ...transferTo(OTHER), ...safe({ doNotCall: `${first}, 020 7946 0018` }) }));
		expect(listed).toMatchObject({ dialed: 'no', status: 'blocked', problem: { type: 'do_not_call' } });
		expect(listed.problem.detail).toBe(
			'Response Handlers: Transfer Number of "sales" (+44••••••••18) is on the do-not-call list (entry 2), so nobody is called. Give another number.',
		);
		expect(server.requests).toEqual([]);
		const calling = { ...transferTo('+12127365001'), ...safe({ allowedCountries: 'US', doNotCall: OTHER }), fromNumber: OTHER };
		expect(onlyRecord(await sendCall(server, calling)).dialed).toBe('yes');
	});
});

describe('callback addresses', () => {
	/** kI1 to kI11 in their spellings. */
	const hostile = [
		'http://n8n.example.com/hook',
		'http://169.254.169.254/latest/meta-data',
		'https://169.254.169.254/',
		'https://[::ffff:169.254.169.254]/',
		'https://[::ffff:a9fe:a9fe]/',
		'https://[0:0:0:0:0:ffff:a9fe:a9fe]/',
		'https://127.1/',
		'https://0x7f.1/',
		'https://2130706433/',
		'https://017700000001/',
		'https://0x7f000001/',
		'https://127.000.000.001/',
		'https://127.0.0.1./',
		'https://localhost/',
		'https://LOCALHOST/',
		'https://localhost./',
		'https://n8n.localhost/',
		'https://127.0.0.1.nip.io/',
		'https://10.0.0.1.sslip.io/',
		'https://%6c%6f%63alhost/',
		'https://127。0。0。1/',
		'https://①②⑦.0.0.1/',
		'https://ｌｏｃａｌｈｏｓｔ/',
		'https://[::1]/',
		'https://[::]/',
		'https://[fd00::1]/',
		'https://[fe80::1]/',
		'https://[fe80::1%25eth0]/',
		'https://[::127.0.0.1]/',
		'https://[64:ff9b::7f00:1]/',
		'https://[2002:7f00:1::]/',
		'https://0/',
		'https://0.0.0.0/',
		'https://10.0.0.5/',
		'https://172.16.0.1/',
		'https://192.168.1.1/',
		'https://100.64.0.1/',
		'https://metadata.google.internal/',
		'https://host.docker.internal/',
		'https://n8n/',
		'https://n8n.local/',
		'https://user:pass@example.com/',
		'https://example.com@169.254.169.254/',
		'https:///127.0.0.1/',
		'https:127.0.0.1',
		'https://\\\\127.0.0.1/',
		'file:///etc/passwd',
		'gopher://example.com/',
		'data:text/html,x',
		'javascript:alert(1)',
		'https://example.com/\r\nX-Evil: 1',
		'https://example.com/\u0000',
		'https://exam\tple.com/',
		'https://example.com/#secret',
		'//example.com/hook',
		'example.com/hook',
		'https://',
	];
	test.each(['svalync', 'synthflow'] as const)(
		'a callback address that leads inside, or nowhere, never reaches the provider: %s',
		async (provider) => {
			expect(hostile.length).toBeGreaterThanOrEqual(40);
			const server = servers[provider];
			const urls = [...hostile, 'https://n8n.example.com/webhook/1'];
			const items = urls.map((url, index) => ({ to: `+44207946${1000 + index}`, url }));
			const result = await sendCall(server, { callbackUrl: '={{ $json.url }}', ...safe({}) }, { items });
			expect(result.error).toBeUndefined();
			expect(records(result, 1)).toHaveLength(hostile.length);
			for (const record of records(result, 1))
				expect(record.problem).toMatchObject({ type: 'invalid_parameters', detail: expect.stringMatching(/^Item \d+: Callback URL /) });
			expect(records(result, 0)).toHaveLength(1);
			expect(server.creates).toHaveLength(1);
			expect(server.creates[0].rawBody).toContain('https://n8n.example.com/webhook/1');
		},
	);

	test('a callback address on this machine is for the Simulator, which lives here', async () => {
		for (const callbackUrl of ['http://127.0.0.1:9/hook', 'http://localhost:9/hook', 'http://[::1]:9/hook']) {
			expect(onlyRecord(await simulate(itemsTo('+12025550100'), { callbackUrl })).dialed).toBe('yes');
			for (const provider of ['svalync', 'synthflow'] as const) {
				expect(
					onlyRecord(await sendCall(servers[provider], { callbackUrl }, { node: { onError: 'continueRegularOutput' } })).problem.detail,
				).toContain('leads to a private host');
			}
		}
		expect(
			onlyRecord(
				await simulate(itemsTo('+12025550100'), { callbackUrl: 'http://169.254.169.254/' }, { node: { onError: 'continueRegularOutput' } }),
			).dialed,
		).toBe('no');
	});
});
