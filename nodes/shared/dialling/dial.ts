import type { IExecuteFunctions } from 'n8n-workflow';
import type { CallAudit, CallRecord } from '../call/record';
import { callRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import type { Connection } from '../transport/exchange';
import { sendCallbacks } from './callbacks';
import { dryRunOf } from './dryRun';
import { auditOf, hoursOf, hoursProblem } from './gate';
import type { Ledger } from './ledger';
import { searchEarlierCall, searchNewCall } from './lookup';
import { rememberDial } from './loopGuard';
import { placeCall, unclearRecord, withRaw } from './place';
import type { Finished, Ready } from './run';

/** What every dial of a run shares. */
export interface Dialling {
	context: IExecuteFunctions;
	connection: Connection;
	ledger: Ledger;
	/** Sentences for the output panel. */
	warnings: string[];
}

/** How far back a call of a crashed try is looked for, in milliseconds. */
const crashWindow = 24 * 3_600_000;

/** Dials one item that passed the gate, unless this execution already did; never throws. */
export async function dialPlanned(dialling: Dialling, { planned, audit }: Ready): Promise<Finished> {
	const { context, ledger } = dialling;
	const { item, call, options, safety } = planned;
	const connection = { ...dialling.connection, timeoutSeconds: options.timeout };
	const done = (record: CallRecord, at: CallAudit = audit): Finished => ({ item, record: { ...record, audit: at } });
	if (call === null) return done(callRecord(connection.provider.id, { ...planned.known, status: 'blocked', dialed: 'no' }));

	if (options.dryRun) {
		const record = callRecord(connection.provider.id, { ...planned.known, status: 'blocked', dialed: 'no' });
		return { ...done(record), dryRun: dryRunOf(connection, call) };
	}
	const earlier = await earlierCall(dialling, connection, call);
	if (earlier !== null) return done(earlier);

	// The item may have waited in the queue past the end of the hours.
	const hours = safety === null ? null : hoursOf(planned, safety, new Date());
	const late = hoursProblem(item, hours);
	if (late !== null) {
		const record = callRecord(connection.provider.id, { ...planned.known, status: 'blocked', dialed: 'no', problem: late });
		return done(record, { ...auditOf(planned, hours), decision: 'refused' });
	}

	ledger.pending(call);
	rememberDial(`${context.getWorkflow().id ?? ''}:${context.getNode().id}`, call.to, Date.now());
	const since = new Date().toISOString();
	const { record: placed, answer } = await placeCall(context, connection, call);
	const record = placed.dialed === 'maybe' ? await resolved(dialling, connection, call, placed, since) : placed;
	ledger.settle(call, record);
	if (record.dialed === 'yes' && placed === record) {
		dialling.warnings.push(...(await sendCallbacks(context, connection.provider, record, call)));
	}
	return done(options.includeRaw ? withRaw(record, answer, connection) : record);
}

/** What an earlier try of this execution dialled, or null where nothing stands against dialling now. */
async function earlierCall(dialling: Dialling, connection: Connection, call: CallRequest): Promise<CallRecord | null> {
	const { context, ledger } = dialling;
	const earlier = ledger.earlier(call);
	if (earlier.state === 'dialled') return earlier.record;
	if (earlier.state === 'none' && (ledger.complete || connection.provider.inProcess)) return null;
	const since = earlier.state === 'pending' ? earlier.since : new Date(Date.now() - crashWindow).toISOString();
	const finding = await searchEarlierCall(context, connection, call, since);
	if (typeof finding === 'object') {
		ledger.pending(call);
		const record = { ...finding.found, reference: finding.found.reference ?? call.reference };
		ledger.settle(call, record);
		return record;
	}
	// A try that had begun is never begun again; after a crash only a complete list proves that nobody was phoned.
	if (earlier.state === 'none' && finding === 'absent') return null;
	return unclearRecord(connection, call);
}

/** An unknown outcome after up to three searches for the call: found means that it was placed. */
async function resolved(
	dialling: Dialling,
	connection: Connection,
	call: CallRequest,
	placed: CallRecord,
	since: string,
): Promise<CallRecord> {
	if (connection.provider.inProcess) return placed;
	const found = await searchNewCall(dialling.context, connection, call, since);
	if (found === null) return placed;
	const record: CallRecord = { ...placed, ...definedOf(found), reference: call.reference, dialed: 'yes' };
	delete record.problem;
	return record;
}

/** What a list row really tells: a `null` of it must not hide what is known already. */
const definedOf = (record: CallRecord): Partial<CallRecord> =>
	Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null)) as Partial<CallRecord>;
