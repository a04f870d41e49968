import { afterAll } from 'vitest';
import type { ProviderName, StoredCall, StrictServer } from '../servers/strictServer.mts';
import { built } from './built.mts';

/** How a call ends at each provider, in its own words; a test sets them on a strict server's call. */
export type End = 'answered' | 'no_answer' | 'busy' | 'failed' | 'voicemail';
export const ends: readonly End[] = ['answered', 'no_answer', 'busy', 'failed', 'voicemail'];

const words: Record<ProviderName, Record<End, string>> = {
	// Not published: a failed conversation tells its reason in the words of the event call_initiation_failure, see below.
	elevenlabs: { answered: 'done', no_answer: 'failed', busy: 'failed', failed: 'failed', voicemail: 'done' },
	bland: { answered: 'completed', no_answer: 'no-answer', busy: 'busy', failed: 'failed', voicemail: 'completed' },
	retell: {
		answered: 'user_hangup',
		no_answer: 'dial_no_answer',
		busy: 'dial_busy',
		failed: 'dial_failed',
		voicemail: 'voicemail_reached',
	},
	svalync: { answered: 'completed', no_answer: 'no-answer', busy: 'busy', failed: 'failed', voicemail: 'voicemail' },
	synthflow: { answered: 'completed', no_answer: 'no-answer', busy: 'busy', failed: 'failed', voicemail: 'left_voicemail' },
	talkover: { answered: 'completed', no_answer: 'no-answer', busy: 'busy', failed: 'failed', voicemail: 'voicemail' },
	unleashx: { answered: 'completed', no_answer: 'no_answer', busy: 'busy', failed: 'failed', voicemail: 'completed' },
	vapi: {
		answered: 'customer-ended-call',
		no_answer: 'customer-did-not-answer',
		busy: 'customer-busy',
		failed: 'twilio-failed-to-connect-call',
		voicemail: 'voicemail',
	},
};

/** How the metadata of a conversation tell its end. */
const elevenlabsEnds: Record<End, object> = {
	answered: { termination_reason: 'end_call tool was called' },
	no_answer: { error: { code: 0, reason: 'no-answer' } },
	busy: { error: { code: 0, reason: 'busy' } },
	failed: { error: { code: 0, reason: 'unknown' } },
	voicemail: { termination_reason: 'voicemail_detection tool was called' },
};

/** Ends a call at the provider: what its list and its call page show from now on. */
export function endCall(server: StrictServer<any>, call: StoredCall, end: End): void {
	call.status = words[server.provider][end];
	call.durationSeconds = end === 'answered' || end === 'voicemail' ? 25 : 0;
	if (end === 'answered') call.transcript = 'bot: Hello.\nhuman: Hi.';
	if (server.provider === 'elevenlabs') call.row = { ...call.row, metadata: elevenlabsEnds[end] };
	if (end === 'voicemail' && server.provider === 'bland') call.row = { ...call.row, answered_by: 'voicemail' };
	if (end === 'voicemail' && server.provider === 'unleashx') call.row = { ...call.row, DISPOSITION: 'Voicemail Left' };
}

/** Ends every call of the server as soon as it is there, `endOf` says how (undefined: it goes on). Returns how to stop. */
export function endCalls(server: StrictServer<any>, endOf: (call: StoredCall, dials: number) => End | undefined): () => void {
	const seen = new Map<string, number>();
	const ended = new Set<string>();
	const timer = setInterval(() => {
		for (const call of server.calls) {
			if (ended.has(call.id)) continue;
			ended.add(call.id);
			const dials = (seen.get(call.to) ?? 0) + 1;
			seen.set(call.to, dials);
			const end = endOf(call, dials);
			if (end !== undefined) endCall(server, call, end);
		}
	}, 5);
	return () => clearInterval(timer);
}

/** Makes the nodes of dist look at a provider every few milliseconds instead of seconds, until the end of the test file. */
export function lookOften(): void {
	const { pollPace } = built('shared/waiting/pollPace') as typeof import('../../nodes/shared/waiting/pollPace.ts');
	const pace = { ...pollPace };
	Object.assign(pollPace, { first: 40, whileYoung: 120, longest: 120, usedShare: 120 });
	afterAll(() => void Object.assign(pollPace, pace));
}
