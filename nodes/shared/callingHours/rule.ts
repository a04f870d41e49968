/** Opening times in minutes of the day, start included, end excluded: [480, 1260] is 08:00 to 21:00. 1440 is midnight. */
export type Window = readonly [startMinutes: number, endMinutes: number];

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];
export type Week = Readonly<Record<Weekday, readonly Window[]>>;

/** Days that allow less than their weekday does: public holidays, the days before them, or dates of every year (MM-DD). */
export interface ShorterDays {
	on: 'holiday' | 'day-before-holiday' | readonly string[];
	windows: readonly Window[];
}

/** The hours that decide. The public holidays of `country` matter if `holidays` is `none` or a day is shorter because of one. */
export interface Hours {
	/** ISO 3166-1 alpha-2, `*` for the default, null for hours that a user set. */
	country: string | null;
	week: Week;
	/** `none`: no calls on public holidays. `ok`: like any other day. */
	holidays: 'ok' | 'none';
	shorterDays?: readonly ShorterDays[];
	/** A second zone whose clock must also be within these hours, besides the recipient's. Set if sources differ about whose clock counts. */
	alsoIn?: string;
}

/** One row of the dated table: where and when calls are allowed, and how certain that is. */
export interface CallingRule extends Hours {
	id: string;
	country: string;
	/** Name for a reader: "Florida", "France". */
	place: string;
	/** State within the country, two letters. */
	region?: string;
	/** Countries of the numbering plan where the same law applies: Réunion for France. */
	territories?: readonly string[];
	source: string;
	/** Date since which these hours are in force. Null if the sources name none. */
	inForceSince: string | null;
	checkedOn: string;
	/** P: we read the text of the statute or regulator. S: secondary source. M: reported or chosen by this project, not verified. */
	confidence: 'P' | 'S' | 'M';
	/** Further information for the user, or null. */
	note: string | null;
}

/** One window between two hours of the day. 21.5 is 21:30. */
export const from = (startHour: number, endHour: number): readonly [Window] => [[Math.round(startHour * 60), Math.round(endHour * 60)]];

/** No calls on that day. */
export const never: readonly Window[] = [];

/** A week with the same windows from Monday to Friday. */
export const week = (workday: readonly Window[], sat: readonly Window[], sun: readonly Window[]): Week => ({
	mon: workday,
	tue: workday,
	wed: workday,
	thu: workday,
	fri: workday,
	sat,
	sun,
});

/** A week with the same windows every day. */
export const everyDay = (windows: readonly Window[]): Week => week(windows, windows, windows);
