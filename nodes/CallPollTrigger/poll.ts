import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { CallEvent, CallEventName } from '../shared/call/event';
import { reportable } from '../shared/call/bugReport';
import { eventOutward } from '../shared/call/outward';
import { connect, isConnection } from '../shared/transport/connect';
import { pollOptions } from './fields';
import type { Privacy } from '../shared/privacy/privacy';
import { isPrivate, privately } from '../shared/privacy/privacy';
import { readAgentId } from '../shared/fields/provider';
import { readEventNames } from '../shared/fields/events';
import { isBlank } from '../shared/fields/values';
import { needsAgent, providerById } from '../shared/providers/registry';
import type { Connection } from '../shared/transport/send';
import { jsonWithoutSecrets, secretsOf } from '../shared/transport/redact';
import { diffCalls, eventOf, lookBack, mergeRows, maxCalls, windowStart } from './diffCalls';
import type { CallRow } from '../shared/call/listedCall';
import { listCalls, throwListFault } from './readList';
import { withWholeCalls } from './wholeCalls';
import { readState, scopeOf, writeState, observe } from './pollState';
/** Seconds for one page. */
const timeout = 30;
/** Pages for one day of calls, of 100 calls where the provider allows it. */
const pagesPerDay = 50;
/** Days that a list may hold beyond the range asked for: some providers filter by whole days in an undocumented time zone. */
const daysBeyond = 2;
/** Items that "Fetch Test Event" shows at most. */
const samples = 3;

/** What the person chose. */
interface Watched {
	connection: Connection;
	agentId: string | null;
	events: readonly CallEventName[];
	includeRaw: boolean;
	privacy: Privacy;
}

/** The triggers whose poll is not over yet, in this process. */
const running = new Set<string>();

/**
 * One poll of Call Poll Trigger: the items of what happened since the last one, or `null` where nothing did.
 * The first poll only records what is listed and emits nothing. A failed poll leaves the state as it was.
 * @throws NodeOperationError or NodeApiError with the way out in the message
 */
export async function pollCalls(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const watched = await readWatched(context);
	if (context.getMode() === 'manual') return await sample(context, watched);

	// n8n starts the next poll while a slow one is running; the second one returns at once.
	const trigger = `${context.getWorkflow().id}:${context.getNode().id}`;
	const isFirst = context.getWorkflowStaticData('node').polled === undefined;
	if (running.has(trigger) && !isFirst) return null;
	running.add(trigger);
	try {
		return await pollOnce(context, watched);
	} finally {
		running.delete(trigger);
	}
}

async function pollOnce(context: IPollFunctions, watched: Watched): Promise<INodeExecutionData[][] | null> {
	const { connection, agentId, events } = watched;
	const { id: providerId, credentialType } = connection.provider;
	const credential = context.getNode().credentials?.[credentialType ?? '']?.id ?? null;
	const scope = scopeOf(providerId, connection.baseUrl, credential, agentId);
	const data = context.getWorkflowStaticData('node');
	const after = windowStart(readState(data, scope), Date.now());
	const listing = await listed(context, watched, after);

	const records = listing.map(({ record }) => record);
	// Two first polls may overlap: the state is read again and written without an await in between.
	const { events: happened, state, forgotten } = diffCalls(readState(data, scope), records, Date.now(), scope);
	writeState(data, state);
	if (forgotten > 0) context.logger.warn(forgottenSentence(context.getNode().name, forgotten));
	const wanted = happened.filter(({ event }) => events.includes(event));
	return wanted.length === 0 ? null : [await itemsOf(context, wanted, watched, listing)];
}

/** For n8n's log: a poll trigger has no output panel for warnings. */
const forgottenSentence = (node: string, calls: number): string =>
	`${node}: there are more than ${maxCalls} calls to be watched, and the ${calls} oldest are not watched any more. What comes late for them, such as a transcript, is not told. Choose one agent, and use a trigger for each.`;

