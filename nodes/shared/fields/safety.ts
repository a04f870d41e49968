import { readAllowedCountries } from '../phoneNumber/numberPolicy';
import type { HoursSettings } from './callingHours';
import { callingHoursProperty, hoursFields, hoursParts, readCallingHours } from './callingHours';
import { doNotCall } from './doNotCall';
import type { Field, ValuesOf } from './field';
import { collection, readFields, readSettings, isGiven } from './field';
import { invalid, ok } from '../call/result';
import { readBoolean, readInteger, isBlank } from './values';
import type { INodeProperties } from 'n8n-workflow';
import { isObject } from '../call/json';

const allowedCountries: Field<string[] | null> = {
	property: {
		displayName: 'Allowed Countries',
		name: 'allowedCountries',
		type: 'string',
		default: '',
		placeholder: 'e.g. DE, AT, CH',
		description: 'Countries that may be called, as two letters separated by commas; empty allows every country',
	},
	capability: null,
	protects: true,
	emptyIsValue: true,
	nothingMeant: 'take the setting out to allow every country',
	read: (raw) =>
		Array.isArray(raw) && raw.length === 0
			? invalid(
					'Allowed Countries',
					'is an empty list, so no country may be called. Name the countries, or remove the setting to allow every one.',
				)
			: readAllowedCountries(raw, 'Allowed Countries'),
};

const allowRepeats: Field<boolean> = {
	property: {
		displayName: 'Allow Repeats',
		name: 'allowRepeats',
		type: 'boolean',
		default: false,
		description: 'Whether one run may call the same number more than once',
	},
	capability: null,
	read: (raw) => {
		const value = readBoolean(raw, 'Allow Repeats');
		return value.ok ? ok(value.value ?? false) : value;
	},
};

const blockRiskyNumbers: Field<boolean> = {
	property: {
		displayName: 'Block Risky Numbers',
		name: 'blockRiskyNumbers',
		type: 'boolean',
		default: true,
		description: 'Whether to refuse premium-rate, shared-cost, toll-free, pager, voicemail, personal and satellite numbers',
	},
	capability: null,
	protects: true,
	nothingMeant: 'give true or false',
	read: (raw) => {
		const value = readBoolean(raw, 'Block Risky Numbers');
		return value.ok ? ok(value.value ?? true) : value;
	},
};

const maxCalls: Field<number> = {
	property: {
		displayName: 'Max Calls',
		name: 'maxCalls',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10_000 },
		default: 100,
		description: 'How many calls one execution may place, all rounds of a loop together; the items beyond leave on Not Dialed',
	},
	capability: null,
	protects: true,
	nothingMeant: 'give a number',
	read: (raw) => {
		const value = readInteger(raw, 'Max Calls', 1, 10_000);
		return value.ok ? ok(value.value ?? 100) : value;
	},
};

const callingHours: Field<HoursSettings> = {
	property: callingHoursProperty,
	capability: null,
	protects: true,
	fields: { ...hoursFields, hours: { ...hoursFields.mode, property: { ...callingHoursProperty, displayName: '' }, fields: hoursFields } },
	read: (raw, { provider }) => readCallingHours(raw, {}, provider),
};

/** At most so many calls of one person within so many hours, whoever placed them. */
export interface CallLimit {
	maxCalls: number;
	perHours: number;
}

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
	properties.map((property) => [
		property.name,
		{ property, capability: null, protects: true as const, nothingMeant: 'give a number', read: ok } satisfies Field<unknown>,
	]),
);

const limitProperty: INodeProperties = {
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
	property: limitProperty,
	capability: 'listCalls',
	protects: true,
	isNoValue: (value) => !isGiven(value),
	nothingMeant: 'take the setting out where there is no limit',
	fields: {
		...innerFields,
		limit: { property: { ...limitProperty, displayName: '' }, capability: null, protects: true, fields: innerFields, read: ok },
	},
	read(raw) {
		if (isBlank(raw) || (isObject(raw) && Object.keys(raw).length === 0)) return ok(null);
		const inner = isObject(raw) && Object.keys(raw).join() === 'limit' ? (raw.limit ?? {}) : raw;
		const given = readSettings(inner, limitProperty.displayName, Object.keys(strictest));
		if (!given.ok) return given;
		const maxCalls = readInteger(given.value.maxCalls, 'Call Limit: Calls', 1, 100);
		const perHours = readInteger(given.value.perHours, 'Call Limit: Per Hours', 1, 720, 'hours');
		if (!maxCalls.ok) return maxCalls;
		if (!perHours.ok) return perHours;
		return ok({ maxCalls: maxCalls.value ?? strictest.maxCalls, perHours: perHours.value ?? strictest.perHours });
	},
};

const safetyFields = { allowRepeats, allowedCountries, blockRiskyNumbers, callLimit, doNotCall, maxCalls };
const shownFields = { allowRepeats, allowedCountries, blockRiskyNumbers, callLimit, callingHours, doNotCall, maxCalls };

export type Safety = ValuesOf<typeof safetyFields> & HoursSettings;

const property = { displayName: 'Safety', name: 'safety', placeholder: 'Add Safety Setting', description: 'Who may be called, and when' };

const settings = [...Object.keys(shownFields), ...hoursParts];

/** Who may be called, and when: checked for every item before anything is dialled. */
export const safety: Field<Safety> = {
	...collection(property, shownFields),
	protects: true,
	fields: { ...shownFields, ...hoursFields },
	settings,
	read(raw, context) {
		const given = readSettings(raw, property.displayName, settings);
		if (!given.ok) return given;
		const { values, faults } = readFields(safetyFields, (name) => given.value[name], context);
		const hours = readCallingHours(given.value.callingHours, given.value, context.provider);
		if (!hours.ok) faults.push(hours.fault);
		return faults.length > 0 || !hours.ok ? { ok: false, fault: faults[0] } : ok({ ...values, ...hours.value });
	},
};
