/** The types of what the nodes give, for code nodes and tests. */
import type { CallEvent } from './dist/nodes/shared/call/event';
import type { JsonObject } from './dist/nodes/shared/call/json';
import type { Problem } from './dist/nodes/shared/call/problem';
import type { CallAnalysis, CallRecord } from './dist/nodes/shared/call/record';

export type { Json, JsonObject } from './dist/nodes/shared/call/json';
export type { CallAnalysis, CallAttempt, CallAudit, CallOutcome, CallRecord, CallStatus, Dialed } from './dist/nodes/shared/call/record';
export type { CallEventName } from './dist/nodes/shared/call/event';
export type { Problem, ProblemType } from './dist/nodes/shared/call/problem';

export { callEventNames } from './dist/nodes/shared/call/event';
export { problemTypes } from './dist/nodes/shared/call/problem';
export { callOutcomes, callStatuses } from './dist/nodes/shared/call/record';

/** The json of an item of Make Call, Send Call and, but for Check Number and Summarize Calls, Manage Call. Where nobody was dialed, what is not known is left out. */
export type CallItem = Partial<Omit<CallRecord, 'to' | 'dialed' | 'analysis' | 'problem'>> &
	Pick<CallRecord, 'to' | 'dialed'> & {
		analysis?: Partial<CallAnalysis> | null;
		problem?: Pick<Problem, 'type' | 'title' | 'detail'> & Partial<Problem>;
		/** The request that would be sent, in a dry run. */
		dryRun?: JsonObject;
	};

/** The json of an item of Call Event Trigger and Call Poll Trigger: what happened, then the record of the call. */
export type CallEventItem = Pick<CallEvent, 'event' | 'eventId' | 'occurredAt'> & { verified: boolean } & CallItem;
