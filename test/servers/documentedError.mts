/** The words of `problem.type` that a provider's refusal may become. */
export type ProblemType =
	| 'unauthorized'
	| 'insufficient_credits'
	| 'agent_unavailable'
	| 'invalid_phone_number'
	| 'invalid_parameters'
	| 'duplicate'
	| 'rate_limited'
	| 'call_rejected'
	| 'voice_unavailable'
	| 'invalid_script'
	| 'connection_failed'
	| 'response_timeout';

/** A documented refusal of a place-call request; a row can be given to `answerNextCreates` as it is. */
export interface DocumentedError {
	name: string;
	/** The page, or the kind of report, the row comes from. */
	source: string;
	status: number;
	headers?: Record<string, string>;
	body?: unknown;
	expectedType: ProblemType;
	/** The provider's own code, where it has one. */
	expectedCode?: string;
	/** Words of the provider that must be found in the problem's detail. */
	expectedMessage?: string;
	expectedRetryAfterSeconds?: number;
	/** It does not say that nobody was phoned, mostly inside a 2xx: no certain refusal. */
	open?: true;
	/** The only way of calling the row belongs to; absent: every one the provider has. */
	via?: 'make' | 'send' | 'campaign';
}

type Row = Omit<DocumentedError, 'name' | 'source' | 'expectedMessage'>;

/** A row; `expectedMessage` is left out when the provider says nothing. */
export function row(name: string, source: string, expectedMessage: string | undefined, rest: Row): DocumentedError {
	return { name, source, ...rest, ...(expectedMessage === undefined ? {} : { expectedMessage }) };
}
