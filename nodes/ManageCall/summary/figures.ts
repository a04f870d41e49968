import type { Problem, ProblemType } from '../../shared/call/problem';
import { problem } from '../../shared/call/problem';
import type { CallOutcome, CallRecord } from '../../shared/call/record';
import { callOutcomes } from '../../shared/call/record';
import { beganAt, outcomeOf, stateOf } from './calls';
import { localHour, zonesOf } from './clock';
import type { Person } from './people';
import { attemptNumbers } from './people';

/** Calls that are over, how many of them a person answered, and the share (0 to 1), null where there were none. */
export interface AnswerRate {
	calls: number;
	answered: number;
	answerRate: number | null;
}

/** `hour` is 0 to 23 by the clock where the number was issued, null where that is not known. */
export type HourRate = { hour: number | null } & AnswerRate;
/** `attempt` is 1 for the first call to a person. */
export type AttemptRate = { attempt: number } & AnswerRate;

/** How calls ended. `unknown`: they are under way, or nobody knows. */
export type OutcomeCounts = Record<CallOutcome | 'unknown', number>;

/** Seconds of the calls that a person answered and whose duration is known. */
export interface TalkTime {
	calls: number;
	medianSeconds: number | null;
	p90Seconds: number | null;
	totalSeconds: number;
}

export interface CostSum {
	/** ISO 4217, or "credits". */
	currency: string;
	amount: number;
	calls: number;
}

export interface ProblemCount {
	type: ProblemType;
	title: string;
	/** Calls and items with this problem. */
	records: number;
	/** People who had it at least once. */
	people: number;
}

/** The share of the answered calls, rounded to four digits. */
export const rateOf = (calls: number, answered: number): AnswerRate => ({
	calls,
	answered,
	answerRate: calls === 0 ? null : Math.round((answered / calls) * 10_000) / 10_000,
});

/** Sums that grow with each person, so that a long list can be counted in short stretches. */
export class Figures {
	readonly outcomes = Object.fromEntries([...callOutcomes, 'unknown'].map((outcome) => [outcome, 0])) as OutcomeCounts;

	calls = 0;

	private over = 0;

	/** The first and the last begin of a call, ISO 8601 UTC. */
	period: { from: string | null; to: string | null } = { from: null, to: null };

	private readonly byHour = new Map<number | null, { calls: number; answered: number }>();

	private readonly byAttempt = new Map<number, { calls: number; answered: number }>();

	private readonly talks: number[] = [];

	private readonly costs = new Map<string, { amount: number; calls: number }>();

	private readonly problems = new Map<ProblemType, { records: number; people: Set<Person> }>();

	add(person: Person): void {
		const attempts = attemptNumbers(person.calls);
		const zones = person.calls.length === 0 ? [] : zonesOf(person);
		for (const [index, call] of person.calls.entries()) this.addCall(call, attempts[index], zones);
		for (const record of [...person.calls, ...person.notDialed]) if (record.problem) this.addProblem(person, record.problem);
	}

	private addCall(call: CallRecord, attempt: number, zones: readonly string[]): void {
		const outcome = outcomeOf(call);
		const answered = outcome === 'answered' ? 1 : 0;
		const at = beganAt(call);
		this.calls += 1;
		this.outcomes[outcome ?? 'unknown'] += 1;
		this.widenPeriod(at);
		if (stateOf(call) === 'over') {
			this.over += 1;
			count(this.byHour, localHour(zones, at), answered);
			count(this.byAttempt, attempt, answered);
		}
		if (answered === 1 && call.durationSeconds !== null) this.talks.push(call.durationSeconds);
		if (call.cost !== null) {
			const sum = this.costs.get(call.cost.currency) ?? { amount: 0, calls: 0 };
			this.costs.set(call.cost.currency, { amount: sum.amount + call.cost.amount, calls: sum.calls + 1 });
		}
	}

	private widenPeriod(at: string | null): void {
		if (at === null) return;
		const { from, to } = this.period;
		this.period = { from: from === null || at < from ? at : from, to: to === null || at > to ? at : to };
	}

	private addProblem(person: Person, { type }: Problem): void {
		const met = this.problems.get(type) ?? { records: 0, people: new Set() };
		met.records += 1;
		met.people.add(person);
		this.problems.set(type, met);
	}

	answers(): AnswerRate {
		return rateOf(this.over, this.outcomes.answered);
	}

	/** Hours with calls, in the order of the day, the unknown hour last. */
	hours(): HourRate[] {
		const rows = [...this.byHour].sort(([a], [b]) => (a ?? 24) - (b ?? 24));
		return rows.map(([hour, { calls, answered }]) => ({ hour, ...rateOf(calls, answered) }));
	}

	attempts(): AttemptRate[] {
		const rows = [...this.byAttempt].sort(([a], [b]) => a - b);
		return rows.map(([attempt, { calls, answered }]) => ({ attempt, ...rateOf(calls, answered) }));
	}

	talkTime(): TalkTime {
		const sorted = [...this.talks].sort((a, b) => a - b);
		return {
			calls: sorted.length,
			medianSeconds: medianOf(sorted),
			// Nearest rank: nine in ten talks were at most as long.
			p90Seconds: sorted[Math.ceil(sorted.length * 0.9) - 1] ?? null,
			totalSeconds: rounded(sorted.reduce((sum, seconds) => sum + seconds, 0)),
		};
	}

	/** The sum of each currency, the most calls first. */
	cost(): CostSum[] {
		const sums = [...this.costs].map(([currency, { amount, calls }]) => ({ currency, amount: rounded(amount), calls }));
		return sums.sort((a, b) => b.calls - a.calls || (a.currency < b.currency ? -1 : 1));
	}

	/** Each kind of problem, the most frequent first. */
	problemCounts(): ProblemCount[] {
		const rows = [...this.problems].map(([type, { records, people }]) => ({
			type,
			title: problem(type, '').title,
			records,
			people: people.size,
		}));
		return rows.sort((a, b) => b.records - a.records || (a.type < b.type ? -1 : 1));
	}
}

function count<K>(rows: Map<K, { calls: number; answered: number }>, key: K, answered: number): void {
	const row = rows.get(key) ?? { calls: 0, answered: 0 };
	rows.set(key, { calls: row.calls + 1, answered: row.answered + answered });
}

function medianOf(sorted: readonly number[]): number | null {
	if (sorted.length === 0) return null;
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? sorted[middle] : rounded((sorted[middle - 1] + sorted[middle]) / 2);
}

/** Without the dust of floating-point sums. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
