import { problem, problemTypes } from '../../shared/call/problem';
import type { CallOutcome } from '../../shared/call/record';
import { isTimeZone } from '../../shared/time/calendar';
import type { OutcomeCounts } from '../summary/figures';
import type { Standing } from '../summary/people';
import type { ToCall } from '../summary/summarize';

/** The labels of the standings, each with what it means. */
export const standingWords: Readonly<Record<Standing, readonly [label: string, meaning: string]>> = {
	reached: ['Reached', 'answered at least one call'],
	toCall: ['Still to be called', 'not dialed yet, or to be called again'],
	underWay: ['Under way', 'the call is not over, or its result is not known yet'],
	toCheck: ['To be checked by hand', 'may have been phoned: look the call up before calling again'],
	notReached: ['Not reached', 'phoned in vain, and not to be called again'],
	notCalled: ['Not to be called', 'such as a wrong number or the do-not-call list'],
};

export const outcomeWords: Readonly<Record<keyof OutcomeCounts, string>> = {
	answered: 'Answered',
	voicemail: 'Voicemail',
	no_answer: 'No answer',
	busy: 'Busy',
	cancelled: 'Canceled',
	rejected: 'Rejected',
	failed: 'Failed',
	unknown: 'Not known',
};

/** Why a person is still to be called. */
export function reasonWords(reason: ToCall['reason']): string {
	if (reason === 'not_dialed') return 'Not dialed yet';
	const type = problemTypes.find((one) => one === reason);
	return type === undefined ? outcomeWords[reason as CallOutcome] : problem(type, '').title;
}

export const whole = (count: number): string => count.toLocaleString('en-US');

/** A share from 0 to 1 as "42 %". Null, where there is nothing to share, is a dash. */
export const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)} %`);

export const counted = (count: number, noun: string, plural = `${noun}s`): string => `${whole(count)} ${count === 1 ? noun : plural}`;

/** Seconds as "42 s", "1 min 35 s" or "7 h 12 min". */
export function duration(seconds: number): string {
	const all = Math.round(seconds);
	if (all < 60) return `${all} s`;
	const minutes = Math.floor(all / 60);
	const parts =
		all < 3600
			? [[minutes, 'min'] as const, [all % 60, 's'] as const]
			: [[Math.floor(minutes / 60), 'h'] as const, [minutes % 60, 'min'] as const];
	return parts
		.filter(([amount]) => amount > 0)
		.map(([amount, unit]) => `${whole(amount)} ${unit}`)
		.join(' ');
}

/** An amount of money or credits with two digits behind the point, a small one with up to four. */
export const money = (amount: number): string =>
	amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: amount < 1 ? 4 : 2 });

/** The zone of the times in the report, UTC if the workflow's zone is none that can be read. */
export const shownZone = (timezone: string): string => (isTimeZone(timezone) ? timezone : 'UTC');

/** A formatter costs a hundred times as much as its use. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(timezone: string, more: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = `${timezone} ${JSON.stringify(more)}`;
	const known = formats.get(key);
	if (known !== undefined) return known;
	const made = new Intl.DateTimeFormat('en-GB', {
		...{ timeZone: timezone, day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
		...more,
	});
	formats.set(key, made);
	return made;
}

/** An instant (ISO 8601 UTC) with its year in a zone, such as "22 Nov 2026, 09:00". */
export const dated = (iso: string, timezone: string): string => format(timezone, { year: 'numeric' }).format(Date.parse(iso));

/** An instant (ISO 8601 UTC) with its weekday in a zone, such as "Mon, 23 Nov, 09:00". */
export const onDay = (iso: string, timezone: string): string => format(timezone, { weekday: 'short' }).format(Date.parse(iso));

/** The clock time of an ISO 8601 time with offset, by the clock of that offset: "Mon, 23 Nov, 09:00". */
export const thereOf = (localTime: string): string => onDay(`${localTime.slice(0, 19)}Z`, 'UTC');
