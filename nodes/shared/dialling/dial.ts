import type { IExecuteFunctions, IDataObject, IN8nHttpFullResponse } from 'n8n-workflow';
import type { Problem } from '../call/problem';
import type { CallAudit, CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import type { Connection } from '../transport/send';
import { begin, lateProblem } from './begin';
import { lacksCallerId } from './callerNumbers';
import { placeCall, unknownOutcomeRecord, withRaw } from './place';
import type { ItemResult, DialJob } from './job';
import { callOfEarlierStart, withReferences } from './earlierStart';
import { earlierCall, resolved } from './reconcile';
import { withCurrentDelay } from './schedule';
import { forItem } from '../call/problem';
import type { Provider } from '../providers/provider';
import { notDialed } from './notDialed';
import { listen } from './slowDown';
import type { DialRun } from './dialRun';
/** Dials one item that passed the preflight, unless an earlier try already did. Never throws. */
export const dialJob = async (dialRun: DialRun, job: DialJob): Promise<ItemResult> =>
	await dialOrFind(dialRun, job).catch(() => afterAccident(dialRun, job));

/** The result after an unexpected error of this package: whether the person was phoned is not known. */
const afterAccident = ({ connection }: DialRun, { parsed, audit }: DialJob): ItemResult => ({
	item: parsed.item,
	record: { ...unknownOutcomeRecord(connection, parsed.call as CallRequest, null), audit },
});

async function dialOrFind(dialRun: DialRun, job: DialJob): Promise<ItemResult> {
	const { parsed, audit, refusal } = job;
	const { context, ledger } = dialRun;
	const { item, options } = parsed;
	const call = parsed.call === null ? null : withCurrentDelay(parsed.call);
	const connection = { ...dialRun.connection, timeoutSeconds: options.timeout };
	const done = (record: CallRecord, at: CallAudit = audit): ItemResult => ({ item, record: { ...record, audit: at } });
	const blocked = (problem: Problem | null = null, at: CallAudit = audit): ItemResult =>
		notDialed(connection.provider, parsed, problem, at);
	if (call === null) return blocked();

	if (options.dryRun) return refusal === null ? { ...blocked(), dryRun: dryRunOf(connection, call) } : blocked(refusal);
	const isNamed = options.reference !== null;
	const earlier = await earlierCall(dialRun, connection, call, { audit, isNamed, isSteady: parsed.isSteady === true });
	if (earlier !== null) return { item, record: earlier, earlier: true };
	const limit = parsed.safety?.callLimit ?? null;
	const isLookedFor = isNamed && limit !== null;
	if (refusal !== null && !isLookedFor) return blocked(refusal);

	const listed = await dialRun.limiter.readHistory(call, limit);
	const asked = isLookedFor ? await withReferences(dialRun, connection, listed) : listed;
	// Nothing but this look may follow the reading of the list: what it shows must not be out of date at the dial.
	const before = isLookedFor ? callOfEarlierStart(dialRun, call, asked, audit) : null;
	if (before !== null && 'placed' in before) return { item, record: before.placed, earlier: true, earlierStart: true };
	if (refusal !== null || before !== null) return blocked(refusal ?? before?.unclear, { ...audit, decision: 'refused' });
	// No await may come between this decision and the request.
	const begun = begin(dialRun, job, call, asked);
	if ('refusal' in begun) return blocked(begun.refusal, begun.audit);
	const { since, reservation } = begun;
	const dialed = { ...call, dialedAt: since };
	const late = () => lateProblem(parsed, call);
	const { record: placed, answer, late: stopped } = await placeCall(context, connection, dialed, late);
	if (dialRun.pace.clock !== undefined) listen(dialRun.pace.clock, connection.provider, placed, answer);
	const record =
		placed.dialed === 'maybe' ? await resolved(dialRun, connection, dialed, { placed, since, audit, isShared: isNamed }) : placed;
	ledger.settle(call, { ...record, audit });
	reservation.settle(record);
	if (record.dialed === 'yes' && placed === record) {
		dialRun.warnings.push(...(await sendCallbacks(context, connection.provider, record, call)));
	}
	return done(options.includeRaw ? withRaw(record, answer, connection) : record, stopped?.audit);
}

const queues = new WeakMap<object, DialRun['serialQueue']>();

/** One queue for all runs of the node in this execution, which may go on at the same time. */
export function serialQueueOf(context: IExecuteFunctions): DialRun['serialQueue'] {
	const node = context.getContext('node');
	const known = queues.get(node) ?? createSerialQueue();
	queues.set(node, known);
	return known;
}

/** Runs tasks one after the other; a failed task does not stop the next one. */
function createSerialQueue(): DialRun['serialQueue'] {
	let last: Promise<unknown> = Promise.resolve();
	return async (look) => {
		const next = last.then(look, look);
		last = next.catch(() => undefined);
		return await next;
	};
}

/** The exact request of a call, with the key masked: the value of the key is never even read here. */
export function dryRunOf(connection: Connection, call: CallRequest): IDataObject {
	const { provider, settings, baseUrl } = connection;
	const request = provider.placeCall.request({ ...call, dialedAt: new Date().toISOString() }, settings);
	const { authentication } = provider;
	return {
		...(lacksCallerId(call, provider) && {
			note: `From Number was typed: its ID at ${provider.displayName} is looked up only when the call is placed.`,
		}),
		method: request.method,
		url: baseUrl + request.path,
		headers: {
			...(authentication ? { [authentication.header]: `${authentication.prefix}••••••••` } : {}),
			'content-type': 'application/json',
		},
		body: request.body as IDataObject,
	};
}

/** Milliseconds for one callback of a provider that plays in this process. */
const timeout = 10_000;

/**
 * Posts the events of a simulated call to its callback URL, in order.
 * The call is placed already, so a failure is only a warning.
 */
async function sendCallbacks(context: IExecuteFunctions, provider: Provider, record: CallRecord, call: CallRequest): Promise<string[]> {
	let delivered = 0;
	for (const { url, headers, body } of provider.inProcess?.callbacks(record, call) ?? []) {
		const status = await statusOf(context, url, headers, JSON.stringify(body));
		if (status >= 200 && status < 300) delivered++;
		else if (isTestUrl(url) && status === 404) return delivered > 0 ? [] : [nobodyListens];
		else
			return [
				forItem(
					'Not all events of the call reached its Callback URL. Check that the address answers a POST with status 200.',
					call.item,
					context.getInputData().length,
				),
			];
	}
	return [];
}

const nobodyListens =
	'The Callback URL is a Test URL that does not listen, or not any more, since it takes one event per execution: execute the Call Event Trigger first, or use its Production URL.';

/** n8n's test address of a trigger: it hands one event on, and then answers 404. */
const isTestUrl = (url: string): boolean => /\/webhook-test\//.test(url);

/** The status of the answer, 0 where none came. */
async function statusOf(context: IExecuteFunctions, url: string, headers: Record<string, string>, body: string): Promise<number> {
	try {
		const answer = (await context.helpers.httpRequest({
			method: 'POST',
			url,
			headers: { ...headers, 'content-type': 'application/json' },
			body,
			timeout,
			abortSignal: AbortSignal.timeout(timeout),
			disableFollowRedirect: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
		})) as IN8nHttpFullResponse;
		return answer.statusCode;
	} catch {
		return 0;
	}
}
