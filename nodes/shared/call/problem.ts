/**
 * What can go wrong with a call, in one vocabulary for every provider (RFC 9457 in spirit: type, title, detail).
 * Errors are values of this shape until the node decides which output, hint or exception they become.
 */
export const problemTypes = [
	'invalid_phone_number',
	'blocked_number_type',
	'blocked_country',
	'outside_calling_hours',
	'do_not_call',
	'duplicate',
	'cap_reached',
	'invalid_script',
	'invalid_parameters',
	'schedule_unsupported',
	'agent_unavailable',
	'voice_unavailable',
	'unauthorized',
	'insufficient_credits',
	'rate_limited',
	'call_rejected',
	'connection_failed',
	'response_timeout',
	'provider_error',
	'outcome_unknown',
] as const;

export type ProblemType = (typeof problemTypes)[number];

/** `retryAfterSeconds` in seconds, `nextAllowedAt` ISO 8601 UTC, `reconcile` a sentence that says how to find out. */
export interface Problem {
	type: ProblemType;
	title: string;
	detail: string;
	httpStatus: number | null;
	providerCode: string | null;
	retryAfterSeconds: number | null;
	nextAllowedAt: string | null;
	reconcile: string | null;
}

const titles: Record<ProblemType, string> = {
	invalid_phone_number: 'The phone number cannot be dialed',
	blocked_number_type: 'This kind of phone number is not dialed',
	blocked_country: 'This country is not allowed',
	outside_calling_hours: 'Outside calling hours',
	do_not_call: 'On the do-not-call list',
	duplicate: 'This call repeats another one',
	cap_reached: 'Max Calls is reached',
	invalid_script: 'The script cannot be spoken',
	invalid_parameters: 'A field is missing or malformed',
	schedule_unsupported: 'This provider cannot place the call at that time',
	agent_unavailable: 'The agent cannot take this call',
	voice_unavailable: 'The voice is not available',
	unauthorized: 'The provider refused the credential',
	insufficient_credits: 'The provider account is out of credits',
	rate_limited: 'The provider accepts no more calls just now',
	call_rejected: 'The provider rejected the call',
	connection_failed: 'The provider could not be reached',
	response_timeout: 'The provider did not answer in time',
	provider_error: 'The provider failed while it handled the call',
	outcome_unknown: 'The provider gave no readable answer',
};

/** A complete problem from its type and sentence; everything else is `null` unless given. */
export function problem(type: ProblemType, detail: string, more: Partial<Omit<Problem, 'type' | 'detail'>> = {}): Problem {
	return {
		type,
		title: titles[type],
		detail,
		httpStatus: null,
		providerCode: null,
		retryAfterSeconds: null,
		nextAllowedAt: null,
		reconcile: null,
		...more,
	};
}

/** Problems of the account, not of one call: after one of them the rest of the run is not attempted. */
const accountWide: readonly ProblemType[] = ['unauthorized', 'insufficient_credits'];

/** Problems that throw when they are the same in every item, since then the node itself is set up wrongly. */
const nodeWide: readonly ProblemType[] = [
	...accountWide,
	'agent_unavailable',
	'voice_unavailable',
	'invalid_script',
	'invalid_parameters',
	'schedule_unsupported',
];

/** Whether this problem stops the rest of a run (the credential or the account is refused). */
export const stopsTheRun = (type: ProblemType): boolean => accountWide.includes(type);

/** Whether this problem can concern the node as a whole. */
export const concernsTheNode = (type: ProblemType): boolean => nodeWide.includes(type);

const untried = 'Not tried, since ';

/** Why an item was not even tried: what was said of another item. */
export const notTried = (accountProblem: Problem): Problem => ({ ...accountProblem, detail: `${untried}${whyOf(accountProblem)}` });

/** The reason itself, whether the item was the first to meet it or was not tried because of it. */
export const whyOf = ({ detail }: Problem): string => (detail.startsWith(untried) ? detail.slice(untried.length) : detail);

/**
 * How a person reads which item is meant. Sentences are made without it; the edge of a node, which knows how many items
 * there are, adds it. The first item is item 1, and the only one needs no number.
 */
export const forItem = (sentence: string, item: number, items: number): string => (items > 1 ? `${itemName(item)}: ${sentence}` : sentence);

/** "Item 1" is the first, which n8n's pairedItem and itemIndex count as 0. */
export const itemName = (item: number): string => `Item ${item + 1}`;
