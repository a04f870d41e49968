import { callEventNames } from './shared/call/event';
import type { CallEvent } from './shared/call/event';
import { recordOrder } from './shared/call/outward';
import type { Problem } from './shared/call/problem';
import { problemTypes } from './shared/call/problem';
import type { CallAnalysis, CallAttempt, CallAudit, CallCost, CallRecord } from './shared/call/record';
import { callOutcomes, callStatuses } from './shared/call/record';
import type { NumberReport } from './ManageCall/operations/checkNumber';
import type { OperationName } from './ManageCall/operation';
import type { AnswerRate, AttemptRate, CostSum, HourRate, ProblemCount, TalkTime } from './ManageCall/summary/figures';
import { standings } from './ManageCall/summary/people';
import type { Summary, ToCall, ToCheck } from './ManageCall/summary/summarize';

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

const answerRate: Record<keyof AnswerRate, Schema> = {
	calls: number('Calls that are over'),
	answered: number(),
	answerRate: number('From 0 to 1'),
};
const hourRate: Record<keyof HourRate, Schema> = { hour: number('0 to 23 by the clock of the number'), ...answerRate };
const attemptRate: Record<keyof AttemptRate, Schema> = { attempt: number('1 for the first call to a person'), ...answerRate };

const talkTime: Record<keyof TalkTime, Schema> = {
	calls: number('Answered calls with a known duration'),
	medianSeconds: number(),
	p90Seconds: number(),
	totalSeconds: number(),
};

const costSum: Record<keyof CostSum, Schema> = { currency: cost.currency, amount: number(), calls: number() };

const problemCount: Record<keyof ProblemCount, Schema> = {
	type: word(problemTypes),
	title: text(),
	records: number(),
	people: number(),
};

const person = { to: text('Its last digits, in full if Show Full Numbers is on'), recipientName: text() };
const toCall: Record<keyof ToCall, Schema> = {
	...person,
	reason: word(['not_dialed', ...callOutcomes, ...problemTypes]),
	nextCallAt: time('The earliest lawful time'),
	localTime: text('The same time by the clock there'),
	calls: number('Calls so far'),
};
const toCheck: Record<keyof ToCheck, Schema> = {
	...person,
	provider: text(),
	callId: text(),
	reference: text(),
	reconcile: problem.reconcile,
};

const eachOf = (names: readonly string[]): Readonly<Record<string, Schema>> => Object.fromEntries(names.map((name) => [name, number()]));
const rows = (row: Readonly<Record<string, Schema>>): Schema => ({ type: 'array', items: objectOf(row) });

const summary: Record<keyof Summary, Schema> = {
	text: text('One sentence, for a message'),
	generatedAt: time(),
	period: objectOf({ from: time('Begin of the first call'), to: time('Begin of the last call') }),
	people: objectOf(eachOf(['total', ...standings])),
	calls: objectOf({ ...eachOf(['total', 'over']), answered: answerRate.answered, answerRate: answerRate.answerRate }),
	outcomes: objectOf(eachOf([...callOutcomes, 'unknown'])),
	byLocalHour: rows(hourRate),
	byAttempt: rows(attemptRate),
	talkTime: objectOf(talkTime),
	cost: rows(costSum),
	problems: rows(problemCount),
	toCall: rows(toCall),
	toCheck: rows(toCheck),
	records: objectOf(eachOf(['total', 'repeated', 'simulated'])),
};

const ofOperation: Record<OperationName, Schema> = {
	checkNumber: objectOf(numberReport),
	downloadRecording: recordSchema,
	end: recordSchema,
	get: recordSchema,
	getAll: recordSchema,
	summarize: objectOf(summary),
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
