import type { CallEvent, CallEventName } from '../call/event';
import type { JsonObject } from '../call/json';
import type { ProblemType } from '../call/problem';
import type { CallRow } from '../call/listedCall';
import type { CallRecord } from '../call/record';
import type { CallRequest, RetryCondition } from '../call/request';
import type { FieldIssue } from '../call/result';
import type { HttpAnswer, HttpRequest } from '../call/http';
import type { Capabilities, EventSources } from './capabilities';
import type { WebhookVerifier } from '../webhooks/verify';

export type ProviderId = 'simulator' | 'svalync' | 'synthflow' | 'talkover' | 'unleashx';

/** The credential's fields as n8n hands them over; mappings read the settings in it, never the key. */
export type ProviderSettings = Readonly<Record<string, unknown>>;

/** How the key travels: the value is `prefix` + key. The credential class and the dry run are made from it. */
interface Authentication {
	header: string;
	prefix: string;
}

/** One kind of request to a provider: both halves are pure, so a table of examples can test them. */
export interface Operation<Input, Output> {
	request(input: Input, settings: ProviderSettings): HttpRequest;
	/** Called only with a 2xx answer; `null` where the answer cannot be read. */
	read(answer: HttpAnswer, input: Input): Output | null;
}

/** What the provider said about a call it did not place. */
export interface Refusal {
	type: ProblemType;
	message: string | null;
	code: string | null;
	retryAfterSeconds: number | null;
	/** Whether the provider documents that nobody was phoned; left out where it says nothing of it. */
	nobodyPhoned?: boolean;
}

/** The provider's own word on a place-call answer. */
export type Placement =
	| { placed: Partial<CallRecord> }
	| { refused: Refusal }
	/** An error that does not say whether the call went out: to be treated like a 5xx. */
	| { failed: Refusal; callId?: string | null };

export interface Page<T> {
	results: T[];
	/** Opaque to everyone but the provider; `null` at the end. */
	next: string | null;
}

export interface Choice {
	id: string;
	name: string;
	description?: string;
}

export interface ListQuery {
	search: string | null;
	cursor: string | null;
}

/** Filters of a list of calls; a provider ignores what its API cannot filter by, the caller filters again. */
export interface CallQuery {
	agentId: string | null;
	to: string | null;
	/** ISO 8601 UTC, inclusive. */
	after: string | null;
	/** ISO 8601 UTC. */
	before: string | null;
	/** The provider's call id or our reference, where the API can search for it. */
	search: string | null;
	cursor: string | null;
	limit: number;
}

export interface CallRef {
	callId: string;
	agentId: string | null;
}

/**
 * A voice provider: one folder, one object. What it can do (`capabilities`), how our vocabulary becomes its requests
 * and how its answers, errors and events become our vocabulary. No network, no n8n, no clock in here.
 */
