import { callEventNames } from './shared/call/event';
import type { CallEvent } from './shared/call/event';
import { recordOrder } from './shared/call/outward';
import type { Problem } from './shared/call/problem';
import { problemTypes } from './shared/call/problem';
import type { CallAnalysis, CallAttempt, CallAudit, CallCost, CallRecord } from './shared/call/record';
import { callOutcomes, callStatuses } from './shared/call/record';
import type { NumberReport } from './ManageCall/operations/checkNumber';
import type { OperationName } from './ManageCall/operation';

/** JSON Schema, as far as n8n's editor shows it before a node has run. What is not known of a call is null in any field. */
export interface Schema {
	type: 'string' | 'number' | 'boolean' | 'object' | 'array';
	description?: string;
	enum?: readonly string[];
	properties?: Readonly<Record<string, Schema>>;
	items?: Schema;
}

const text = (description?: string): Schema => ({ type: 'string', ...(description === undefined ? {} : { description }) });
const number = (description?: string): Schema => ({ type: 'number', ...(description === undefined ? {} : { description }) });
const time = (description?: string): Schema => text(description === undefined ? 'ISO 8601 UTC' : `${description}, ISO 8601 UTC`);
const word = (words: readonly string[]): Schema => ({ type: 'string', enum: words });
const open = (description: string): Schema => ({ type: 'object', description, properties: {} });
const objectOf = (properties: Readonly<Record<string, Schema>>): Schema => ({ type: 'object', properties });

const analysis: Record<keyof CallAnalysis, Schema> = {
	sentiment: text(),
	sentimentScores: open('On the scale of the provider'),
	speechMetrics: open('On the scale of the provider'),
	outcome: text(),
	converted: { type: 'boolean' },
};

const cost: Record<keyof CallCost, Schema> = {
	amount: number(),
	currency: text('ISO 4217, or credits'),
};

const attempt: Record<keyof CallAttempt, Schema> = {
	attempt: number(),
	callId: text(),
	status: word(callStatuses),
	outcome: word(callOutcomes),
	startedAt: time(),
	endedAt: time(),
};

const problem: Record<keyof Problem, Schema> = {
	type: word(problemTypes),
	title: text(),
	detail: text('What is wrong, and the way out'),
	httpStatus: number(),
	providerCode: text(),
	retryAfterSeconds: number(),
	nextAllowedAt: time(),
	reconcile: text('How to find out what became of the call'),
};

const audit: Record<keyof CallAudit, Schema> = {
	country: text(),
	numberType: text(),
	timeZones: { type: 'array', items: text() },
	localTime: text(),
	rule: text(),
	decision: word(['allowed', 'refused']),
};

/** Every field of a record; the type makes sure that none is missing. */
const fields: Record<keyof CallRecord, Schema> = {
	to: text('E.164'),
	dialed: word(['yes', 'no', 'maybe']),
	status: word(callStatuses),
	outcome: word(callOutcomes),
	summary: text(),
	transcript: text(),
	durationSeconds: number(),
	recipientName: text(),
	startedAt: time(),
	answeredAt: time(),
	endedAt: time(),
	createdAt: time(),
	attempt: number('1 for the first dial'),
	attempts: { type: 'array', items: objectOf(attempt) },
	analysis: objectOf(analysis),
	endReason: text('In the words of the provider'),
	cost: objectOf(cost),
	recordingUrl: text(),
	variables: open('As they were given'),
	context: open('As it was given'),
	callId: text(),
	reference: text(),
	agentId: text(),
	from: text('E.164'),
	provider: text(),
	simulated: { type: 'boolean' },
	problem: objectOf(problem),
	audit: objectOf(audit),
	raw: open('The provider’s own object'),
};

/** The fields in the order in which they leave a node; the provider's own object only where it was asked for. */
const recordFields: Readonly<Record<string, Schema>> = Object.fromEntries(
	recordOrder.filter((name) => name !== 'raw').map((name) => [name, fields[name]]),
);

const eventFields: Record<Exclude<keyof CallEvent, 'record' | 'raw' | 'resumeUrl'> | 'verified', Schema> = {
	event: word(callEventNames),
	eventId: text('The same for every delivery of one event'),
	occurredAt: time(),
	verified: { type: 'boolean', description: 'Whether it is proved where the event comes from' },
};

const recordSchema = objectOf(recordFields);
const eventSchema = objectOf({ ...eventFields, ...recordFields });

const numberReport: Record<keyof NumberReport, Schema> = {
	provider: text(),
	to: text(),
	country: text(),
	numberType: text(),
	timeZones: { type: 'array', items: text() },
	localTime: text(),
	rule: text(),
	allowedNow: { type: 'boolean' },
	nextAllowedAt: text(),
	problem: objectOf(problem),
};

const ofOperation: Record<OperationName, Schema> = {
	checkNumber: objectOf(numberReport),
	downloadRecording: recordSchema,
	end: recordSchema,
	get: recordSchema,
	getAll: recordSchema,
};

const version = 'v1.0.0';

/**
 * What each node gives, by the file in which n8n looks for it: beside the node, in `__schema__`, by version and operation. With it
 * the next node's fields can be chosen before anybody was called. `npm run docs` writes the files.
 */
export const outputSchemas: Readonly<Record<string, Schema>> = {
	[`MakeCall/__schema__/${version}.json`]: recordSchema,
	[`SendCall/__schema__/${version}.json`]: recordSchema,
	[`CallEventTrigger/__schema__/${version}.json`]: eventSchema,
	[`CallPollTrigger/__schema__/${version}.json`]: eventSchema,
	...Object.fromEntries(
		Object.entries(ofOperation).map(([operation, schema]) => [`ManageCall/__schema__/${version}/${operation}.json`, schema]),
	),
};
