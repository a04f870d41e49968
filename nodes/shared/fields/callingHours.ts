import type { INodeProperties } from 'n8n-workflow';
import type { CallingHoursMode } from '../callingHours/check';
import { isObject } from '../call/json';
import type { Provider } from '../providers/provider';
import type { Result, FieldIssue } from '../call/result';
import { invalid, ok } from '../call/result';
import type { Field } from './field';
import { readSettings } from './field';
import { isBlank, readTimezone, readWord } from './values';

/** When people may be called, as it was set: in the group Calling Hours, or by flat names beside it. */
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
const labels = { windowStart: 'Window Start', windowEnd: 'Window End', days: 'Days', timezone: 'Time Zone' } as const;
type Part = keyof typeof labels;

/** The names that may also stand beside the group. */
export const hoursParts = Object.keys(labels) as Part[];
/** What has no effect unless the mode is Custom. */
const windowParts = ['windowStart', 'windowEnd', 'days'] as const;
/** Minutes that a window over midnight may last; a longer one is a day's window with its ends swapped. */
const maxNightHours = 9 * 60;

const onlyCustom = { show: { mode: ['custom'] } };

const properties: INodeProperties[] = [
	{
		displayName: 'Mode',
		name: 'mode',
		type: 'options',
		default: 'lawful',
		options: [
			{ name: 'Custom', value: 'custom', description: 'The window and days below, in the time of the person called' },
			{
				name: 'Lawful',
				value: 'lawful',
				description: 'The dated table of calling hours by country and US state; a help, not legal advice',
			},
			{ name: 'Off', value: 'off', description: 'At any hour' },
		],
		description: 'Which hours hold',
	},
	{
		displayName: 'Window Start',
		name: 'windowStart',
		type: 'string',
		default: '09:00',
		placeholder: 'e.g. 09:00',
		displayOptions: onlyCustom,
		description: 'When calls may begin',
	},
	{
		displayName: 'Window End',
		name: 'windowEnd',
		type: 'string',
		default: '20:00',
		placeholder: 'e.g. 20:00',
		displayOptions: onlyCustom,
		description: 'From when on nobody is called any more',
	},
	{
		displayName: 'Days',
		name: 'days',
		type: 'multiOptions',
		default: [1, 2, 3, 4, 5],
		displayOptions: onlyCustom,
		options: weekDays.map((name, index) => ({ name, value: index + 1 })),
		description: 'Days on which calls are allowed',
	},
	{
		displayName: 'Time Zone',
		name: 'timezone',
		type: 'string',
		default: '',
		placeholder: 'e.g. Europe/Berlin',
		displayOptions: { show: { mode: ['custom', 'lawful'] } },
		description: 'IANA time zone of the person called, where it is known; otherwise every zone the number may be in counts',
	},
];

/** One click shows the whole window; Lawful and Off leave of it what still counts. */
export const callingHoursProperty: INodeProperties = {
	displayName: 'Calling Hours',
	name: 'callingHours',
	type: 'fixedCollection',
	typeOptions: { multipleValues: false },
	// What a click on it shows, and what holds then: never less than the law asks for. The window is there once Custom is chosen.
	default: { hours: { mode: 'lawful', windowStart: '09:00', windowEnd: '20:00', days: workDays, timezone: '' } },
	description: 'When people may be called, in their own time; unless set, Lawful (the Simulator: Off)',
	options: [{ displayName: 'Hours', name: 'hours', values: properties }],
};

/** What an expression of these has to give. */
const meant: Readonly<Record<string, string>> = {
	mode: 'give off, lawful or custom',
	windowStart: 'give a time such as 09:00',
	windowEnd: 'give a time such as 20:00',
	days: 'give days such as [1, 2, 3, 4, 5]',
};

/** The settings of the group. Where the person is may be unknown: then all places count in which it may be. */
export const hoursFields: Record<string, Field<unknown>> = Object.fromEntries(
	properties.map((property) => [
		property.name,
		{
			property,
			capability: null,
			...(property.name === 'timezone' ? {} : { protects: true, nothingMeant: meant[property.name] }),
			read: ok,
		},
	]),
);

/**
 * Reads the calling hours. A window or days mean Custom; where the mode says something else, or the window stands upside
 * down, that is a fault: a window is never ignored.
 * @param flat the settings beside the group, by name
 */
