import type { CallingHoursMode } from '../callingHours/check';
import { isObject } from '../call/json';
import type { Result, FieldIssue } from '../call/result';
import { invalid, ok } from '../call/result';
import { customField, groupField, orDefault, orElse } from './builders';
import type { Field, ReadContext } from './field';
import { readFields, readSettings } from './field';
import { isBlank, readTimezone, readWord } from './values';

/** When people may be called, as set in the group Calling Hours or by separate names beside it. */
export interface HoursSettings {
	callingHours: CallingHoursMode;
	/** Minutes after midnight. */
	windowStart: number;
	windowEnd: number;
	/** 1 = Monday … 7 = Sunday */
	days: number[];
	timezone: string | null;
}

const modes: readonly CallingHoursMode[] = ['off', 'lawful', 'custom'];
const modeNames: Record<CallingHoursMode, string> = { off: 'Off', lawful: 'Lawful', custom: 'Custom' };
const weekDays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const workDays = [1, 2, 3, 4, 5];
const label = 'Calling Hours';

/** Settings that have no effect unless the mode is Custom. */
const windowParts = ['windowStart', 'windowEnd', 'days'] as const;
/** The maximum length in minutes of a window over midnight. A longer one is taken for a daytime window with its ends swapped. */
const maxNightHours = 9 * 60;

const onlyCustom = { show: { mode: ['custom'] } };

const modeField = customField<CallingHoursMode | null>({
	label,
	shownAs: 'Mode',
	name: 'mode',
	type: 'options',
	default: 'lawful',
	options: [
		{ name: modeNames.custom, value: 'custom', description: 'The window and days below, in the time of the person called' },
		{
			name: modeNames.lawful,
			value: 'lawful',
			description: 'The dated table of calling hours by country and US state; a help, not legal advice',
		},
		{ name: modeNames.off, value: 'off', description: 'At any hour' },
	],
	description: 'Which hours hold',
	protects: true,
	nothingMeant: 'give off, lawful or custom',
	read: (raw, named) => readWord(raw, named, modes),
});

/**
 * A time of day, read as minutes after midnight.
 * @param start such as 09:00
 */
const timeOfDayField = (name: string, named: string, start: string, description: string): Field<number> =>
	orElse(
		customField<number | null>({
			label: named,
			name,
			type: 'string',
			default: start,
			placeholder: `e.g. ${start}`,
			displayOptions: onlyCustom,
			description,
			protects: true,
			nothingMeant: `give a time such as ${start}`,
			read: readTimeOfDay,
		}),
		minutesIn(start),
	);

const windowFields = {
	windowStart: timeOfDayField('windowStart', 'Window Start', '09:00', 'When calls may begin'),
	windowEnd: timeOfDayField('windowEnd', 'Window End', '20:00', 'From when on nobody is called any more'),
	days: orDefault(
		customField<number[] | null>({
			label: 'Days',
			name: 'days',
			type: 'multiOptions',
			default: workDays,
			displayOptions: onlyCustom,
			options: weekDays.map((name, index) => ({ name, value: index + 1 })),
			description: 'Days on which calls are allowed',
			protects: true,
			nothingMeant: 'give days such as [1, 2, 3, 4, 5]',
			read: readDays,
		}),
	),
	/** The person's location may be unknown. Then every zone that the number may be in counts. */
	timezone: customField({
		label: 'Time Zone',
		name: 'timezone',
		type: 'string',
		default: '',
		placeholder: 'e.g. Europe/Berlin',
		displayOptions: { show: { mode: ['custom', 'lawful'] } },
		description: 'IANA time zone of the person called, where it is known; otherwise every zone the number may be in counts',
		read: readTimezone,
	}),
};
type Part = keyof typeof windowFields;

/** The names that may also be set beside the group. */
export const hoursParts = Object.keys(windowFields) as Part[];
const labelOf = (name: Part): string => windowFields[name].property.displayName;

/** The settings of the group. */
export const hoursFields = { mode: modeField, ...windowFields };

/** Adding the group shows the whole window. The modes Lawful and Off hide what has no effect. */
export const callingHours = groupField<HoursSettings>({
	label,
	name: 'callingHours',
	part: { name: 'hours', label: 'Hours', nothingMeant: modeField.nothingMeant },
	// The values after the group is added. They never allow more than the law does.
	start: Object.fromEntries(Object.entries(hoursFields).map(([name, { property }]) => [name, property.default])),
	description: 'When people may be called, in their own time; unless set, Lawful (the Simulator: Off)',
	fields: hoursFields,
	read: (raw, _label, context) => readCallingHours(raw, {}, context),
});

/**
 * Reads the calling hours. A window or days imply the mode Custom. It is a fault if the mode says something else or if the window's ends
 * are swapped: a window is never ignored.
 * @param flat the settings beside the group, by name
 */
