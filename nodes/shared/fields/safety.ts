import type { CallingHoursMode } from '../callingHours/check';
import { readAllowedCountries } from '../phoneNumber/allowList';
import type { Field, ValuesOf } from './field';
import { collection } from './field';
import { bad, good } from './fault';
import { isBlank, readBoolean, readInteger, readTimezone, readWord } from './values';

const modes: readonly CallingHoursMode[] = ['off', 'lawful', 'custom'];

/** A time of day as minutes after midnight, from "9:00" or "21:30". */
function readTimeOfDay(raw: unknown, field: string, otherwise: number) {
	if (isBlank(raw)) return good(otherwise);
	const match = /^([01]?\d|2[0-4]):([0-5]\d)$/.exec(String(raw).trim());
	const minutes = match === null ? Infinity : Number(match[1]) * 60 + Number(match[2]);
	return minutes <= 1440 ? good(minutes) : bad(field, 'is not a time of day. Write it as 09:00 or 21:30.');
}

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
	read: (raw) => readAllowedCountries(raw, 'Allowed Countries'),
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
	read: (raw) => {
		const value = readBoolean(raw, 'Block Risky Numbers');
		return value.ok ? good(value.value ?? true) : value;
	},
};

/** Not set means lawful hours at a provider that phones people, and none where nobody is phoned. */
const callingHours: Field<CallingHoursMode> = {
	property: {
		displayName: 'Calling Hours',
		name: 'callingHours',
		type: 'options',
		default: 'lawful',
		options: [
			{ name: 'Custom', value: 'custom', description: 'The window and days below, in the time of the person called' },
			{ name: 'Lawful', value: 'lawful', description: 'The dated table of calling hours by country and US state; a help, not legal advice' },
			{ name: 'Off', value: 'off', description: 'At any hour' },
		],
		description: 'When people may be called, in their own time; unless set, Lawful (the Simulator: Off)',
	},
	capability: null,
	read: (raw, { provider }) => {
		const value = readWord(raw, 'Calling Hours', modes);
		return value.ok ? good(value.value ?? (provider.inProcess ? 'off' : 'lawful')) : value;
	},
};

const weekDays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const days: Field<number[]> = {
	property: {
		displayName: 'Days',
		name: 'days',
		type: 'multiOptions',
		default: [1, 2, 3, 4, 5],
		options: weekDays.map((name, index) => ({ name, value: index + 1 })),
		description: 'Days on which Custom calling hours allow calls',
	},
	capability: null,
	read: (raw) => {
		if (isBlank(raw)) return good([1, 2, 3, 4, 5]);
		const given = (Array.isArray(raw) ? raw : [raw]).map(Number);
		return given.length > 0 && given.every((day) => Number.isInteger(day) && day >= 1 && day <= 7)
			? good([...new Set(given)])
			: bad('Days', 'must hold days from 1 (Monday) to 7 (Sunday).');
	},
};

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
	read: (raw) => good(raw),
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
	read: (raw) => {
		const value = readInteger(raw, 'Max Calls', 1, 10_000);
		return value.ok ? good(value.value ?? 100) : value;
	},
};

const timezone: Field<string | null> = {
	property: {
		displayName: 'Time Zone',
		name: 'timezone',
		type: 'string',
		default: '',
		placeholder: 'e.g. Europe/Berlin',
		description: 'IANA time zone of the person called, where it is known; otherwise every zone the number may be in counts',
	},
	capability: null,
	read: (raw) => readTimezone(raw, 'Time Zone'),
};

const windowEnd: Field<number> = {
	property: {
		displayName: 'Window End',
		name: 'windowEnd',
		type: 'string',
		default: '20:00',
		placeholder: 'e.g. 20:00',
		description: 'When Custom calling hours end',
	},
	capability: null,
	read: (raw) => readTimeOfDay(raw, 'Window End', 20 * 60),
};

const windowStart: Field<number> = {
	property: {
		displayName: 'Window Start',
		name: 'windowStart',
		type: 'string',
		default: '09:00',
		placeholder: 'e.g. 09:00',
		description: 'When Custom calling hours start',
	},
	capability: null,
	read: (raw) => readTimeOfDay(raw, 'Window Start', 9 * 60),
};

const safetyFields = {
	allowRepeats,
	allowedCountries,
	blockRiskyNumbers,
	callingHours,
	days,
	doNotCall,
	maxCalls,
	timezone,
	windowEnd,
	windowStart,
};

/** Who may be called, and when: checked for every item before anything is dialled. */
export const safety = collection(
	{ displayName: 'Safety', name: 'safety', placeholder: 'Add Safety Setting', description: 'Who may be called, and when' },
	safetyFields,
);

export type Safety = ValuesOf<typeof safetyFields>;
