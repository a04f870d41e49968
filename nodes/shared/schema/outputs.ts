import type { NumberReport } from '../../ManageCall/operations/checkNumber';
import type { OperationName } from '../../ManageCall/operation';
import type { Schema } from './record';
import { eventSchema, objectOf, problemFields, recordSchema } from './record';

const text: Schema = { type: 'string' };

const numberReport: Record<keyof NumberReport, Schema> = {
	provider: text,
	to: text,
	country: text,
	numberType: text,
	timeZones: { type: 'array', items: text },
	localTime: text,
	rule: text,
	allowedNow: { type: 'boolean' },
	nextAllowedAt: text,
	problem: objectOf(problemFields),
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
	...Object.fromEntries(Object.entries(ofOperation).map(([operation, schema]) => [`ManageCall/__schema__/${version}/${operation}.json`, schema])),
};