export interface Provider {
	readonly id: ProviderId;
	readonly displayName: string;
	/** n8n credential type; `null` where no account is needed. */
	readonly credentialType: string | null;
	readonly authentication: Authentication | null;
	readonly capabilities: Capabilities;
	readonly events: EventSources;
	/** The conditions that it takes where it redials by itself; left out where it takes them all. */
	readonly redialConditions?: readonly RetryCondition[];
	/** Where a person finds out by hand what became of a call whose outcome is unknown. */
	readonly reconcileHint: string;
	/** What a person must do at the provider so that its agent speaks the script of Make Call. */
	readonly scriptNotice?: string;
	/** Ways out that are this provider's own, such as a key that works in one region only. */
	readonly remedies?: Partial<Record<ProblemType, string>>;
	/** The address the key may be sent to. */
	baseUrl(settings: ProviderSettings): string;
	/**
	 * What the whole ID of each of its agents and voices looks like, where no other provider has such an ID: then one is never
	 * carried over from one provider to the other. A pattern without the anchors.
	 */
	readonly idForm?: string;
	/** The paths that the credential lets a person type, each with the label of its field. */
	ownPaths?(settings: ProviderSettings): Array<{ field: string; path: string }>;
	/** What only this provider knows to be wrong with a call, before any request. */
	check(call: CallRequest): FieldIssue[];
	readonly placeCall: Operation<CallRequest, Placement>;
	/** What a refused request (4xx) says: the provider's code and message, and the problem they mean. */
	readRefusal(answer: HttpAnswer): Refusal;
	/** `absent`: the answer is readable, and the call is not in it. */
	readonly getCall?: Operation<CallRef, CallRow | 'absent'>;
	/** One call by the id that the call nodes give, where `getCall` and the list know less of it: such as its recording. May be gone. */
	readonly callSummary?: Operation<CallRef, CallRow>;
	/** Asked through `listOfCalls`, which tells a list that can be believed from one that cannot. */
	readonly listCalls?: Operation<CallQuery, Page<CallRow>>;
	/** The list has neither pages nor filters: each answer may hold every call of the account. */
	readonly listsAllAtOnce?: boolean;
	/** Whether `listCalls` can be asked for the calls to one number; else all of them are read. */
	readonly listsByNumber?: boolean;
	/** The operations that cannot be asked without the id of an agent. */
	readonly agentNeededFor?: ReadonlyArray<'listCalls' | 'endCall'>;
	readonly endCall?: Operation<CallRef, Partial<CallRecord>>;
	/** Answers with a redirect to the file, or the file. */
	readonly recording?: { request(call: CallRef): HttpRequest };
	readonly listAgents: Operation<ListQuery, Page<Choice>>;
	readonly listVoices?: Operation<ListQuery, Page<Choice>>;
	/** The events in one webhook body; unknown ones as `call.unknown`, never dropped. */
	readEvents(body: unknown): CallEvent[];
	/** How its events reach Call Event Trigger, and how they prove where they come from. */
	readonly webhook: EventWebhook;
	/** A provider without a network: answers in this process. */
	readonly inProcess?: InProcess;
}

/** Plays the provider's server in this process; throws what a transport would throw. */
interface InProcess {
	answer(request: HttpRequest, now: Date): HttpAnswer;
	/** What the provider sends to the call's own callback URL, in order. */
	callbacks(record: CallRecord, call: CallRequest): CallbackDelivery[];
	/** The events of a call played for a trigger under test, in one delivery; `null` where none of the wanted ones ever comes. */
	sample(wanted: readonly CallEventName[], url: string, now: Date): CallbackDelivery | null;
}

export interface CallbackDelivery {
	url: string;
	headers: Record<string, string>;
	body: JsonObject;
}

/** How a provider's events reach the trigger, and how they prove themselves. */
export interface EventWebhook {
	readonly proofs: readonly WebhookVerifier[];
	/** What a person does with the address of the trigger; shown in the editor. */
	readonly notice: string;
	/** The trigger's own registration at the provider, where its API has one. */
	readonly registration?: EventRegistration;
}

interface WebhookRegistration {
	agentId: string;
	name: string;
	/** The address of the trigger. */
	url: string;
	/** Goes into a header of every delivery; the provider keeps it, we keep its hash. */
	token: string;
	/** The provider's own names of the events. */
	events: string[];
}

/** A webhook as the provider lists it: never with its token. */
export interface RegisteredWebhook {
	id: string;
	url: string | null;
	events: string[];
	enabled: boolean;
}

export interface EventRegistration {
	/** The provider's names of the events that are needed for ours. */
	eventsFor(events: readonly CallEventName[], resumeWaiting: boolean): string[];
	/** Reads the id of the new webhook. */
	readonly register: Operation<WebhookRegistration, string>;
	readonly list: Operation<{ agentId: string }, RegisteredWebhook[]>;
	readonly remove: Operation<{ agentId: string; id: string }, true>;
}
