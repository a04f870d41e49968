import type { IDataObject, INodeProperties, INodeType } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { callOptions } from '../../../nodes/shared/fields/options';
import type { Received } from '../../servers/strictServer.mts';
import { onlyRecord, records, sendCall, TO } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';
import { asInEditor, authHeaders, echoed, fullCalls, minimalBodies, reference, type FullCall, type Row } from './fieldTable.mts';
import { built } from '../../harness/built.mts';

const { SendCall } = built('SendCall/SendCall.node') as {
	SendCall: new () => INodeType;
};

const servers = useServers();

const typeOf = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);

/** Every leaf of a body as [wire name, type, value]; an array is one leaf. */
function leavesOf(value: unknown, path = ''): Array<[string, string, unknown]> {
	if (typeOf(value) !== 'object') return [[path, typeOf(value), value]];
	return Object.entries(value as object).flatMap(([name, one]) => leavesOf(one, path === '' ? name : `${path}.${name}`));
}

/** What reached the provider, in the form of the table. */
function received(request: Received, rows: Row[]): Array<[string, string, unknown]> {
	const inPath = rows
		.filter(([, wire]) => wire.startsWith('path: '))
		.map(([, wire]): [string, string, unknown] => {
			const form = new RegExp(`${wire.slice('path: '.length).replace(/:\w+/, '([^/]+)')}$`);
			return [wire, 'string', decodeURIComponent(form.exec(request.path)?.[1] ?? '(not in the path)')];
		});
	return [...inPath, ...leavesOf(request.body)];
}

