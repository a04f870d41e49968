/**
 * E1: no delivery is taken for the provider's own that is forged, altered, expired, repeated or unsigned. E2: ten minutes of talk get in.
 * @module-tag safety
 */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { providerById } from '../../../nodes/shared/providers/registry';
import { bar, sized } from '../../harness/bars.mts';
import type { Delivered, Request, Trigger } from '../../harness/delivery.mts';
import { deliver, json, jsonType } from '../../harness/delivery.mts';
import type { Made, Scheme } from '../../harness/schemes.mts';
import { bodies, schemes, timeOf } from '../../harness/schemes.mts';

const signing = (['bland', 'elevenlabs', 'retell', 'vapi'] as const).filter((id) => providerById(id) !== undefined);
type Signing = (typeof signing)[number];

const schemesOf = (provider: Signing): Scheme[] => schemes.filter((scheme) => scheme.provider === provider);
const signatures = (provider: Signing): Scheme[] => schemesOf(provider).filter(({ name }) => name.includes('signature'));

/** Whether anything left of this delivery that says it is proven. */
const isTaken = ({ items }: Delivered): boolean => items.some(({ verified }) => verified === true);

const proof = /signature|secret/i;
const unproven = (request: Request): Request => ({
	...request,
	query: '',
	headers: request.headers.filter(([name]) => !proof.test(name)),
});

/** Every proof of a request, made wrong. */
function forged(request: Request, seed: number): Request {
	const random = [randomBytes(32).toString('hex'), randomBytes(32).toString('base64'), 'undefined', '', '0'.repeat(64)][seed % 5];
	const wrong = (value: string): string => value.replace(/[0-9a-f]{64}$|^(?!.*[0-9a-f]{64}$).+$/, random);
	const headers = request.headers.map(([name, value]): [string, string] => [name, proof.test(name) ? wrong(value) : value]);
	return { ...request, headers, query: request.query === '' ? '' : `token=${encodeURIComponent(random)}` };
}

/** The body with one value changed, in one of the ways in which somebody on the way could. */
function altered({ body, ...rest }: Request, seed: number): Request {
	const flipped = Buffer.from(body);
	flipped[randomInt(flipped.length)] ^= 1 << (seed % 7);
	const text = body.toString();
	const changes = [flipped, Buffer.from(text.replace(/completed|ended|done/, 'failed')), Buffer.from(`${text} `), Buffer.from(`[${text}]`)];
	return { ...rest, body: changes[seed % changes.length] };
}

type Kind = 'forged' | 'altered' | 'expired' | 'replayed' | 'unsigned';

/** One case: what was delivered to this trigger must leave nothing that is proven. */
const attempts: Record<Kind, (provider: Signing) => Array<(made: Made, scheme: Scheme, seed: number) => Promise<Delivered>>> = {
	forged: () => [({ to, genuine }, _scheme, seed) => deliver(to, forged(genuine(randomUUID()), seed))],
	altered: () => [({ to, genuine }, _scheme, seed) => deliver(to, altered(genuine(randomUUID()), seed))],
	expired: () => [
		({ to, genuine, signed }, scheme) => {
			const { body } = genuine(randomUUID());
			const age = scheme.time!.tolerance + 1500 + randomInt(1e10);
			return deliver(to, { headers: [jsonType, ...signed!(timeOf(scheme, -age), body)], query: '', body });
		},
	],
	replayed: () => [
		async ({ to, genuine }) => {
			const request = genuine(randomUUID());
			const first = await deliver(to, request);
			expect(first.items).toHaveLength(1);
			return await deliver(to, request);
		},
	],
	unsigned: () => [
		({ to, genuine }) => deliver(to, unproven(genuine(randomUUID()))),
		({ to, genuine }) =>
			deliver({ ...to, parameters: { ...to.parameters, options: { acceptUnsigned: true } } }, unproven(genuine(randomUUID()))),
	],
};

const kinds = Object.keys(attempts) as Kind[];
/** What each kind is tried against: only a signature covers the bytes, and only one with a time expires. */
const against = (kind: Kind, provider: Signing): Scheme[] => {
	if (kind === 'altered') return signatures(provider);
	if (kind === 'expired') return signatures(provider).filter(({ time }) => time !== undefined);
	return schemesOf(provider);
};

