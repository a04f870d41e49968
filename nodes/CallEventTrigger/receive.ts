import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { CallEvent } from '../shared/call/event';
import { isTerminal } from '../shared/call/lifecycle';
import { eventOutward } from '../shared/call/outward';
import { isPrivate, privately } from '../shared/privacy/privacy';
import { eventsIn } from '../shared/providers/registry';
import { connect, isConnection } from '../shared/transport/connect';
import { jsonWithoutSecrets, secretsOf, credentialKeys } from '../shared/transport/redact';
import { readBody, openDelivery, accepted, refuse, start } from '../shared/webhooks/delivery';
import { namedOnce, withFullCall } from './fetchFullCall';
import type { WebhookVerifier, Verdict } from '../shared/webhooks/verify';
import { verifyDelivery } from '../shared/webhooks/verify';
import { registrationAt } from './register';
import { forwardToWaiting } from './forwardToWaiting';
import type { EventSettings } from './fields';
import { readSettings, addressOf } from './fields';

/** Seconds for reading one call, and milliseconds for reading all calls of one delivery. */
const lookTimeout = 8;
const looksTimeout = 20_000;

interface CheckedDelivery {
	event: CallEvent;
	verified: boolean;
}

/** `webhook()` of Call Event Trigger: form, proof, reading, in this order. Never throws, always answers. */
export async function receiveEvents(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await receive(context);
	} catch {
		return refuse(context, 500, 'The event could not be handled.');
	}
}

async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const opened = openDelivery(context.getRequestObject());
	if (!opened.ok) return refuse(context, opened.fault.httpStatus ?? 400, opened.fault.sentence);
	const delivery = opened.value;
	const settings = readSettings(context);
	const verdict = await verifyDelivery(
		settings.provider.webhook.proofs,
		delivery,
		(proof) => keysFor(context, settings, proof),
		Date.now(),
	);
	if (!isLetIn(verdict, settings)) return refuse(context, 401, 'The delivery does not prove where it comes from.');

	const body = readBody(delivery, coversBody(verdict));
	if (!body.ok) return refuse(context, body.fault.httpStatus ?? 400, body.fault.sentence);
	const told = eventsIn(settings.provider, body.value).map((event) => (settings.fetchFullCall ? namedOnce(event) : event));
	const events = told.filter((event) => isNews(context, settings, event, verdict));
	const checked = await withFullCalls(context, settings, events, verdict);
	if (events.length > 0 && checked.length === 0) return refuse(context, 401, 'The provider knows no such call.');

	if (settings.resumeWaiting) await forwardAll(context, checked);
	const toItem = await itemMaker(context, settings, checked); // before ids are remembered: after an error here, a redelivery must be handled
	const fresh = checked
		.filter(({ event }) => settings.events.includes(event.event))
		.filter(({ event, verified }) => handedOn.add(seenKey(context, event), verified ? proven : trustOf(verdict)));
	return fresh.length === 0 ? accepted() : start(fresh.map(toItem));
}

async function keysFor(context: IWebhookFunctions, { provider }: EventSettings, proof: WebhookVerifier): Promise<readonly Buffer[]> {
	if (proof.keyFrom === 'credential') return await credentialKeys(context, provider, proof);
	const address = addressOf(context);
	if (address === null || address === '') return [];
	if (proof.keyFrom === 'address') return [proof.toKey(address)];
	const known = registrationAt(context, address);
	return known === null ? [] : [Buffer.from(known.tokenHash, 'hex')];
}

/** A delivery is unsigned if it carries no proof, or one for which this n8n has no key. A wrong proof is always refused. */
const isLetIn = (verdict: Verdict, { acceptUnsigned }: EventSettings): boolean =>
	typeof verdict === 'object' || (verdict !== 'wrong' && acceptUnsigned);

const coversBody = (verdict: Verdict): boolean => typeof verdict === 'object' && verdict.proven.coversBody;

/** The key names workflow, node and mode: a test event does not count for production, nor one trigger for another. */
const seenKey = (context: IWebhookFunctions, { eventId }: CallEvent): string =>
	[context.getWorkflow().id, context.getNode().id, context.getMode(), eventId].join('\n');

/** How far an event of this delivery is proven before the call is read at the provider. */
function trustOf(verdict: Verdict): TrustLevel {
	if (typeof verdict !== 'object') return unsigned;
	return verdict.proven.coversBody ? proven : signed;
}

