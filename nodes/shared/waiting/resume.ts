import type { IDataObject, INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { CallEvent } from '../call/event';
import type { Json } from '../call/json';
import { fromJson } from '../call/json';
import { isTerminal, recordOfEvents } from '../call/lifecycle';
import { outward } from '../call/outward';
import type { CallRecord } from '../call/record';
import { openly, privately } from '../privacy/privacy';
import { unseal } from '../privacy/seal';
import type { Provider } from '../providers/provider';
import { providerById, eventsIn } from '../providers/registry';
import { jsonWithoutSecrets, secretsOf, credentialKeys } from '../transport/redact';
import { digestOf, sameDigest } from '../webhooks/secret';
import type { Delivery } from '../webhooks/delivery';
import { readBody, openDelivery, refuse } from '../webhooks/delivery';
import type { WebhookVerifier } from '../webhooks/verify';
import type { SealedCall, WaitingCall } from './callback';
import { waitingCallKey } from './callback';
import { confirmed } from './confirming';

/**
 * What a waiting execution does with a request to its address: the end of its own call resumes it with the whole
 * record on its output, an earlier event is taken and keeps it waiting, everything else is refused and changes nothing.
 * Never throws, since n8n would take that for a result.
 */
export async function resumeWaitingCall(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await handleDelivery(context);
	} catch {
		return refuse(context, 500, 'The event could not be read.');
	}
}

async function handleDelivery(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const opened = openDelivery(context.getRequestObject());
	if (!opened.ok) return refuse(context, opened.fault.httpStatus ?? 400, opened.fault.sentence);
	const delivery = opened.value;
	const waiting = waitingCall(context, delivery);
	if (waiting === null) return refuse(context, 401, 'Not for this call.');
	const provider = providerById(waiting.record.provider);
	if (provider === undefined) return refuse(context, 400, 'The body is no event.');
	if (!(await isSigned(context, provider, delivery))) return refuse(context, 401, 'The delivery does not prove where it comes from.');
	// The token proves the body: only the provider was told this address.
	const read = readBody(delivery, true);
	if (!read.ok) return refuse(context, read.fault.httpStatus ?? 400, read.fault.sentence);
	const body = read.value;

	const ours = eventsIn(provider, body).filter(({ record }) => isSameCall(provider, waiting.record, record));
	if (ours.length === 0) return refuse(context, 401, 'Not for this call.');
	if (!ours.some(isEnd)) return { webhookResponse: { received: true } };
	return await onlyFirst(context, waiting.tokenHash, async (overtaken) => {
		const record = await confirmed(context, provider, waiting, recordOfEvents(ours), overtaken);
		if (waiting.includeRaw) record.raw = await rawOf(context, provider, body);
		return outputsOf(context, waiting, record);
	});
}

/** The attempts whose end is being handled in this process: how many deliveries are at it, and whether one of them has resumed. */
const handled = new Map<string, { deliveries: number; resumed: AbortController }>();

/**
 * Resumes the execution with the result, unless another delivery about the same attempt did so meanwhile. Reading the call takes seconds,
 * and the provider may send its next event before that is done.
 * @param result made from one delivery; its signal is aborted when another delivery was first
 */
async function onlyFirst(
	context: IWebhookFunctions,
	attempt: string,
	result: (overtaken: AbortSignal) => Promise<INodeExecutionData[][]>,
): Promise<IWebhookResponseData> {
	const turn = handled.get(attempt) ?? { deliveries: 0, resumed: new AbortController() };
	handled.set(attempt, turn);
	turn.deliveries++;
	try {
		const workflowData = await result(turn.resumed.signal);
		// The status that n8n gives to whatever comes after the end.
		if (turn.resumed.signal.aborted) return refuse(context, 409, 'The result of this call was delivered already.');
		turn.resumed.abort();
		return { webhookResponse: { received: true }, workflowData };
	} finally {
		if (--turn.deliveries === 0) handled.delete(attempt);
	}
}

/**
 * The record on its output. A call that was never dialed belongs on Not Dialed, and n8n before 2.39 hands on nothing but the first output
 * of a resumed node. There the record leaves on Dialed as one that may have been dialed, so that it is not lost.
 */
