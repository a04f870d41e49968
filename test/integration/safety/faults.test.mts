/**
 * What breaks on the way to a provider, and what n8n repeats: nobody is phoned twice.
 * @module-tag safety
 */
import net from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import type { Fault } from '../../servers/faults.mts';
import { faultsFor, refuseThenAccept } from '../../servers/faults.mts';
import type { ProviderName } from '../../servers/strictServer.mts';
import { numberIn } from '../../servers/client.mts';
import { textOf } from '../../harness/canary.mts';
import { credentialOf, itemsTo, onlyRecord, OTHER, otherSecret, sendCall, TO } from '../../harness/sendCall.mts';
import { realProviders, startServer } from '../../harness/servers.mts';
import { bar, inParallel, seeded, sized } from '../../harness/bars.mts';

const MINUTE = 60_000;

/** Kinds that end by our own clock take five seconds each; the others are over at once. */
const slow = ['stall', 'headers-then-stall', 'one-byte-a-second', 'invalid-gzip'];

interface Case {
	provider: ProviderName;
	fault: Fault;
	/** Whether the provider's list shows the call afterwards. */
	listed: boolean;
}

function cases(amount: number): Case[] {
	const random = seeded(20261120);
	const all = realProviders.flatMap((provider) =>
		faultsFor(provider)
			.filter((fault) => !fault.succeeds)
			.map((fault) => ({ provider, fault })),
	);
	const quick = all.filter(({ fault }) => !slow.includes(fault.id));
	// Each kind once at each provider, then at random among the quick ones.
	return Array.from({ length: Math.max(amount, all.length) }, (_case, index) => ({
		...(all[index] ?? quick[Math.floor(random() * quick.length)]),
		listed: random() < 0.3,
	}));
}

describe('R1: a fault after the provider has the whole request', () => {
	test(
		'a fault after the whole request never dials again, and the item says maybe and how to find out, or yes where the call was found',
		{ timeout: 10 * MINUTE },
		async () => {
			const list = cases(sized(2080, 120));
			let second = 0;
			let untold = 0;
			let leaked = 0;
			await inParallel(list, 60, async ({ provider, fault, listed }, index) => {
				const server = await startServer(provider);
				try {
					server.answerNextCreates({ ...fault, dialed: listed });
					const reference = `r1-${index}`;
					const timeout = slow.includes(fault.id) ? 5 : 60;
					const result = await sendCall(
						server,
						{ options: { timeout, reference } },
						{ node: { retryOnFail: true, maxTries: 5, waitBetweenTries: 0 } },
					);
					// On a busy machine the clock may strike before the request has arrived: nobody is dialed, and nobody can know.
					if (server.creates.length > 1) second++;
					const record = onlyRecord(result);
					const maybe = record.dialed === 'maybe' && record.status === 'unknown' && String(record.problem?.reconcile).includes(reference);
					const found = listed && record.dialed === 'yes' && record.problem === undefined;
					if (record.reference !== reference || !(maybe || found)) untold++;
					const left = textOf(result);
					if ([server.key, otherSecret].some((secret) => spellings(secret).some((one) => left.includes(one)))) leaked++;
				} finally {
					await server.close();
				}
			});
			bar('R1', 'second dials after a fault that followed the request', list.length, second);
			bar('R1', 'items without reference or way to find out', list.length, untold);
			bar('X1', 'keys in anything that left the node (plain, base64, URL, reversed)', list.length, leaked);
			expect([second, untold, leaked]).toEqual([0, 0, 0]);
		},
	);
});

const spellings = (secret: string): string[] => [
	secret,
	encodeURIComponent(secret),
	Buffer.from(secret).toString('base64').replace(/=+$/, ''),
	[...secret].reverse().join(''),
];

describe('X1: a provider that echoes what it was sent', () => {
	test(
		'an echo of the provider leaves no key and no token, in no spelling, however the credential holds it',
		{ timeout: 5 * MINUTE },
		async () => {
			const held: Array<(key: string) => string> = [(key) => key, (key) => `${key}\n`, (key) => ` ${key} `];
			const list = realProviders.flatMap((provider) =>
				[200, 400, 401, 402, 403, 409, 422, 429, 500].flatMap((status) => held.map((hold) => ({ provider, status, hold }))),
			);
			let leaked = 0;
			await inParallel(list, 24, async ({ provider, status, hold }) => {
				const server = await startServer(provider);
				try {
					const said = [server.key, otherSecret].flatMap(spellings).join(' and ');
					const body = {
						success: false,
						error: true,
						message: `Cannot use ${said}`,
						code: server.key,
						callback_url: `https://a.example/?token=${otherSecret}`,
					};
					server.answerNextCreates({ status, body }, { status, body });
					const webhook =
						provider === 'synthflow' ? { webhookSecret: `old-secret ${otherSecret}` } : { webhookToken: `old-token ${otherSecret}` };
					const credential = credentialOf(server, { apiKey: hold(server.key), ...webhook });
					const result = await sendCall(server, { options: { includeRaw: true } }, { credential, items: itemsTo(TO, OTHER) });
					const left = textOf(result);
					if ([server.key, otherSecret].some((secret) => spellings(secret).some((one) => left.includes(one)))) leaked++;
				} finally {
					await server.close();
				}
			});
			bar('X1', 'keys and tokens a provider echoed (3 ways the credential holds them)', list.length, leaked);
			expect(leaked).toBe(0);
		},
	);
});

