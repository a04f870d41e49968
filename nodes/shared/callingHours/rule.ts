/** Opening times as minutes of the day, start included, end excluded: [480, 1260] is 08:00 to 21:00. 1440 is midnight. */
export type Window = readonly [startMinutes: number, endMinutes: number];

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];
export type Week = Readonly<Record<Weekday, readonly Window[]>>;

/** Days on which less is allowed than their weekday says: public holidays, the days before them, or dates of every year (MM-DD). */
export interface ShorterDays {
	on: 'holiday' | 'day-before-holiday' | readonly string[];
	windows: readonly Window[];
}

/** What decides: hours, and the public holidays of `country` where `holidays` is `none` or a day is shorter for one. */
export interface Hours {
	/** ISO 3166-1 alpha-2, `*` for the default, null for hours a user set. */
	country: string | null;
	week: Week;
	/** `none`: no calls on public holidays. `ok`: like any other day. */
	holidays: 'ok' | 'none';
	shorterDays?: readonly ShorterDays[];
	/** One more zone on whose clock these hours are read, beside the recipient's: where sources differ about whose clock counts. */
	alsoIn?: string;
}

/** One row of the dated table: who allows calls when, and how sure that is. */
export interface CallingRule extends Hours {
	id: string;
	country: string;
	/** Name for a person: "Florida", "France". */
	place: string;
	/** State within the country, two letters. */
	region?: string;
	/** Countries of the numbering plan to which the same law applies: Réunion for France. */
	territories?: readonly string[];
	source: string;
	/** Date since which these hours are in force, null where the sources name none. */
	inForceSince: string | null;
	checkedOn: string;
	/** P: text of the statute or regulator read. S: secondary source. M: reported or chosen by this project, not verified. */
	confidence: 'P' | 'S' | 'M';
	/** What a person should know besides, null without anything. */
	note: string | null;
}

/** A window from and to hours of the day; 21.5 is 21:30. */
export const from = (startHour: number, endHour: number): readonly [Window] => [[Math.round(startHour * 60), Math.round(endHour * 60)]];

/** No calls on that day. */
export const never: readonly Window[] = [];

/** A week of which Monday to Friday are alike. */
export const week = (workday: readonly Window[], sat: readonly Window[], sun: readonly Window[]): Week => ({
	mon: workday,
	tue: workday,
	wed: workday,
	thu: workday,
	fri: workday,
	sat,
	sun,
});

/** A week of which all days are alike. */
export const everyDay = (windows: readonly Window[]): Week => week(windows, windows, windows);