function outputsOf(context: IWebhookFunctions, { isOneOutput, privacy = openly }: WaitingCall, record: CallRecord): INodeExecutionData[][] {
	const itemOf = (shown: CallRecord): INodeExecutionData[] => [
		{ json: outward(privately(shown, privacy)) as IDataObject, pairedItem: { item: 0 } },
	];
	if (isOneOutput === true) return [itemOf(record)];
	if (record.dialed !== 'no') return [itemOf(record), []];
	return handsOnAllOutputs(context) ? [[], itemOf(record)] : [itemOf({ ...record, dialed: 'maybe' }), []];
}

/** Whether n8n hands on all outputs of a resumed node. It has no version to ask for, and these two methods came with the same release. */
const handsOnAllOutputs = (context: IWebhookFunctions): boolean => 'getTestWebhookUser' in context || 'refreshN8nOAuth2Flow' in context;

/**
 * The call that the execution stored before it was suspended, if the delivery has the token of this attempt: all rounds of a loop share one
 * address. A webhook can read the node context only through an expression.
 */
function waitingCall(context: IWebhookFunctions, delivery: Delivery): WaitingCall | null {
	// Two braces in a node's name would end the expression.
	const name = JSON.stringify(context.getNode().name).replaceAll('}', '\\u007d').replaceAll('{', '\\u007b');
	const kept = context.evaluateExpression(`{{ $node[${name}].context.${waitingCallKey} }}`);
	const [token, ...others] = delivery.query('attempt');
	if (typeof kept !== 'object' || kept === null || token === undefined || others.length > 0) return null;
	const waiting = fromJson<WaitingCall | SealedCall>(kept);
	if (!sameDigest(digestOf(token), Buffer.from(waiting.tokenHash, 'hex'))) return null;
	return 'sealed' in waiting ? fromJson<WaitingCall | null>(unseal(waiting.sealed, token)) : waiting;
}

/**
 * Whether the delivery is signed as the provider signs, where the credential has the secret for it. A token that travels in
 * an address is none: this address has one of its own. A wrong signature is refused everywhere, a missing one only where the provider
 * always signs.
 * @throws what n8n throws where the credential cannot be read: then nobody knows whether a signature is due
 */
async function isSigned(context: IWebhookFunctions, provider: Provider, delivery: Delivery): Promise<boolean> {
	let [isDue, isWrong] = [false, false];
	for (const proof of provider.webhook.proofs) {
		if (proof.keyFrom !== 'credential' || proof.secretField?.inAddress !== false) continue;
		const keys = await credentialKeys(context, provider, proof);
		if (keys.length === 0) continue;
		if (isCarried(proof, delivery)) {
			if (proof.verify(delivery, keys, Date.now())) return true;
			isWrong = true;
		} else if (proof.absentPerCall !== true) isDue = true;
	}
	return !isDue && !isWrong;
}

/** Whether the delivery carries the proof. A provider that may leave it out may also send its header empty. */
const isCarried = (proof: WebhookVerifier, delivery: Delivery): boolean => {
	const values = proof.extract(delivery);
	return values.length > 0 && !(proof.absentPerCall === true && values.every((value) => value === ''));
};

/** Whether the event tells that the call is over: the event of the end, or a later one that repeats the status, such as its analysis. */
const isEnd = ({ event, record }: CallEvent): boolean => event !== 'call.unknown' && isTerminal(record.status);

/**
 * Whether an event belongs to the call that was placed. Where the provider does not tell the id when it places the
 * call, the token of the attempt has to do, and the number where it is told.
 */
function isSameCall({ capabilities }: Provider, placed: CallRecord, told: CallRecord): boolean {
	if (told.reference !== null && told.reference === placed.reference) return true;
	if (placed.callId === null || told.callId === null || capabilities.callIdInAnswer.supported !== 'yes') {
		return isSameNumber(placed.to, told.to);
	}
	return told.callId === placed.callId;
}

/** Whether two spellings may mean one number, with or without its country; what is no number tells nothing. */
function isSameNumber(placed: string | null, told: string | null): boolean {
	const [a, b] = [placed, told].map((number) => (number ?? '').replace(/\D/g, '').replace(/^0+/, ''));
	return a.length < 7 || b.length < 7 || a.endsWith(b) || b.endsWith(a);
}

async function rawOf(context: IWebhookFunctions, { credentialType }: Provider, body: Json): Promise<Json> {
	const settings = credentialType === null ? {} : await context.getCredentials(credentialType);
	return jsonWithoutSecrets(body, secretsOf(settings));
}