describe.each(signing)('E1 %s', (provider) => {
	test.each(kinds.filter((kind) => against(kind, provider).length > 0))('no event that is %s is taken for a proven one', async (kind) => {
		const cases = sized(1000, 100);
		const tried = against(kind, provider).map((scheme) => ({ scheme, made: scheme.make() }));
		const ways = attempts[kind](provider);
		let taken = 0;
		for (let seed = 0; seed < cases; seed++) {
			const { scheme, made } = tried[seed % tried.length];
			const delivered = await ways[seed % ways.length](made, scheme, seed);
			if (isTaken(delivered) || delivered.status >= 500) taken++;
		}
		bar('E1', `${provider}: ${kind} events taken as verified`, cases, taken);
		expect(taken).toBe(0);
		// What is genuine still gets in.
		for (const { made } of tried) expect(isTaken(await deliver(made.to, made.genuine(randomUUID())))).toBe(true);
	});
});

/** Bland's signature has no time: an old delivery that comes again, after n8n forgot it, says no more than Bland itself does now. */
test.skipIf(!signing.includes('bland'))(
	'E1 bland: an old event that is sent again brings what Bland says of the call, not what it said then',
	async () => {
		const cases = sized(1000, 100);
		const [scheme] = signatures('bland');
		const { to, signed } = scheme.make();
		let wrong = 0;
		for (let seed = 0; seed < cases; seed++) {
			const callId = randomUUID();
			const old: object[] = [
				{ call_id: callId, category: 'call', message: 'Call connected', log_level: 'info' },
				bodies.bland(callId, { summary: 'of then' }),
			];
			const body = json(old[seed % old.length]);
			const trigger: Trigger = {
				...to,
				workflowId: randomUUID(),
				parameters: { ...to.parameters, fetchFullCall: true, events: ['call.connected', 'call.completed', 'call.failed'] },
				answers: () => ({
					statusCode: 200,
					headers: {},
					body: { call_id: callId, status: 'busy', completed: true, queue_status: 'complete', to: '+12125550100' },
				}),
			};
			const { items } = await deliver(trigger, { headers: [jsonType, ...signed!('', body)], query: '', body });
			if (items.some(({ status, outcome }) => status !== 'failed' || outcome !== 'busy')) wrong++;
		}
		bar('E1', 'bland: old events whose call is read again', cases, wrong);
		expect(wrong).toBe(0);
	},
);

/** Ten minutes of talk: each word with its times, twice, as Retell AI and Vapi send it. */
const words = Array.from({ length: 9_000 }, (_, index) => ({ word: `word-${index}`, start: index / 15, end: index / 15 + 0.06 }));
const talk = {
	transcript_object: [{ role: 'agent', content: 'x'.repeat(1_100_000), words }],
	transcript_with_tool_calls: [{ role: 'agent', content: 'x'.repeat(1_100_000), words }],
	more: Object.fromEntries(Array.from({ length: 6_500 }, (_, index) => [`k${index}`, index])),
};
const keysIn = (text: string): number => text.match(/":/g)?.length ?? 0;

test.each(schemes.filter(({ provider }) => signing.some((id) => id === provider)).map((scheme) => [scheme.name, scheme] as const))(
	'E2 %s: ten minutes of talk, 3 MB and 60,000 keys, get in, and not a bit of them may differ',
	async (name, scheme) => {
		const { to, genuine } = scheme.make();
		const request = genuine(randomUUID(), talk);
		expect(request.body.length).toBeGreaterThan(3_000_000);
		expect(keysIn(request.body.toString())).toBeGreaterThan(60_000);
		const altered = Buffer.from(request.body);
		altered[altered.length - 100] ^= 1;
		const signs = name.includes('signature');
		const refused = await deliver(to, signs ? { ...request, body: altered } : { ...request, query: '', headers: [jsonType] });
		expect(refused).toMatchObject({ status: 401, items: [] });
		const let_in = await deliver(to, request);
		bar('E2', `${name}: ten minutes of talk refused`, 1, isTaken(let_in) ? 0 : 1);
		expect(isTaken(let_in)).toBe(true);
	},
);
