import { createHash } from 'node:crypto';
import type { Json } from '../../call/json';
import { at, fromJson, list, number, object, text } from '../../call/json';
import type { CallAttempt, CallOutcome, CallRecord } from '../../call/record';
import { callRecord } from '../../call/record';
import type { ScriptedPart } from '../../call/request';
import type { Mood } from '../../script/walk';
import { moodOf, replies, walk } from '../../script/walk';
import { mapStatus } from '../statusMap';
import { simulatedAgents } from './agents';
import type { Ending } from './agents';

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
	const { outcome } = ending;
	const dials = dialsOf(body, outcome);
	const interval = number(at(body, 'retry', 'intervalSeconds')) ?? 0;
	const talk = talkOf(body, ending);
	const talked = outcome === 'answered' || outcome === 'voicemail';
	const longest = number(at(body, 'maxDuration')) ?? Infinity;
	const seconds = talked ? Math.min(talking[outcome], longest) : 0;

	const attempts: CallAttempt[] = [];
	const inAll = dials * (ringing[outcome] + seconds) + (dials - 1) * interval;
	const createdAt = later(now, -inAll);
	let startedAt = new Date(createdAt);
	for (let attempt = 1; attempt <= dials; attempt++) {
		const endedAt = later(startedAt, ringing[outcome] + seconds);
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
		answeredAt: talked ? later(startedAt, ringing[outcome]) : null,
		endedAt: last.endedAt,
		durationSeconds: seconds,
		recordingUrl: talked && at(body, 'recording') === true ? `https://simulator.invalid/recordings/${last.callId ?? ''}.mp3` : null,
		transcript: talked && at(body, 'transcription') !== false ? talk.transcript : null,
		summary: talked ? `Simulated call: ${ending.plays}.${talk.path}` : null,
		analysis: {
			sentiment: outcome === 'answered' ? talk.sentiment : null,
			sentimentScores: outcome === 'answered' ? scores(talk.sentiment) : null,
			speechMetrics: null,
			outcome: ending.transferred ? 'transferred' : (talk.branch ?? outcome),
			converted: outcome === 'answered' && talk.sentiment !== 'neutral' ? talk.sentiment === 'positive' : null,
		},
		variables: object(at(body, 'variables')),
		context: (at(body, 'context') ?? null) as Json,
	});
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

/** The conversation, in the words of the given script or of the chosen agent. */
interface Talk {
	transcript: string;
	sentiment: Mood;
	/** Name of the last branch taken. */
	branch: string | null;
	/** All branches as a sentence with a leading space, or an empty text. */
	path: string;
}

function talkOf(body: unknown, ending: Ending): Talk {
	const scripted = fromJson<ScriptedPart | null>(object(at(body, 'scripted')));
	return scripted === null ? agentTalk(body, ending) : scriptTalk(scripted, ending);
}

function scriptTalk({ script, simulatedAnswers }: ScriptedPart, ending: Ending): Talk {
	const { turns, branches } = walk(script, ending.sentiment, simulatedAnswers);
	const machine = ending.outcome === 'voicemail';
	const heard = machine ? turns.slice(0, 1) : turns;
	const lines = heard.map(({ speaker, text: said }) => `${speaker}: ${said}`);
	if (ending.transferred) lines.push('agent: I connect you to a colleague now. One moment, please.');
	const last = branches.at(-1);
	return {
		// Answers that the user gave in advance say more about the mood than the number's ending does.
		sentiment: (simulatedAnswers.length > 0 && last ? moodOf(last) : null) ?? ending.sentiment,
		transcript: lines.join('\n'),
		branch: machine ? null : (last ?? null),
		path: machine || branches.length === 0 ? '' : ` Branches: ${branches.join(', ')}.`,
	};
}

function agentTalk(body: unknown, ending: Ending): Talk {
	const agent = simulatedAgents.find((candidate) => candidate.id === at(body, 'agentId')) ?? simulatedAgents[0];
	const name = text(at(body, 'recipientName'));
	const opening = `Hello${name === null ? '' : ` ${name}`}, ${agent.opening}`;
	const machine = ending.outcome === 'voicemail';
	const given = list(at(body, 'simulatedAnswers')).map(String);
	const answers = given.length > 0 ? given : [replies[ending.sentiment]];
	const last = ending.transferred
		? 'agent: I connect you to a colleague now. One moment, please.'
		: 'agent: Thank you for your time. Goodbye.';
	const lines = machine
		? [`agent: ${opening} Please call us back.`]
		: [
				`agent: ${opening} ${agent.question}`,
				...answers.flatMap((answer, index) => [...(index > 0 ? ['agent: I see. Is there anything else?'] : []), `person: ${answer}`]),
				last,
			];
	// Answers that the user gave in advance say more about the mood than the number's ending does. The answer to the agent's question counts
	// most.
	const mood = machine || given.length === 0 ? null : moodOf(given[0]);
	return { sentiment: mood ?? ending.sentiment, transcript: lines.join('\n'), branch: null, path: '' };
}