const printable = (value: unknown): string => {
	const text = JSON.stringify(value);
	return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

function print({ provider, way }: FullCall, rows: Row[]): void {
	const table = [
		['provider', 'our parameter', 'wire name', 'wire type', 'value'],
		...rows.map(([ours, wire, type, value]) => [provider, ours, wire, type, printable(value)]),
	];
	const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
	const lines = table.map((row) =>
		row
			.map((cell, column) => cell.padEnd(widths[column]))
			.join(' | ')
			.trimEnd(),
	);
	console.log(`${provider}, ${way}: ${rows.length} fields\n${lines.join('\n')}`);
}

const byName = (a: [string, ...unknown[]], b: [string, ...unknown[]]): number => a[0].localeCompare(b[0]);

const titled = fullCalls.map((call): [string, FullCall] => [`${call.provider}, ${call.way}`, call]);

describe.each(titled)('%s, with every parameter it honours', (_title, call) => {
	test('one request carries every documented field under its name and type, and nothing else', async () => {
		const server = servers[call.provider];
		const rows = call.rows(server);
		const result = await sendCall(server, asInEditor(call.provider, call.parameters(server)));
		expect(result.error).toBeUndefined();
		expect(server.violations).toEqual([]);
		expect(server.creates).toHaveLength(1);
		const wanted = rows.map(([, wire, type, value]): [string, string, unknown] => [wire, type, value]);
		expect(received(server.creates[0], rows).sort(byName)).toEqual(wanted.sort(byName));
		print(call, rows);
	});

	test('the same request is sent where the parameters all stand at the top, as in a workflow that was written by hand', async () => {
		const server = servers[call.provider];
		const { dryRun: inOptions } = onlyRecord(
			await sendCall(server, {
				...asInEditor(call.provider, call.parameters(server)),
				options: { ...(asInEditor(call.provider, call.parameters(server)).options as IDataObject), dryRun: true },
			}),
		);
		const { dryRun: atTheTop } = onlyRecord(await sendCall(server, { ...call.parameters(server), options: { reference, dryRun: true } }));
		// The moment of the dial is the one thing that two runs do not share.
		const timeless = (shown: unknown): string => JSON.stringify(shown).replace(/"dialedAt(Ms)?":("[^"]*"|\d+)/g, '');
		expect(timeless(atTheTop)).toBe(timeless(inOptions));
		expect(timeless(atTheTop)).toContain(TO);
	});

	test('the record holds what was asked for', async () => {
		const server = servers[call.provider];
		const parameters = call.parameters(server);
		const record = onlyRecord(await sendCall(server, parameters));
		expect(record).toMatchObject({
			provider: call.provider,
			reference,
			to: TO,
			agentId: (parameters.agentId as { value: string }).value || null,
			// A number that was chosen by its ID is not known by its digits.
			from: typeof parameters.fromNumber === 'string' ? parameters.fromNumber : null,
			dialed: 'yes',
			attempt: 1,
			simulated: false,
			variables: echoed.variables,
			context: parameters.context === undefined ? null : echoed.context,
		});
		expect(record.problem).toBeUndefined();
	});
});

describe('the table', () => {
	/** What the editor shows and no request carries: choices of the node itself. */
	const ofTheNode = [
		'toolDescription',
		'provider',
		'simulatorNotice',
		'waitForResult',
		'waitMethod',
		'waitLimitMinutes',
		'safety',
		...Object.keys(callOptions.fields),
	];
	/** Placed differently at a provider than its name says (tests of their own below), or no part of its requests: redials of our own. */
	const elsewhere: Partial<Record<string, RegExp>> = {
		bland: /^retry/,
		elevenlabs: /^retry/,
		retell: /^retry/,
		talkover: /^scheduledTime$|^retry/,
		synthflow: /^retry/,
		unleashx: /^retry/,
		vapi: /^retry/,
	};
	const shownFor = (property: INodeProperties, provider: string): boolean => {
		const show = property.displayOptions?.show ?? {};
		// What hands over what a workflow written by hand has at the top, shown to nobody.
		if (property.type === 'hidden') return false;
		const ids = show.provider ?? show['/provider'];
		return ids === undefined || ids.includes(provider);
	};
	const membersOf = (property: INodeProperties, provider: string): INodeProperties[] =>
		((property.options ?? []) as INodeProperties[]).filter((inner) => shownFor(inner, provider));

	test.each(realProviders)('the table has a row for every parameter that the editor shows for %s', (provider) => {
		const shown = new SendCall().description.properties
			.filter((one) => shownFor(one, provider))
			.flatMap((one) => (one.name === 'options' ? membersOf(one, provider) : [one]))
			.filter(({ name }) => !ofTheNode.includes(name))
			.flatMap((one) => (one.type === 'collection' ? membersOf(one, provider).map(({ name }) => `${one.name}.${name}`) : [one.name]))
			.filter((name) => !elsewhere[provider]?.test(name));
		const inTable = fullCalls
			.filter((call) => call.provider === provider)
			.flatMap((call) => call.rows(servers[provider]).map(([ours]) => ours))
			.filter((name) => name !== 'options.reference');
		expect([...new Set(inTable)].sort()).toEqual([...new Set(shown)].sort());
	});
});

describe.each(realProviders)('%s', (provider) => {
	test('the request has nothing but the required fields when nothing else is given', async () => {
		const server = servers[provider];
		const result = await sendCall(server);
		expect(result.error).toBeUndefined();
		expect(server.creates.map((one) => one.body)).toEqual([minimalBodies[provider](server)]);
		expect(server.violations).toEqual([]);
		expect(records(result, 0)).toHaveLength(1);
	});

	test('the key goes once, in its documented header and with its documented scheme', async () => {
		const server = servers[provider];
		await sendCall(server);
		const { headers, path, rawBody } = server.requests[0];
		const { name, prefix } = authHeaders[provider];
		expect(headers[name]).toBe(prefix + server.key);
		const carrying = Object.entries(headers).filter(([, value]) => String(value).includes(server.key));
		expect(carrying.map(([header]) => header)).toEqual([name]);
		expect(path + rawBody).not.toContain(server.key);
	});
});

describe('Talkover', () => {
	test('a scheduled time goes to Talkover as a delay in whole seconds', async () => {
		const server = servers.talkover;
		const scheduledTime = new Date(Date.now() + 600_000).toISOString();
		await sendCall(server, { callParameters: { scheduledTime } });
		const delay = (server.creates[0].body as { delay_seconds: number }).delay_seconds;
		expect(delay).toBeGreaterThanOrEqual(595);
		expect(delay).toBeLessThanOrEqual(600);
		expect(server.violations).toEqual([]);
	});

	test('an item with a time that Talkover cannot reach calls nobody and says what to do', async () => {
		const server = servers.talkover;
		const scheduledTime = new Date(Date.now() + 4_000_000).toISOString();
		const result = await sendCall(server, { callParameters: { scheduledTime } }, { node: { onError: 'continueRegularOutput' } });
		expect(onlyRecord(result).problem).toMatchObject({
			type: 'schedule_unsupported',
			detail: expect.stringContaining('Wait node'),
		});
		expect(server.requests).toEqual([]);
	});

	test.each([
		['wrapped', 'data.id'],
		['call_id', 'call_id'],
		['sid', 'id'],
	])('an answer of Talkover is understood in its variant %s', async (variant) => {
		const server = servers.talkover;
		server.state.variant = variant;
		const result = await sendCall(server);
		expect(records(result, 0)[0]).toMatchObject({ callId: server.calls[0].id, status: 'initiated', dialed: 'yes' });
	});
});

describe('Svalync', () => {
	test.each([
		['none', 'done', ['POST', 'GET']],
		['none', 'queued', ['POST', 'GET']],
		['execution_id', 'done', ['POST']],
	])(
		'an answer of Svalync is understood with call id "%s" and message "%s", and the list tells the ID that is missing',
		async (callId, message, methods) => {
			const server = servers.svalync;
			Object.assign(server.state, { callId, message });
			const result = await sendCall(server);
			expect(records(result, 0)[0]).toMatchObject({ callId: server.calls[0].id, status: 'queued', dialed: 'yes' });
			expect(server.requests.map(({ method }) => method)).toEqual(methods);
		},
	);
});

describe('the placed call', () => {
	test.each(realProviders)('the record has the call id of %s, whether its answer or its list names it', async (provider) => {
		const server = servers[provider];
		const record = onlyRecord(await sendCall(server));
		expect(record.callId).toBe(server.calls[0].id);
		expect(record).toMatchObject({ dialed: 'yes', outcome: null, endedAt: null, durationSeconds: null });
		expect(['queued', 'initiated']).toContain(record.status);
	});
});
