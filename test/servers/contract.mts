import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Field, Flaw } from './schema.mts';

export type ProviderName = 'bland' | 'elevenlabs' | 'retell' | 'svalync' | 'synthflow' | 'talkover' | 'unleashx' | 'vapi';

/** An HTTP answer: `body` is sent as JSON, `text` as it is. */
export interface Answer {
	status: number;
	headers?: Record<string, string>;
	body?: unknown;
	text?: string;
}

interface RouteBase<S extends object> {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Below the base path; `:name` stands for one segment. */
	path: string;
	query?: Record<string, Field>;
	/** Absent: the request must have no body. */
	body?: Field;
	/** Needs no key. */
	open?: boolean;
	/** Not documented as one asks for it (missing slash): answered, but recorded. */
	violation?: string;
	create?: CreateRules<S>;
	handle?(context: RouteContext<S>): Answer;
}

/** What makes a route a place-call route. */
export interface CreateRules<S extends object> {
	agentOf(context: RouteContext<S>): string;
	numberOf(context: RouteContext<S>): string;
	/** The documented answer when the agent or campaign cannot place this call. */
	refusal(context: RouteContext<S>): Answer | undefined;
	prepare?(call: StoredCall, context: RouteContext<S>): void;
	success(call: StoredCall, context: RouteContext<S>): Answer;
}

export type Route<S extends object> =
	(RouteBase<S> & { create: CreateRules<S> }) | (RouteBase<S> & { create?: undefined; handle(context: RouteContext<S>): Answer });

/** One fully received request. `path` is the whole path, `at` is epoch milliseconds. */
export interface Received {
	method: string;
	path: string;
	query: Record<string, string>;
	headers: IncomingHttpHeaders;
	/** Parsed JSON, or undefined when there was none or it could not be read. */
	body: unknown;
	rawBody: string;
	at: number;
}

/** A call the server knows, in the provider's own words; a test may change every field. */
export interface StoredCall {
	id: string;
	/** Running number, newest highest (UnleashX rows have integer ids). */
	number: number;
	agentId: string;
	to: string;
	/** The provider's own status word. */
	status: string;
	/** ISO 8601 UTC. */
	createdAt: string;
	durationSeconds: number | null;
	transcript: string | null;
	/** Whether a recording exists; it is served by `elsewhere`. */
	recorded: boolean;
	/** Placed through this campaign (Talkover). */
	campaignId?: string;
	/** The accepted body of the place-call request. */
	request: Record<string, unknown>;
	/** Laid over the provider's row just before it is sent. */
	row: Record<string, unknown>;
}

/** What a scripted fault may use. */
export interface PlayContext {
	provider: ProviderName;
	/** The documented success for this very request. */
	success: Answer;
	/** The same success with another value where the call id stands (undefined: the id left out). */
	successWithId(id: unknown): Answer;
	/** Origin of the second local server, which must receive nothing while a call is placed. */
	elsewhere: string;
}

/**
 * Answer of one place-call request: the documented success, a plain answer, or a fault.
 * `dialed` says whether the call exists afterwards: by default true for faults, false for plain answers.
 */
export type CreateAnswer =
	| 'ok'
	| (Answer & { dialed?: boolean })
	| {
			play(req: IncomingMessage, res: ServerResponse, context: PlayContext): void;
			dialed?: boolean;
	  };

export interface StrictServer<S extends object = object> {
	provider: ProviderName;
	origin: string;
	baseUrl: string;
	key: string;
	requests: Received[];
	/** Every fully received place-call request, whatever was answered. */
	creates: Received[];
	violations: string[];
	calls: StoredCall[];
	agents: Array<Record<string, unknown>>;
	voices: Array<Record<string, unknown>>;
	/** The provider's switches (answer variants, regions, campaigns, webhooks ...). */
	state: S;
	/** Id of an agent that may place calls. */
	usableAgent: string;
	/** A second local server without a key: recordings and targets of redirects; `requests` is what it saw. */
	elsewhere: {
		origin: string;
		requests: Received[];
		/** Answers instead of the small recording, once the request was received; forgotten by `reset`. */
		serve?(req: IncomingMessage, res: ServerResponse): void;
	};
	answerNextCreates(...answers: CreateAnswer[]): void;
	/** Asked before each accepted GET: what is answered instead of the documented answer; `undefined` for that one. */
	answerLists?: (received: Received) => Answer | undefined;
	/** Answers of the next requests that place no call, after the key was checked; `play` may leave one without an answer. */
	answerNextReads(...answers: Array<Answer | { play(req: IncomingMessage, res: ServerResponse): void }>): void;
	/** Adds finished calls for list tests: one a minute, the newest now. */
	seedCalls(count: number, change?: (call: StoredCall, index: number) => void): StoredCall[];
	reset(): void;
	close(): Promise<void>;
}

export interface RouteContext<S extends object> {
	server: StrictServer<S>;
	received: Received;
	params: Record<string, string>;
	query: Record<string, string>;
	body: Record<string, unknown>;
}

export interface ProviderDefinition<S extends object> {
	provider: ProviderName;
	basePath: string;
	keyPrefix: string;
	/** Accepted header names; exactly one of them must be there, exactly once. */
	auth: { headers: string[]; scheme?: string };
	routes: Array<Route<S>>;
	/** How the provider answers a missing or wrong key. */
	unauthorized(server: StrictServer<S>, missing: boolean): Answer;
	notFound(server: StrictServer<S>): Answer;
	/** How the provider answers a request with flaws. */
	refuse(flaws: Flaw[], context: RouteContext<S>): Answer;
	/** Asked first, before the key is looked at (wrong region, sign-in page). */
	gate?(server: StrictServer<S>, received: Received): Answer | undefined;
	commonHeaders?(server: StrictServer<S>): Record<string, string>;
	usableAgent(agents: Array<Record<string, unknown>>): string;
	/** The word a placed and a finished call have at this provider. */
	words: { placed: string; finished: string };
	seed(elsewhere: string): {
		agents: Array<Record<string, unknown>>;
		voices: Array<Record<string, unknown>>;
		state: S;
	};
}