async function readWatched(context: IPollFunctions): Promise<Watched> {
	const fail = (sentence: string): never => {
		throw reportable(context.getNode(), new NodeOperationError(context.getNode(), sentence));
	};
	const provider = providerById(String(context.getNodeParameter('provider')));
	if (provider === undefined) return fail('Provider is unknown. Choose one from the list.');
	const given = context.getNodeParameter('agentId', '', { extractValue: true });
	const agent = isBlank(given) && !needsAgent(provider, 'listCalls') ? null : readAgentId(given, provider);
	if (agent?.ok === false) {
		const why = needsAgent(provider, 'listCalls') ? ` ${provider.displayName} lists calls for one agent at a time.` : '';
		return fail(`${agent.fault.field} ${agent.fault.sentence}${why}`);
	}
	const chosen = readEventNames(context.getNodeParameter('events', []));
	if (!chosen.ok) return fail(`${chosen.fault.field} ${chosen.fault.sentence}`);
	const reading = { provider, timezone: context.getTimezone(), now: new Date() };
	const options = pollOptions.read(context.getNodeParameter('options', {}), reading);
	if (!options.ok) return fail(`${options.fault.field} ${options.fault.sentence}`);
	const connection = await connect(context, provider, timeout);
	if (!isConnection(connection)) return fail(connection.detail);
	return { connection, agentId: agent?.value ?? null, events: chosen.value, ...options.value };
}

/** All calls since then. @param since epoch milliseconds */
async function listed(context: IPollFunctions, { connection, agentId }: Watched, since: number): Promise<CallRow[]> {
	const days = Math.max(1, Math.round((Date.now() - since) / lookBack)) + daysBeyond;
	const after = new Date(since).toISOString();
	const listing = await listCalls(context, connection, { agentId, after, mostPages: days * pagesPerDay });
	return listing.ok ? listing.value : throwListFault(context, connection.provider, listing.fault);
}

/** "Fetch Test Event": the events of the newest calls as if each were new. The state stays untouched. */
async function sample(context: IPollFunctions, watched: Watched): Promise<INodeExecutionData[][]> {
	const { provider } = watched.connection;
	const found = await newest(context, watched);
	const playing = found.events.length === 0 && provider.inProcess?.sample(watched.events, '', new Date());
	const { events, listing } = playing ? await newest(context, watched) : found;
	const wanted = events.filter(({ event }) => watched.events.includes(event));
	if (wanted.length === 0) {
		const what = events.length === 0 ? 'no calls of the last day' : 'no calls of the last day with an event that is chosen under Events';
		const sentence = `${provider.displayName} lists ${what}. Place a call with Send Call, or pin data, then fetch again.`;
		throw reportable(context.getNode(), new NodeOperationError(context.getNode(), sentence));
	}
	return [await itemsOf(context, wanted.slice(0, samples), watched, listing)];
}

/** The events of the calls of the last day, the newest call first. */
async function newest(context: IPollFunctions, watched: Watched): Promise<{ events: CallEvent[]; listing: CallRow[] }> {
	const now = Date.now();
	const listing = await listed(context, watched, now - lookBack);
	const began = (event: CallEvent): string => event.record.createdAt ?? event.record.startedAt ?? '';
	const events = [...mergeRows(listing.map(({ record }) => record)).values()]
		.flatMap((record) => observe(null, record, now).names.map((name) => eventOf(name, record)))
		.sort((a, b) => began(b).localeCompare(began(a)));
	return { events, listing };
}

async function itemsOf(
	context: IPollFunctions,
	wanted: readonly CallEvent[],
	watched: Watched,
	listing: readonly CallRow[],
): Promise<INodeExecutionData[]> {
	const { events, rows } = await withWholeCalls(context, watched.connection, wanted);
	return events.map((event) => itemOf(event, watched, [...rows, ...listing]));
}

/** The event as an item. It is always `verified`, since it was read from the account itself. */
function itemOf(event: CallEvent, { connection, includeRaw, privacy }: Watched, listing: readonly CallRow[]): INodeExecutionData {
	if (isPrivate(privacy)) return { json: eventOutward({ ...event, record: privately(event.record, privacy) }, true) as IDataObject };
	const wantsRaw = includeRaw || event.event === 'call.unknown';
	const row = listing.find(({ record }) => record.callId === event.record.callId)?.row ?? null;
	const raw = wantsRaw ? jsonWithoutSecrets(row, secretsOf(connection.settings)) : undefined;
	return { json: eventOutward(event, true, raw) as IDataObject };
}