export function readCallingHours(raw: unknown, flat: Readonly<Record<string, unknown>>, context: ReadContext): Result<HoursSettings> {
	const group = groupOf(raw);
	if (!group.ok) return group;
	const { mode: givenMode, settings, isGroup, fromEditor } = group.value;
	const twice = hoursParts.find((name) => !isBlank(settings[name]) && !isBlank(flat[name]));
	if (twice !== undefined) return invalid(labelOf(twice), 'is set twice, in Calling Hours and beside it. Remove one of the two.');
	const given = (name: string): unknown => (isBlank(settings[name]) ? flat[name] : settings[name]);
	const { values: window, faults } = readFields(windowFields, given, context);
	if (faults.length > 0) return { ok: false, fault: faults[0] };

	const set = windowParts.filter((name) => !isBlank(given(name)));
	const mode = givenMode ?? (set.length > 0 ? 'custom' : isGroup || !context.provider.inProcess ? 'lawful' : 'off');
	const values = { callingHours: mode, ...window };
	// Values that the editor kept from another mode are hidden there, so they do not count.
	const counting = set.filter((name) => !(fromEditor && isDefault(name, values)));
	const fault = mode === 'custom' ? windowFault(values) : counting.length > 0 ? idleFault(mode, counting[0]) : null;
	return fault === null ? ok(values) : { ok: false, fault };
}

interface Group {
	mode: CallingHoursMode | null;
	settings: Readonly<Record<string, unknown>>;
	isGroup: boolean;
	/** Whether the value has the shape that the editor writes for a group. */
	fromEditor: boolean;
}

/** The group as the editor writes it, `{ hours: { mode, … } }`, as a plain object, or only the mode. */
function groupOf(raw: unknown): Result<Group> {
	const isText = typeof raw === 'string' && !raw.trim().startsWith('{');
	if (isBlank(raw) || isText || !(isObject(raw) || typeof raw === 'string')) {
		const word = readWord(raw, label, modes);
		return word.ok ? ok({ mode: word.value, settings: {}, isGroup: false, fromEditor: false }) : word;
	}
	const inner = isObject(raw) && Object.keys(raw).join() === 'hours' ? (raw.hours ?? {}) : undefined;
	const settings = readSettings(inner ?? raw, label, ['mode', ...hoursParts]);
	if (!settings.ok) return settings;
	const mode = readWord(settings.value.mode, label, modes);
	return mode.ok ? ok({ mode: mode.value, settings: settings.value, isGroup: true, fromEditor: inner !== undefined }) : mode;
}

/** A time of day as minutes after midnight, from "9:00" or "21:30". */
function readTimeOfDay(raw: unknown, field: string): Result<number | null> {
	if (isBlank(raw)) return ok(null);
	const minutes = typeof raw === 'string' ? minutesIn(raw.trim()) : Infinity;
	return minutes <= 1440 ? ok(minutes) : invalid(field, 'is not a time of day. Write it as 09:00 or 21:30.');
}

/** Infinity if the text is not a time of day. */
function minutesIn(text: string): number {
	const match = /^([01]?\d|2[0-4]):([0-5]\d)$/.exec(text);
	return match === null ? Infinity : Number(match[1]) * 60 + Number(match[2]);
}

function readDays(raw: unknown, field: string): Result<number[] | null> {
	if (isBlank(raw)) return ok(null);
	const given = (Array.isArray(raw) ? raw : [raw]).map((day) => (typeof day === 'string' || typeof day === 'number' ? Number(day) : NaN));
	return given.length > 0 && given.every((day) => Number.isInteger(day) && day >= 1 && day <= 7)
		? ok([...new Set(given)])
		: invalid(field, 'must hold days from 1 (Monday) to 7 (Sunday).');
}

function isDefault(name: (typeof windowParts)[number], { windowStart, windowEnd, days }: HoursSettings): boolean {
	if (name === 'days') return days.length === workDays.length && days.every((day) => workDays.includes(day));
	const minutes = name === 'windowStart' ? windowStart : windowEnd;
	return minutes === minutesIn(String(windowFields[name].property.default));
}

/** The fault of a window whose ends were swapped. A window of length zero is no fault: nobody is called then. */
function windowFault({ windowStart, windowEnd }: HoursSettings): FieldIssue | null {
	const minutes = (windowEnd - windowStart + 1440) % 1440;
	if (windowStart <= windowEnd || minutes <= maxNightHours) return null;
	return {
		type: 'invalid_parameters',
		field: labelOf('windowEnd'),
		sentence: `comes before Window Start, so the window would last ${Math.round(minutes / 6) / 10} hours over midnight. Swap the two; over midnight a window lasts ${maxNightHours / 60} hours at the most, such as 22:00 to 06:00.`,
	};
}

const idleFault = (mode: CallingHoursMode, name: Part): FieldIssue => ({
	type: 'invalid_parameters',
	field: labelOf(name),
	sentence: `has no effect while Calling Hours are ${modeNames[mode]}. Choose the mode Custom, or remove ${labelOf(name)}.`,
});
