import type { Breath } from '../../shared/time/breath';
import { inStretches, takeBreaths } from '../../shared/time/breath';
import type { ProblemType } from '../../shared/call/problem';
import type { CallOutcome } from '../../shared/call/record';
import type { RetryCondition, RetryPolicy } from '../../shared/call/request';
import { lastDigits, maskNumberIn, maskNumbersIn } from '../../shared/phoneNumber/mask';
import { distinctCalls, outcomeOf, stateOf } from './calls';
import { nextCall } from './clock';
import type { NextCall } from './clock';
import { Figures } from './figures';
import type { AnswerRate, AttemptRate, CostSum, HourRate, OutcomeCounts, ProblemCount, TalkTime } from './figures';
import type { Observation } from './observation';
import type { Person, Standing } from './people';
import { attemptNumbers, peopleOf, standingOf, standings } from './people';

/** A person who is still to be called. `calls` is the number of calls so far. */
export type ToCall = NamedPerson & NextCall & { reason: CallOutcome | ProblemType | 'not_dialed'; calls: number };

/** A person who may have been phoned, and whose call is to be looked up by hand before another one. */
export type ToCheck = NamedPerson & { provider: string | null; callId: string | null; reference: string | null; reconcile: string | null };

interface NamedPerson {
	to: string | null;
	recipientName: string | null;
}

/** What many records of calls amount to. Counts of `people` add up to their total, and so do the outcomes to `calls.total`. */
export interface Summary {
	/** One sentence, for a message. */
	text: string;
	generatedAt: string;
	/** The first and the last begin of a call, ISO 8601 UTC. */
	period: { from: string | null; to: string | null };
	people: { total: number } & Record<Standing, number>;
	calls: { total: number; over: number; answered: number; answerRate: number | null };
	outcomes: OutcomeCounts;
	byLocalHour: HourRate[];
	byAttempt: AttemptRate[];
	talkTime: TalkTime;
	cost: CostSum[];
	problems: ProblemCount[];
	toCall: ToCall[];
	toCheck: ToCheck[];
	/** `repeated`: items that told of a call of which another item told too. */
	records: { total: number; repeated: number; simulated: number };
}

export interface SummaryOptions {
	/** After which ends a person is to be called again. */
	callAgainAfter: RetryCondition[];
	/** How many calls to one person there may be in all. Null for any number. */
	maxAttempts: number | null;
	showFullNumbers: boolean;
	now: Date;
}

/** Counts what the records tell. It works in short stretches, so that ten thousand records hold up nobody else. */
export async function summarize(
	observations: readonly Observation[],
	options: SummaryOptions,
	breath: Breath = takeBreaths(),
): Promise<Summary> {
	const again: RetryPolicy = {
		attempts: Infinity,
		intervalSeconds: 0,
		conditions: options.callAgainAfter,
		maxTotalAttempts: options.maxAttempts,
	};
	const calls = await distinctCalls(observations, breath);
	const figures = new Figures();
	const people = { total: 0, ...(Object.fromEntries(standings.map((standing) => [standing, 0])) as Record<Standing, number>) };
	const toCall: ToCall[] = [];
	const toCheck: ToCheck[] = [];
	await inStretches(
		peopleOf(calls),
		(person) => {
			const standing = standingOf(person, again);
			people.total += 1;
			people[standing] += 1;
			figures.add(person);
			if (standing === 'toCall') toCall.push(personToCall(person, options));
			if (standing === 'toCheck') toCheck.push(personToCheck(person, options));
		},
		breath,
	);
	// Equal times keep the order of the items, and unknown times come last.
	toCall.sort((a, b) => compare(a.nextCallAt ?? '~', b.nextCallAt ?? '~'));
	const answers = figures.answers();
	return {
		text: sentenceOf(people, figures.calls, answers),
		generatedAt: options.now.toISOString(),
		period: figures.period,
		people,
		calls: { total: figures.calls, over: answers.calls, answered: answers.answered, answerRate: answers.answerRate },
		outcomes: figures.outcomes,
		byLocalHour: figures.hours(),
		byAttempt: figures.attempts(),
		talkTime: figures.talkTime(),
		cost: figures.cost(),
		problems: figures.problemCounts(),
		toCall,
		toCheck,
		records: {
			total: observations.length,
			repeated: calls.repeated,
			simulated: observations.filter(({ record }) => record.simulated).length,
		},
	};
}

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

function named({ to, recipientName }: Person, { showFullNumbers }: SummaryOptions): NamedPerson {
	if (showFullNumbers) return { to, recipientName };
	return { to: to === null ? null : lastDigits(to), recipientName: recipientName === null ? null : maskNumbersIn(recipientName) };
}

function personToCall(person: Person, options: SummaryOptions): ToCall {
	const { calls, notDialed } = person;
	const last = calls[calls.length - 1];
	const problem = notDialed.find((record) => record.problem !== undefined && record.problem.type !== 'duplicate')?.problem;
	const reason = last === undefined ? (problem?.type ?? 'not_dialed') : (outcomeOf(last) ?? 'failed');
	return {
		...named(person, options),
		reason,
		...nextCall(person, options.now),
		calls: last === undefined ? 0 : attemptNumbers(calls)[calls.length - 1],
	};
}

function personToCheck(person: Person, options: SummaryOptions): ToCheck {
	const unclear = person.calls.filter((call) => stateOf(call) === 'unclear');
	const { provider, callId, reference, problem } = unclear[unclear.length - 1];
	const shown = (text: string | null | undefined): string | null =>
		text === null || text === undefined ? null : options.showFullNumbers ? text : maskNumberIn(text, person.to);
	return {
		...named(person, options),
		provider: provider === '' ? null : provider,
		callId: shown(callId),
		reference: shown(reference),
		reconcile: shown(problem?.reconcile),
	};
}

const whole = (count: number): string => count.toLocaleString('en-US');

function sentenceOf(people: Summary['people'], calls: number, { answerRate }: AnswerRate): string {
	const share = people.total === 0 ? '' : ` (${Math.round((people.reached / people.total) * 100)} %)`;
	const rate = answerRate === null ? '' : `; ${Math.round(answerRate * 100)} % of the finished ones were answered`;
	const rest = [
		...(people.toCall > 0 ? [`${whole(people.toCall)} still to be called`] : []),
		...(people.underWay > 0 ? [`${whole(people.underWay)} under way`] : []),
		...(people.toCheck > 0 ? [`${whole(people.toCheck)} to be checked by hand`] : []),
	].map((part) => `, ${part}`);
	const noun = people.total === 1 ? 'person' : 'people';
	return `${whole(people.reached)} of ${whole(people.total)} ${noun} reached${share}${rest.join('')}. ${whole(calls)} ${calls === 1 ? 'call' : 'calls'}${rate}.`;
}
