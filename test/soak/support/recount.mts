/** A plain recount of a campaign's rows, which shares no code with Summarize Calls. */
import type { Row } from '../../e2e/support/dataTables.mts';
import type { Person } from './people.mts';

const outcomes = ['answered', 'voicemail', 'no_answer', 'busy', 'cancelled', 'rejected', 'failed', 'unknown'] as const;
const rate = (calls: number, answered: number) => ({ calls, answered, answerRate: calls === 0 ? null : +(answered / calls).toFixed(4) });

interface Dial {
	outcome: string | null;
	startedAt: string | null;
	attempt: number;
	zone: string;
}

/** Every ring of a phone: each redial of a record is one. */
function dialsOf(record: Row, zone: string): Dial[] {
	if (record.dialed === 'no') return [];
	const all: Row[] = record.attempts ?? [record];
	return all.map(({ outcome, startedAt }, index) => ({ outcome: outcome ?? null, startedAt: startedAt ?? null, attempt: index + 1, zone }));
}

const hourOf = ({ startedAt, zone }: Dial): number =>
	Number(new Intl.DateTimeFormat('en-US', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' }).format(new Date(startedAt!)));

function ratesBy<Name extends string>(name: Name, dials: Dial[], keyOf: (dial: Dial) => number) {
	const keys = [...new Set(dials.map(keyOf))].sort((one, other) => one - other);
	return keys.map((key) => {
		const own = dials.filter((dial) => keyOf(dial) === key);
		return { [name]: key, ...rate(own.length, own.filter(({ outcome }) => outcome === 'answered').length) };
	});
}

function standingOf(record: Row): string {
	if (record.dialed === 'maybe') return 'toCheck';
	if (record.dialed === 'yes') return record.outcome === 'answered' ? 'reached' : 'notReached';
	return record.problem.type === 'do_not_call' ? 'notCalled' : 'toCall';
}

/** What a report of these rows must say. Somebody who did not answer or was busy was called three times, and is not to be called again. */
export function recount(rows: readonly Row[], people: ReadonlyMap<string, Person>) {
	const records = rows.map(({ phone, status, record }) => {
		const known: Row = status === 'calling' ? { dialed: 'maybe', outcome: null, problem: { type: 'outcome_unknown' } } : JSON.parse(record);
		return { phone: phone as string, record: known };
	});
	const dials = records.flatMap(({ phone, record }) => dialsOf(record, people.get(phone)!.zone));
	const over = dials.filter(({ outcome }) => outcome !== null);
	const answered = over.filter(({ outcome }) => outcome === 'answered');
	const talks = records.flatMap(({ record }) => (record.outcome === 'answered' ? [record.durationSeconds as number] : []));
	talks.sort((one, other) => one - other);
	const standings = records.map(({ record }) => standingOf(record));
	const counted = (name: string): number => standings.filter((standing) => standing === name).length;
	const types = records.flatMap(({ record }) => (record.problem ? [record.problem.type as string] : []));
	const { calls: total, ...share } = rate(over.length, answered.length);
	return {
		people: {
			total: rows.length,
			...Object.fromEntries(['reached', 'toCall', 'underWay', 'toCheck', 'notReached', 'notCalled'].map((name) => [name, counted(name)])),
		},
		calls: { total: dials.length, over: total, ...share },
		outcomes: Object.fromEntries(outcomes.map((name) => [name, dials.filter(({ outcome }) => (outcome ?? 'unknown') === name).length])),
		byLocalHour: ratesBy('hour', over, hourOf),
		byAttempt: ratesBy('attempt', over, ({ attempt }) => attempt),
		talkTime: {
			calls: talks.length,
			medianSeconds: (talks[Math.floor((talks.length - 1) / 2)] + talks[Math.ceil((talks.length - 1) / 2)]) / 2,
			p90Seconds: talks[Math.ceil(talks.length * 0.9) - 1],
			totalSeconds: talks.reduce((sum, seconds) => sum + seconds, 0),
		},
		problems: Object.fromEntries([...new Set(types)].sort().map((type) => [type, types.filter((one) => one === type).length])),
		toCall: counted('toCall'),
		toCheck: counted('toCheck'),
	};
}

/** The same figures of a report. */
export function figuresOf({ people, calls, outcomes: counts, byLocalHour, byAttempt, talkTime, problems, toCall, toCheck }: Row) {
	const byType = (problems as Row[])
		.map(({ type, records }): [string, number] => [type, records])
		.sort(([one], [other]) => (one < other ? -1 : 1));
	return {
		...{ people, calls, outcomes: counts, byLocalHour, byAttempt, talkTime, problems: Object.fromEntries(byType) },
		...{ toCall: toCall.length, toCheck: toCheck.length },
	};
}
