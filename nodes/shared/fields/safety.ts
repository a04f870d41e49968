import { readAllowedCountries } from '../phoneNumber/allowList';
import type { HoursSettings } from './callingHours';
import { callingHoursProperty, hoursFields, hoursParts, readCallingHours } from './callingHours';
import { callLimit } from './callLimit';
import type { Field, ValuesOf } from './field';
import { collection, readFields } from './field';
import { bad, good } from './fault';
import { readSettings } from './settings';
import { isBlank, readBoolean, readInteger } from './values';

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
	read: (raw) =>
		Array.isArray(raw) && raw.length === 0
			? bad('Allowed Countries', 'is an empty list, so no country may be called. Name the countries, or remove the setting to allow every one.')
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
		return value.ok ? good(value.value ?? false) : value;
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
	read: (raw) => {
		const value = readBoolean(raw, 'Block Risky Numbers');
		return value.ok ? good(value.value ?? true) : value;
	},
};

/** What says nothing: "not there", as `rows.map((row) => row.fone)` gives it, or a row of nothing else. */
function isNothing(entry: unknown, depth = 0): boolean {
	if (entry === undefined || entry === null) return true;
	return depth < 3 && tagOf(entry) === 'Object' && Object.values(entry).every((member) => isNothing(member, depth + 1));
}

/** By name, since what comes out of an expression may be of another realm. */
const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);
const listTags = ['Object', 'Array', 'Set', 'Map', 'String', 'Number', 'BigInt', 'Undefined', 'Null'];

/** Why this is no list, however it is written: it would protect nobody, and nobody would notice. */
function listFault(raw: unknown): string | null {
	if (!listTags.includes(tagOf(raw))) {
		return `is ${typeof raw === 'boolean' ? String(raw) : `a value of type ${tagOf(raw)}`}, not a list of numbers. Give the numbers themselves.`;
	}
	if (typeof raw === 'number' && (!Number.isSafeInteger(raw) || raw < 100_000)) return 'is a number, but no phone number. Give a list of phone numbers.';
	if (typeof raw === 'string' && /^\s*(undefined|null|NaN|true|false)\s*$|\[object \w+\]/.test(raw)) {
		return 'is what text makes of a list that is not there, or of objects. Give the list itself, in one expression with nothing beside it.';
	}
	if (tagOf(raw) === 'Object' && isNothing(raw)) return 'is an object without any value, not a list of numbers. Give a list, empty where nobody is meant.';
	if (Array.isArray(raw) && raw.length > 1 && raw.every((entry) => isNothing(entry))) {
		return `is a list of ${raw.length} entries that hold nothing. Check the name of the column with the numbers.`;
	}
	return null;
}

const doNotCall: Field<unknown> = {
	property: {
		displayName: 'Do Not Call',
		name: 'doNotCall',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. +442079460018, +442079460019',
		description: 'Numbers that must not be called: a list separated by commas or lines, or an expression that gives a list',
	},
	capability: null,
	protects: 'list',
	read: (raw) => {
		const sentence = listFault(raw);
		return sentence === null ? good(raw) : bad('Do Not Call', sentence);
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
	isNoValue: isBlank,
	nothingMeant: 'give a number',
	read: (raw) => {
		const value = readInteger(raw, 'Max Calls', 1, 10_000);
		return value.ok ? good(value.value ?? 100) : value;
	},
};

const callingHours: Field<HoursSettings> = {
	property: callingHoursProperty,
	capability: null,
	protects: true,
	fields: { ...hoursFields, hours: { ...hoursFields.mode, property: { ...callingHoursProperty, displayName: '' }, fields: hoursFields } },
	read: (raw, { provider }) => readCallingHours(raw, {}, provider),
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
	isNoValue: isBlank,
	fields: { ...shownFields, ...hoursFields },
	settings,
	read(raw, context) {
		const given = readSettings(raw, property.displayName, settings);
		if (!given.ok) return given;
		const { values, faults } = readFields(safetyFields, (name) => given.value[name], context);
		const hours = readCallingHours(given.value.callingHours, given.value, context.provider);
		if (!hours.ok) faults.push(hours.fault);
		return faults.length > 0 || !hours.ok ? { ok: false, fault: faults[0] } : good({ ...values, ...hours.value });
	},
};
