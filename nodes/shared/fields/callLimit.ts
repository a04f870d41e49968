import type { INodeProperties } from 'n8n-workflow';
import type { CallLimit } from '../callLimit/count';
import { isObject } from '../call/json';
import type { Field } from './field';
import { good } from '../call/result';
import { readSettings } from './settings';
import { isGiven } from './twin';
import { isBlank, readInteger } from './values';

/** What stands for a number that is left out: the strictest. */
const strictest: CallLimit = { maxCalls: 1, perHours: 720 };

const properties: INodeProperties[] = [
	{
		displayName: 'Calls',
		name: 'maxCalls',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100 },
		default: 1,
		description: 'How many calls one person may get within the hours, redials as well',
	},
	{
		displayName: 'Per Hours',
		name: 'perHours',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 720 },
		default: 720,
		description: 'How many hours are looked back, up to 30 days',
	},
];

const innerFields = Object.fromEntries(
	properties.map((property) => [property.name, { property, capability: null, protects: true as const, nothingMeant: 'give a number', read: good } satisfies Field<unknown>]),
);

const property: INodeProperties = {
	displayName: 'Call Limit',
	name: 'callLimit',
	type: 'fixedCollection',
	typeOptions: { multipleValues: false },
	default: { limit: { maxCalls: 3, perHours: 24 } },
	description: 'How often a person may be called at all, whichever workflow called; asked of the provider’s list of calls',
	options: [{ displayName: 'Limit', name: 'limit', values: properties }],
};

/** How often a person may be called, over all executions and workflows; null where there is no limit. */
export const callLimit: Field<CallLimit | null> = {
	property,
	capability: 'listCalls',
	protects: true,
	isNoValue: (value) => !isGiven(value),
	nothingMeant: 'take the setting out where there is no limit',
	fields: { ...innerFields, limit: { property: { ...property, displayName: '' }, capability: null, protects: true, fields: innerFields, read: good } },
	read(raw) {
		if (isBlank(raw) || (isObject(raw) && Object.keys(raw).length === 0)) return good(null);
		const inner = isObject(raw) && Object.keys(raw).join() === 'limit' ? (raw.limit ?? {}) : raw;
		const given = readSettings(inner, property.displayName, Object.keys(strictest));
		if (!given.ok) return given;
		const maxCalls = readInteger(given.value.maxCalls, 'Call Limit: Calls', 1, 100);
		const perHours = readInteger(given.value.perHours, 'Call Limit: Per Hours', 1, 720, 'hours');
		if (!maxCalls.ok) return maxCalls;
		if (!perHours.ok) return perHours;
		return good({ maxCalls: maxCalls.value ?? strictest.maxCalls, perHours: perHours.value ?? strictest.perHours });
	},
};