describe('R2: a fault before anything was sent', () => {
	test('a fault before anything was sent is tried again at most twice and dials at most once', { timeout: 10 * MINUTE }, async () => {
		const random = seeded(7);
		const list = Array.from({ length: sized(320, 40) }, (_case, index) => ({
			provider: realProviders[index % realProviders.length],
			// Within the first pauses, after them, or never.
			opensAfter: index % 4 === 3 ? null : Math.floor(random() * 250),
		}));
		let double = 0;
		let lost = 0;
		let many = 0;
		const knocks = new Map<number, number>();
		const { connect } = net.Socket.prototype;
		vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(function (this: net.Socket, ...given: any[]) {
			// Node's own clients hand over [[options, callback]].
			const port = Number((Array.isArray(given[0]) ? given[0][0] : given[0]).port);
			knocks.set(port, (knocks.get(port) ?? 0) + 1);
			return (connect as any).apply(this, given);
		});
		await inParallel(list, 40, async ({ provider, opensAfter }) => {
			const server = await startServer(provider);
			const door = await refuseThenAccept(opensAfter ?? 60_000, server.origin);
			try {
				const baseUrl = server.baseUrl.replace(server.origin, door.origin);
				const result = await sendCall(server, {}, { credential: credentialOf(server, { baseUrl }) });
				const record = onlyRecord(result);
				if (server.creates.length > 1) double++;
				const tries = knocks.get(Number(new URL(door.origin).port)) ?? 0;
				if (tries > 3 || (opensAfter === null && tries !== 3)) many++;
				const expected = opensAfter === null ? 'no' : 'yes';
				if (record.dialed !== expected || (expected === 'no' && record.problem?.type !== 'connection_failed')) lost++;
			} finally {
				await door.close();
				await server.close();
			}
		});
		vi.restoreAllMocks();
		bar('R2', 'more than three attempts, or fewer where it never cleared', list.length, many);
		bar('R2', 'double dials after a fault that preceded the request', list.length, double);
		bar('R2', 'calls not placed although the fault cleared, or not told apart', list.length, lost);
		expect([double, many]).toEqual([0, 0]);
		expect(lost).toBeLessThanOrEqual(list.length * 0.01);
	});
});

describe('R3: in the engine, with every setting that makes n8n run a node again', () => {
	test('no number is dialled twice and every item leaves once, paired', { timeout: 14 * MINUTE }, async () => {
		const settings = [false, true].flatMap((retryOnFail) =>
			(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const).flatMap((onError) =>
				[false, true].map((alwaysOutputData) => ({ retryOnFail, onError, alwaysOutputData })),
			),
		);
		const kinds = [
			'reset',
			'hang-up',
			'500',
			'503',
			'502-html',
			'html-login',
			'id-null',
			'id-missing',
			'302',
			'307',
			'401',
			'402',
			'400',
			'404',
			'429',
			'422',
			'bad-number',
			'bad-agent',
			'duplicate-number',
			'no-fault',
		];
		const runs = settings.flatMap((setting) => kinds.flatMap((kind) => [0, 5, 9].map((position) => ({ setting, kind, position }))));
		const random = seeded(3);
		const list = sized(1, 0) === 1 ? runs : runs.filter(() => random() < 0.1);
		let twice = 0;
		let lost = 0;
		await inParallel(list, 24, async ({ setting, kind, position }, index) => {
			const provider = realProviders[index % realProviders.length];
			const server = await startServer(provider);
			try {
				const numbers = Array.from({ length: 10 }, (_number, item) => `+44207946${String(1000 + item).padStart(4, '0')}`);
				if (kind === 'bad-number') numbers[position] = 'not a number';
				if (kind === 'duplicate-number') numbers[position] = numbers[(position + 1) % 10];
				server.answerNextCreates(...Array.from({ length: position }, () => 'ok' as const), answerOf(kind, provider));
				const result = await sendCall(
					server,
					{ ...(kind === 'bad-agent' ? { agentId: { __rl: true, mode: 'id', value: 'has a blank' } } : {}) },
					{
						items: itemsTo(...numbers),
						node: {
							retryOnFail: setting.retryOnFail,
							maxTries: 5,
							waitBetweenTries: 1,
							onError: setting.onError,
							alwaysOutputData: setting.alwaysOutputData,
						},
					},
				);
				const dials = new Map<string, number>();
				for (const create of server.creates) {
					const to = numberIn(server, create.body);
					dials.set(to, (dials.get(to) ?? 0) + 1);
				}
				// A refused key is not a dial: n8n may ask again with Retry On Fail, and the provider refuses again.
				if (!['401', '402'].includes(kind) && [...dials.values()].some((count) => count > 1)) twice++;
				// "Always Output Data" puts an empty item of n8n's own where an output would have none.
				const leaving = result.outputs.flat().filter((item) => Object.keys(item.json).length > 0);
				const pairs = leaving.map((item) => (item.pairedItem as { item: number } | undefined)?.item).sort((a, b) => Number(a) - Number(b));
				const threw = result.error !== undefined;
				const mayThrow = (kind === 'bad-agent' || (['401', '402'].includes(kind) && position === 0)) && setting.onError === 'stopWorkflow';
				if (threw ? !mayThrow : JSON.stringify(pairs) !== JSON.stringify([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])) lost++;
			} finally {
				await server.close();
			}
		});
		bar('R3', 'numbers dialled twice in the engine matrix', list.length, twice);
		bar('R3', 'runs in which an item was lost or badly paired', list.length, lost);
		expect([twice, lost]).toEqual([0, 0]);
	});
});

/** The scripted answer of one kind; statuses with a body as each provider documents it are not the point here. */
function answerOf(kind: string, provider: ProviderName) {
	const found = faultsFor(provider).find((fault) => fault.id === kind);
	if (found) return found;
	const status = Number(kind);
	return Number.isNaN(status) ? ('ok' as const) : { status, body: { error: true, success: false, message: `status ${kind}` } };
}