/** Whether the event still has to be handled. Reading the call may verify it, so an event that was handed on unverified is handled again. */
function isNews(context: IWebhookFunctions, { fetchFullCall }: EventSettings, event: CallEvent, verdict: Verdict): boolean {
	const trust = fetchFullCall && typeof verdict === 'object' ? proven : trustOf(verdict);
	return event.resumeUrl !== undefined || !handedOn.has(seenKey(context, event), trust);
}

async function withFullCalls(
	context: IWebhookFunctions,
	settings: EventSettings,
	events: CallEvent[],
	verdict: Verdict,
): Promise<CheckedDelivery[]> {
	const covers = coversBody(verdict);
	const asTold = (event: CallEvent): CheckedDelivery => ({ event, verified: covers });
	if (!settings.fetchFullCall || typeof verdict !== 'object') return events.map(asTold);
	const connection = await connect(context, settings.provider, lookTimeout);
	if (!isConnection(connection)) return events.map(asTold);
	const until = performance.now() + looksTimeout;
	const checked: CheckedDelivery[] = [];
	for (const event of events) {
		const late = performance.now() > until;
		const delivered = late ? asTold(event) : await withFullCall(context, connection, event, covers);
		if (delivered !== null) checked.push(delivered);
	}
	return checked;
}

/** Forwards the ends of calls to the executions that wait for them; a forwarded end is not forwarded again. */
async function forwardAll(context: IWebhookFunctions, checked: CheckedDelivery[]): Promise<void> {
	for (const { event, verified } of checked) {
		const address = event.resumeUrl;
		const key = `${event.eventId}\n${address}`;
		if (!verified || address === undefined || !isTerminal(event.record.status) || resumed.has(key, proven)) continue;
		if (await forwardToWaiting(context, address, JSON.stringify(event.raw))) resumed.add(key, proven);
	}
}

/** What nobody has a name for is worth nothing without its body. */
const needsRaw = ({ event }: CheckedDelivery): boolean => event.event === 'call.unknown';

async function itemMaker(
	context: IWebhookFunctions,
	{ provider, includeRaw, privacy }: EventSettings,
	checked: readonly CheckedDelivery[],
): Promise<(delivered: CheckedDelivery) => IDataObject> {
	if (isPrivate(privacy)) {
		return ({ event, verified }) => eventOutward({ ...event, record: privately(event.record, privacy) }, verified) as IDataObject;
	}
	if (!includeRaw && !checked.some(needsRaw)) return ({ event, verified }) => eventOutward(event, verified) as IDataObject;
	const credential = provider.credentialType === null ? {} : await context.getCredentials(provider.credentialType);
	const secrets = secretsOf(credential);
	return (delivered) =>
		includeRaw || needsRaw(delivered)
			? (eventOutward(delivered.event, delivered.verified, jsonWithoutSecrets(delivered.event.raw, secrets)) as IDataObject)
			: (eventOutward(delivered.event, delivered.verified) as IDataObject);
}

/** How far an event was proven when it was handed on: 0 not at all, 1 by a proof that does not cover the body, 2 with its whole body. */
type TrustLevel = 0 | 1 | 2;

const unsigned: TrustLevel = 0;
const signed: TrustLevel = 1;
export const proven: TrustLevel = 2;

/** Ids of events that were handed on already. Lives in memory; beyond its size the oldest ids are dropped. */
export class DedupeCache {
	private readonly trustByKey = new Map<string, TrustLevel>();

	constructor(private readonly maxSize: number) {}

	/** Whether this event was handed on already with at least this trust. An unverified event must not suppress a later verified one. */
	has(key: string, trust: TrustLevel): boolean {
		const before = this.trustByKey.get(key);
		return before !== undefined && before >= trust;
	}

	/** Remembers the event. @returns false if it was there already (asked and set in one step, between two awaits) */
	add(key: string, trust: TrustLevel): boolean {
		if (this.has(key, trust)) {
			this.touch(key, this.trustByKey.get(key) ?? trust);
			return false;
		}
		this.touch(key, trust);
		if (this.trustByKey.size > this.maxSize) this.trustByKey.delete(this.trustByKey.keys().next().value as string);
		return true;
	}

	get size(): number {
		return this.trustByKey.size;
	}

	private touch(key: string, trust: TrustLevel): void {
		this.trustByKey.delete(key);
		this.trustByKey.set(key, trust);
	}
}

const handedOn = new DedupeCache(10_000);
const resumed = new DedupeCache(10_000);
