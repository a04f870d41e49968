import { readAllowedCountries } from '../phoneNumber/numberPolicy';
import { customField, flagField, groupField, integerField, orDefault } from './builders';
import type { HoursSettings } from './callingHours';
import { callingHours, hoursFields, hoursParts, readCallingHours } from './callingHours';
import type { Consent } from './consent';
import { consentIn, requireConsent } from './consent';
import { doNotCall } from './doNotCall';
import type { Field, ValuesOf } from './field';
import { collection, readFields, readSettings, isGiven } from './field';
import { invalid, ok } from '../call/result';
import { isBlank } from './values';
import { isObject } from '../call/json';

const allowedCountries = customField<string[] | null>({
	label: 'Allowed Countries',
	name: 'allowedCountries',
	type: 'string',
	default: '',
	placeholder: 'e.g. DE, AT, CH',
	description: 'Countries that may be called, as two letters separated by commas; empty allows every country',
	protects: true,
	emptyIsValue: true,
	nothingMeant: 'take the setting out to allow every country',
	read: (raw, label) =>
		Array.isArray(raw) && raw.length === 0
			? invalid(label, 'is an empty list, so no country may be called. Name the countries, or remove the setting to allow every one.')
			: readAllowedCountries(raw, label),
});

const allowRepeats = orDefault(
	flagField({
		label: 'Allow Repeats',
		name: 'allowRepeats',
		default: false,
		description: 'Whether one run may call the same number more than once',
	}),
);

const blockRiskyNumbers = orDefault(
	flagField({
		label: 'Block Risky Numbers',
		name: 'blockRiskyNumbers',
		default: true,
		description: 'Whether to refuse premium-rate, shared-cost, toll-free, pager, voicemail, personal and satellite numbers',
		protects: true,
		nothingMeant: 'give true or false',
	}),
);

const maxCalls = orDefault(
	integerField({
		label: 'Max Calls',
		name: 'maxCalls',
		min: 1,
		max: 10_000,
		default: 100,
		description: 'How many calls one execution may place, all rounds of a loop together; the items beyond leave on Not Dialed',
		protects: true,
		nothingMeant: 'give a number',
	}),
);

const limitLabel = 'Call Limit';

/** A number that is left out has its default, which is the strictest value. */
const limitFields = {
	maxCalls: orDefault(
		integerField({
			label: 'Calls',
			within: limitLabel,
			name: 'maxCalls',
			min: 1,
			max: 100,
			default: 1,
			description: 'How many calls one person may get within the hours, redials as well',
			protects: true,
			nothingMeant: 'give a number',
		}),
	),
	perHours: orDefault(
		integerField({
			label: 'Per Hours',
			shownAs: 'Per Hours',
			within: limitLabel,
			name: 'perHours',
			unit: 'hours',
			min: 1,
			max: 720,
			default: 720,
			description: 'How many hours are looked back, up to 30 days',
			protects: true,
			nothingMeant: 'give a number',
		}),
	),
};

/** The maximum number of calls to one person within a number of hours, whoever placed them. */
export type CallLimit = ValuesOf<typeof limitFields>;

/** How often a person may be called, counted over all executions and workflows. Null means no limit. */
const callLimit = groupField<CallLimit | null>({
	label: limitLabel,
	name: 'callLimit',
	part: { name: 'limit', label: 'Limit' },
	start: { maxCalls: 3, perHours: 24 },
	description: 'How often a person may be called at all, whichever workflow called; asked of the provider’s list of calls',
	capability: 'listCalls',
	isNoValue: (value) => !isGiven(value),
	nothingMeant: 'take the setting out where there is no limit',
	fields: limitFields,
	read(raw, label, context) {
		if (isBlank(raw) || (isObject(raw) && Object.keys(raw).length === 0)) return ok(null);
		const inner = isObject(raw) && Object.keys(raw).join() === 'limit' ? (raw.limit ?? {}) : raw;
		const given = readSettings(inner, label, Object.keys(limitFields));
		if (!given.ok) return given;
		const { values, faults } = readFields(limitFields, (name) => given.value[name], context);
		return faults.length > 0 ? { ok: false, fault: faults[0] } : ok(values);
	},
});

const safetyFields = { allowRepeats, allowedCountries, blockRiskyNumbers, callLimit, doNotCall, maxCalls };
const shownFields = { allowRepeats, allowedCountries, blockRiskyNumbers, callLimit, callingHours, doNotCall, maxCalls, requireConsent };

export type Safety = ValuesOf<typeof safetyFields> & HoursSettings & { requireConsent: Consent };

const property = { displayName: 'Safety', name: 'safety', placeholder: 'Add Safety Setting', description: 'Who may be called, and when' };

const settings = [...Object.keys(shownFields), ...hoursParts];

/** Who may be called, and when. Checked for every item before anything is dialed. */
export const safety: Field<Safety> = {
	...collection(property, shownFields),
	protects: true,
	fields: { ...shownFields, ...hoursFields },
	settings,
	read(raw, context) {
		const given = readSettings(raw, property.displayName, settings);
		if (!given.ok) return given;
		const { values, faults } = readFields(safetyFields, (name) => given.value[name], context);
		const hours = readCallingHours(given.value.callingHours, given.value, context);
		if (!hours.ok) faults.push(hours.fault);
		return faults.length > 0 || !hours.ok
			? { ok: false, fault: faults[0] }
			: ok({ ...values, ...hours.value, requireConsent: consentIn(given.value) });
	},
};
