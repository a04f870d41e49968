import { createHash } from 'node:crypto';
import type { Json } from '../../call/json';
import { at, number, object, text } from '../../call/json';
import type { CallAttempt, CallOutcome, CallRecord } from '../../call/record';
import { callRecord } from '../../call/record';
import type { Mood } from '../../script/walk';
import { mapStatus } from '../statusMap';
import type { Ending } from './agents';
import { atMachine, talkOf } from './talk';

/** Seconds: `ringing` is the time that the phone rings, `talking` the time that a person or a machine is on the line. */
const ringing: Record<CallOutcome, number> = {
	answered: 6,
	voicemail: 20,
	no_answer: 30,
	busy: 2,
	cancelled: 4,
	rejected: 2,
	failed: 1,
};
const talking = { answered: 42, voicemail: 12 };
/** Seconds until a machine is recognized. */
const recognizing = 2;
const reasonOf: Record<CallOutcome, string> = {
	answered: 'agent_hung_up',
	voicemail: 'voicemail_message_left',
	no_answer: 'no_answer',
	busy: 'busy',
	cancelled: 'cancelled',
	rejected: 'rejected',
	failed: 'call_failed',
};
const conditionOf: Partial<Record<CallOutcome, string>> = {
	no_answer: 'no-answer',
	busy: 'busy',
	failed: 'failed',
	voicemail: 'voicemail',
};

const later = (from: Date, seconds: number): string => new Date(from.getTime() + seconds * 1000).toISOString();

/**
 * Plays a whole call and returns its record. The same request at the same instant gives the same record.
 * @param body the request as this provider's `placeCall` builds it
 * @param now the instant of the request. The played call ends at this instant, because the caller does not wait for it.
 */
export function play(body: unknown, ending: Ending, now: Date): CallRecord {
	const reference = text(at(body, 'reference'));
	const { outcome, rings, seconds, endReason } = courseOf(body, ending);
	const dials = dialsOf(body, outcome);
	const interval = number(at(body, 'retry', 'intervalSeconds')) ?? 0;
	const talk = talkOf(body, ending);
	const talked = outcome === 'answered' || outcome === 'voicemail';
	const attempts: CallAttempt[] = [];
	const inAll = dials * (rings + seconds) + (dials - 1) * interval;
	const createdAt = later(now, -inAll);
	let startedAt = new Date(createdAt);
	for (let attempt = 1; attempt <= dials; attempt++) {
		const endedAt = later(startedAt, rings + seconds);
		attempts.push({
			attempt,
			callId: simulatedId(reference, now, attempt),
			...mapStatus('simulator', outcome),
			startedAt: startedAt.toISOString(),
			endedAt,
		});
		if (attempt < dials) startedAt = new Date(Date.parse(endedAt) + interval * 1000);
	}
	const last = attempts[attempts.length - 1];
	return callRecord('simulator', {
		callId: last.callId,
		reference,
		agentId: text(at(body, 'agentId')),
		to: text(at(body, 'to')),
		from: text(at(body, 'fromNumber')),
		recipientName: text(at(body, 'recipientName')),
		status: last.status,
		outcome: last.outcome,
		dialed: 'yes',
		attempt: dials,
		attempts: dials > 1 ? attempts : null,
		simulated: true,
		createdAt,
		startedAt: last.startedAt,
		answeredAt: talked ? later(startedAt, rings) : null,
		endedAt: last.endedAt,
		durationSeconds: seconds,
		recordingUrl: talked && at(body, 'recording') === true ? `https://simulator.invalid/recordings/${last.callId ?? ''}.mp3` : null,
		transcript: talked && at(body, 'transcription') !== false && talk.transcript !== '' ? talk.transcript : null,
		summary: talked ? `Simulated call: ${ending.plays}.${talk.path}` : null,
		analysis: {
			sentiment: outcome === 'answered' ? talk.sentiment : null,
			sentimentScores: outcome === 'answered' ? scores(talk.sentiment) : null,
			speechMetrics: null,
			outcome: ending.transferred ? 'transferred' : (talk.branch ?? outcome),
			converted: outcome === 'answered' && talk.sentiment !== 'neutral' ? talk.sentiment === 'positive' : null,
		},
		endReason,
		cost: { amount: 0, currency: 'USD' },
		variables: object(at(body, 'variables')),
		context: (at(body, 'context') ?? null) as Json,
	});
}

/** How the call goes under the options of the request. `rings` and `seconds` on the line are in seconds. */
interface Course {
	outcome: CallOutcome;
	rings: number;
	seconds: number;
	endReason: string;
}

function courseOf(body: unknown, ending: Ending): Course {
	const longestRing = number(at(body, 'ringTimeout')) ?? Infinity;
	const machine = ending.outcome === 'voicemail' ? atMachine(body) : null;
	if (ringing[ending.outcome] > longestRing) return { outcome: 'no_answer', rings: longestRing, seconds: 0, endReason: 'ring_timeout' };
	const rings = ringing[ending.outcome];
	if (machine === 'hangUp') return { outcome: 'voicemail', rings, seconds: recognizing, endReason: 'voicemail_hung_up' };
	// Nobody looks for a machine, so it counts as a person.
	const outcome = machine === 'ignore' ? 'answered' : ending.outcome;
	if (outcome !== 'answered' && outcome !== 'voicemail') return { outcome, rings, seconds: 0, endReason: reasonOf[outcome] };
	const longest = number(at(body, 'maxDuration')) ?? Infinity;
	const spoken = ending.transferred ? 'transferred' : reasonOf[outcome];
	return {
		outcome,
		rings,
		seconds: Math.min(talking[outcome], longest),
		endReason: talking[outcome] > longest ? 'max_duration' : spoken,
	};
}

/** The number of dials: the first one, plus one per retry if the retry conditions include the outcome. */
function dialsOf(body: unknown, outcome: CallOutcome): number {
	const conditions = at(body, 'retry', 'conditions');
	const condition = conditionOf[outcome];
	if (!Array.isArray(conditions) || condition === undefined || !conditions.includes(condition)) return 1;
	const most = number(at(body, 'retry', 'maxTotalAttempts')) ?? Infinity;
	return Math.max(1, Math.min(1 + (number(at(body, 'retry', 'attempts')) ?? 0), most));
}

const simulatedId = (reference: string | null, now: Date, attempt: number): string =>
	`sim_${createHash('sha256')
		.update(`${reference ?? ''}\n${now.getTime()}\n${attempt}`)
		.digest('hex')
		.slice(0, 24)}`;

const scores = (sentiment: Mood) => ({
	positive: sentiment === 'positive' ? 0.8 : 0.1,
	neutral: sentiment === 'neutral' ? 0.8 : 0.1,
	negative: sentiment === 'negative' ? 0.8 : 0.1,
});