export function readCallingHours(raw: unknown, flat: Readonly<Record<string, unknown>>, provider: Provider): Result<HoursSettings> {
	const group = groupOf(raw);
	if (!group.ok) return group;
	const { mode: givenMode, settings, isGroup, fromEditor } = group.value;
	const twice = hoursParts.find((name) => !isBlank(settings[name]) && !isBlank(flat[name]));
	if (twice !== undefined) return invalid(labels[twice], 'is set twice, in Calling Hours and beside it. Remove one of the two.');
	const given = (name: Part): unknown => (isBlank(settings[name]) ? flat[name] : settings[name]);

	const start = readTimeOfDay(given('windowStart'), labels.windowStart, 9 * 60);
	const end = readTimeOfDay(given('windowEnd'), labels.windowEnd, 20 * 60);
	const days = readDays(given('days'));
	const timezone = readTimezone(given('timezone'), labels.timezone);
	for (const one of [start, end, days, timezone]) if (!one.ok) return one;
	if (!start.ok || !end.ok || !days.ok || !timezone.ok) return invalid('Calling Hours', 'cannot be read.');

	const set = windowParts.filter((name) => !isBlank(given(name)));
	const mode = givenMode ?? (set.length > 0 ? 'custom' : isGroup || !provider.inProcess ? 'lawful' : 'off');
	const values = { callingHours: mode, windowStart: start.value, windowEnd: end.value, days: days.value, timezone: timezone.value };
	// What the editor left behind of another mode is not seen there any more.
	const counting = set.filter((name) => !(fromEditor && isDefault(name, values)));
	const fault = mode === 'custom' ? windowFault(values) : counting.length > 0 ? idleFault(mode, counting[0]) : null;
	return fault === null ? ok(values) : { ok: false, fault };
}

interface Group {
	mode: CallingHoursMode | null;
	settings: Readonly<Record<string, unknown>>;
	isGroup: boolean;
	/** In the shape in which the editor writes a group. */
	fromEditor: boolean;
}

/** The group as the editor writes it, `{ hours: { mode, … } }`, as a plain object, or the mode alone. */
function groupOf(raw: unknown): Result<Group> {
	const isText = typeof raw === 'string' && !raw.trim().startsWith('{');
	if (isBlank(raw) || isText || !(isObject(raw) || typeof raw === 'string')) {
		const word = readWord(raw, 'Calling Hours', modes);
		return word.ok ? ok({ mode: word.value, settings: {}, isGroup: false, fromEditor: false }) : word;
	}
	const inner = isObject(raw) && Object.keys(raw).join() === 'hours' ? (raw.hours ?? {}) : undefined;
	const settings = readSettings(inner ?? raw, 'Calling Hours', ['mode', ...hoursParts]);
	if (!settings.ok) return settings;
	const mode = readWord(settings.value.mode, 'Calling Hours', modes);
	return mode.ok ? ok({ mode: mode.value, settings: settings.value, isGroup: true, fromEditor: inner !== undefined }) : mode;
}

/** A time of day as minutes after midnight, from "9:00" or "21:30". */
function readTimeOfDay(raw: unknown, field: string, otherwise: number): Result<number> {
	if (isBlank(raw)) return ok(otherwise);
	const match = /^([01]?\d|2[0-4]):([0-5]\d)$/.exec(typeof raw === 'string' ? raw.trim() : '');
	const minutes = match === null ? Infinity : Number(match[1]) * 60 + Number(match[2]);
	return minutes <= 1440 ? ok(minutes) : invalid(field, 'is not a time of day. Write it as 09:00 or 21:30.');
}

function readDays(raw: unknown): Result<number[]> {
	if (isBlank(raw)) return ok(workDays);
	const given = (Array.isArray(raw) ? raw : [raw]).map((day) => (typeof day === 'string' || typeof day === 'number' ? Number(day) : NaN));
	return given.length > 0 && given.every((day) => Number.isInteger(day) && day >= 1 && day <= 7)
		? ok([...new Set(given)])
		: invalid('Days', 'must hold days from 1 (Monday) to 7 (Sunday).');
}

function isDefault(name: (typeof windowParts)[number], { windowStart, windowEnd, days }: HoursSettings): boolean {
	if (name === 'days') return days.length === workDays.length && days.every((day) => workDays.includes(day));
	return name === 'windowStart' ? windowStart === 9 * 60 : windowEnd === 20 * 60;
}

/** A window whose ends were swapped. Of no length it is none: then nobody is called. */
function windowFault({ windowStart, windowEnd }: HoursSettings): FieldIssue | null {
	const minutes = (windowEnd - windowStart + 1440) % 1440;
	if (windowStart <= windowEnd || minutes <= maxNightHours) return null;
	return {
		type: 'invalid_parameters',
		field: labels.windowEnd,
		sentence: `comes before Window Start, so the window would last ${Math.round(minutes / 6) / 10} hours over midnight. Swap the two; over midnight a window lasts ${maxNightHours / 60} hours at the most, such as 22:00 to 06:00.`,
	};
}

const idleFault = (mode: CallingHoursMode, name: Part): FieldIssue => ({
	type: 'invalid_parameters',
	field: labels[name],
	sentence: `has no effect while Calling Hours are ${modeNames[mode]}. Choose the mode Custom, or remove ${labels[name]}.`,
});
