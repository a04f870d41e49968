import { randomBytes } from 'node:crypto';
import type { IDataObject, IExecuteFunctions, INodeExecutionData, IWebhookDescription } from 'n8n-workflow';
import type { Problem } from '../call/problem';
import { isTerminal } from '../call/lifecycle';
import { toJson } from '../call/json';
import { outward } from '../call/outward';
import type { CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import type { FieldIssue } from '../call/result';
import { faultProblem } from '../call/result';
import { isOneOutput } from '../dialling/caller';
import type { DialJob, ParsedItem } from '../dialling/job';
import type { Ledger } from '../dialling/ledger';
import type { Privacy } from '../privacy/privacy';
import { isPrivate, privately } from '../privacy/privacy';
import { seal } from '../privacy/seal';
import type { Provider } from '../providers/provider';
import { supports } from '../providers/registry';
import { checkCallbackUrl, isLoopbackHost } from '../transport/url';
import type { Connection } from '../transport/send';
import { digestOf } from '../webhooks/secret';
import { timedOutRecord } from './pendingCalls';

/** What the waiting execution keeps of its call, for the one who resumes it. */
export interface WaitingCall {
	/** SHA-256 of this attempt's token, hex: all rounds of a loop share one address. */
	tokenHash: string;
	record: CallRecord;
	/** ISO 8601 UTC, right before it was placed. */
	since?: string;
	campaignId?: string | null;
	includeRaw: boolean;
	/** What stays out of the item; left out for nothing. */
	privacy?: Privacy;
	/** All results leave on one output. */
	isOneOutput?: boolean;
}

/** A waiting call of which numbers are masked: whoever reads the execution's data sees nothing of it. */
export interface SealedCall {
	tokenHash: string;
	/** The `WaitingCall`, encrypted with the token of the attempt, which travels in the address alone. */
	sealed: string;
}

/** Where `WaitingCall` or `SealedCall` lies in the node's context. */
export const waitingCallKey = 'voiceCallsWaiting';

/** A prepared wait by callback. The limit counts from before the call is placed. */
export interface CallbackWait {
	job: DialJob;
	token: string;
	until: Date;
}

/**
 * Gives the call this execution's own address, with a token of this attempt: as its callback URL where the provider
 * takes one, else in the context that it echoes.
 * @returns the problem where the provider could never reach that address
 */
export function prepareCallbackWait(
	context: IExecuteFunctions,
	connection: Connection,
	job: DialJob,
): { callbackWait: CallbackWait } | { problem: Problem } {
	const { parsed } = job;
	const call = parsed.call as CallRequest;
	const token = randomBytes(24).toString('base64url');
	const own = String(context.getWorkflowDataProxy(0).$execution.resumeUrl);
	if (!URL.canParse(own)) return { problem: faultProblem(noAddress) };
	const address = new URL(own);
	const direct = supports(connection.provider, 'callbackUrl');
	const unreachable = direct ? checkReachable(address, connection) : null;
	if (unreachable !== null) return { problem: faultProblem(unreachable) };
	if (parsed.options.dryRun) address.search = '';
	address.searchParams.set('attempt', parsed.options.dryRun ? '(secret of the execution)' : token);
	const addressed: CallRequest = direct
		? { ...call, callbackUrl: address.href, finalEventOnly: true }
		: { ...call, resumeUrl: address.href };
	return {
		callbackWait: {
			job: { ...job, parsed: { ...parsed, call: addressed } },
			token,
			until: new Date(Date.now() + (parsed.wait?.limitMinutes ?? 0) * 60_000),
		},
	};
}

const noAddress: FieldIssue = {
	type: 'invalid_parameters',
	field: 'Wait Method',
	sentence:
		'is Callback, and the address of this n8n cannot be read. Set WEBHOOK_URL of this n8n to its public https address, or choose Polling.',
};

/** Whether the provider can reach the address. A provider on this machine, as in a test, may use a loopback address. */
function checkReachable(address: URL, { baseUrl, provider }: Connection): FieldIssue | null {
	const local = isLoopbackHost(new URL(baseUrl).hostname);
	if (checkCallbackUrl(address.href, 'Wait Method', local).ok) return null;
	return {
		type: 'invalid_parameters',
		field: 'Wait Method',
		sentence: `is Callback, and ${provider.displayName} cannot reach this n8n at ${address.origin}. Set WEBHOOK_URL of this n8n to its public https address, or choose Polling.`,
	};
}

/**
 * Suspends the execution until the provider reports the end of the call or the limit is reached. At the limit n8n hands on
 * this node's input; it is replaced here by the record with a time-out.
 */
export async function suspendUntilCallback(
	context: IExecuteFunctions,
	provider: Provider,
	callbackWait: CallbackWait,
	record: CallRecord,
	ledger: Ledger,
): Promise<void> {
	const { parsed } = callbackWait.job;
	const call = parsed.call as CallRequest;
	const earlier = ledger.earlier(call);
	const { privacy } = parsed.options;
	const tokenHash = digestOf(callbackWait.token).toString('hex');
	const waiting: WaitingCall = {
		tokenHash,
		record,
		...(earlier.state !== 'none' && { since: earlier.since }),
		campaignId: call.campaignId,
		includeRaw: parsed.options.includeRaw,
		...(isPrivate(privacy) && { privacy }),
		isOneOutput: isOneOutput(context),
	};
	const kept: WaitingCall | SealedCall = privacy.maskNumbers ? { tokenHash, sealed: seal(waiting, callbackWait.token) } : waiting;
	context.getContext('node')[waitingCallKey] = toJson(kept) as IDataObject;
	context.getExecuteData().data = { main: [[timedOut(provider, parsed, record)]] };
	await context.putExecutionToWait(callbackWait.until);
}

const timedOut = (provider: Provider, parsed: ParsedItem, record: CallRecord): INodeExecutionData => ({
	json: outward(privately(timedOutRecord(record, parsed, provider), parsed.options.privacy)) as IDataObject,
	pairedItem: { item: parsed.item },
});

/** Whether the end of this call is still to come. */
export const isUnderWay = ({ status, dialed }: CallRecord): boolean => dialed !== 'no' && !isTerminal(status);

/** The address at which a waiting execution is resumed; a constant, since the node itself is no trigger. */
export const resumeWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		responseData: '',
		path: '',
		restartWebhook: true,
		isFullPath: true,
	},
];
