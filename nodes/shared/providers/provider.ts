import type { CallEvent, CallEventName } from '../call/event';
import type { JsonObject } from '../call/json';
import type { ProblemType } from '../call/problem';
import type { CallRow } from '../call/listedCall';
import type { CallRecord } from '../call/record';
import type { CallRequest, RetryCondition } from '../call/request';
import type { FieldIssue } from '../call/result';
import type { HttpAnswer, HttpRequest } from '../call/http';
import type { Capabilities, CapabilityName, EventSources } from './capabilities';
import type { WebhookVerifier } from '../webhooks/verify';
import type { ProviderId } from './statusWords';

export type { ProviderId } from './statusWords';

/** The credential's fields as n8n provides them. Mappings read its settings, never the key. */
export type ProviderSettings = Readonly<Record<string, unknown>>;

/** How the key is sent: the header's value is `prefix` + key. The credential class and the dry run are made from it. */
interface Authentication {
	header: string;
	prefix: string;
}

/** One kind of request to a provider. Both functions are pure, so tables of examples can test them. */
export interface Operation<Input, Output> {
	request(input: Input, settings: ProviderSettings): HttpRequest;
	/** Called only with a 2xx answer. Returns `null` if the answer cannot be read. */
	read(answer: HttpAnswer, input: Input): Output | null;
	/** What a refusal (4xx) says, such as that there is no such call. Left out, or `null`: the request failed. Not used for `placeCall`. */
	readRefused?(answer: HttpAnswer, input: Input): Output | null;
}

/** The provider's answer about a call that it did not place. */
export interface Refusal {
	type: ProblemType;
	message: string | null;
	code: string | null;
	retryAfterSeconds: number | null;
	/** True if the provider documents that nobody was phoned. Left out if it says nothing about it. */
	nobodyPhoned?: boolean;
	/** True if the provider documents that a request so refused was not processed: the same request may be sent again. */
	mayBeRepeated?: boolean;
	/** True if the provider leaves open whether a call was placed, although the status is that of a refusal. */
	leavesOpen?: boolean;
}

/** The provider's result in a place-call answer. */
export type Placement =
	| { placed: Partial<CallRecord> }
	| { refused: Refusal }
	/** An error that does not say whether the call was placed. It is treated like a 5xx. */
	| { failed: Refusal; callId?: string | null };

export interface Page<T> {
	results: T[];
	/** Only the provider interprets this value. `null` at the end. */
	next: string | null;
}

export interface Choice {
	id: string;
	name: string;
	description?: string;
	/** The caller number behind the ID, E.164. Only in a list of numbers. */
	number?: string;
}

export interface ListQuery {
	search: string | null;
	cursor: string | null;
}

/** Filters of a list of calls. A provider ignores the filters that its API lacks, and the caller filters again. */
export interface CallQuery {
	agentId: string | null;
	to: string | null;
	/** ISO 8601 UTC, inclusive. */
	after: string | null;
	/** ISO 8601 UTC. */
	before: string | null;
	/** The provider's call ID or our reference, if the API can search for it. */
	search: string | null;
	/**
	 * One dial by our reference, 1 for the first dial. A list that can be filtered by it (`listsByReference`) shows only the rows of this
	 * dial, and its records carry the reference and the attempt.
	 */
	dial?: { reference: string; attempt: number } | null;
	cursor: string | null;
	limit: number;
}

export interface CallRef {
	callId: string;
	agentId: string | null;
}

/** Words in the editor at one field: an example in the empty box, and a line below it. */
export interface FieldTexts {
	placeholder?: string;
	hint?: string;
}

/**
 * A voice provider: one folder, one object. It states what the provider can do (`capabilities`). It maps our vocabulary to requests, and
 * answers, errors and events to our vocabulary. It uses no network, no n8n and no clock.
 */
export interface Provider {
	readonly id: ProviderId;
	readonly displayName: string;
	/** n8n credential type. `null` if the provider needs no account. */
	readonly credentialType: string | null;
	readonly authentication: Authentication | null;
	readonly capabilities: Capabilities;
	readonly events: EventSources;
	/** The redial conditions of a provider that redials itself. Left out if it accepts all of them. */
	readonly redialConditions?: readonly RetryCondition[];
	/** Where a user can check manually what happened to a call whose outcome is unknown. */
	readonly reconcileHint: string;
	/** What a user must set up at the provider so that its agent speaks the script of Make Call. */
	readonly scriptNotice?: string;
	/** Advice that applies only to this provider, such as for a key that works in one region only. */
	readonly remedies?: Partial<Record<ProblemType, string>>;
	/** The address that the key may be sent to. */
	baseUrl(settings: ProviderSettings): string;
	/**
	 * Pattern (without anchors) of a whole agent or voice ID, if no other provider's IDs match it. It prevents the use of an ID with another
	 * provider.
	 */
	readonly idForm?: string;
	/** The paths that a user can enter in the credential, each with the label of its field. */
	ownPaths?(settings: ProviderSettings): Array<{ field: string; path: string }>;
	/** Faults of a call that only this provider has, found before any request. */
	check(call: CallRequest): FieldIssue[];
	readonly placeCall: Operation<CallRequest, Placement>;
	/** The problem behind a refused request (4xx), with the provider's code and message. */
	readRefusal(answer: HttpAnswer): Refusal;
	/** `absent`: the answer is readable and does not contain the call. */
	readonly getCall?: Operation<CallRef, CallRow | 'absent'>;
	/**
	 * Reads one call by the ID that the call nodes return, with details that `getCall` and the list lack, such as the recording. The endpoint
	 * may be gone.
	 */
	readonly callSummary?: Operation<CallRef, CallRow>;
	/** Use it through `listOfCalls`, which rejects unreliable lists. */
	readonly listCalls?: Operation<CallQuery, Page<CallRow>>;
	/** The lists are bare arrays, so an empty array is an empty list. Elsewhere an answer without its envelope proves nothing. */
	readonly listsAreArrays?: boolean;
	/** The list has neither pages nor filters. Each answer may contain every call of the account. */
	readonly listsAllAtOnce?: boolean;
	/** Whether `listCalls` can filter by number. If not, all calls are read. */
	readonly listsByNumber?: boolean;
	/** Whether `listCalls` can filter by our reference (`CallQuery.dial`). */
	readonly listsByReference?: boolean;
	/** The rows of `listCalls` tell neither the called number nor our reference, unless the list was filtered by the reference. */
	readonly rowsAreNameless?: boolean;
	/** The rows of `listCalls` leave out what was said in the call. `getCall` has it. */
	readonly rowsAreBrief?: boolean;
	/** How many requests a minute every account may send, if the provider documents it. */
	readonly requestsPerMinute?: number;
	/** The headers of every answer that tell how many requests a minute the account may send, and how many of them are left. */
	readonly rateHeaders?: { limit: string; remaining: string };
	/** The operations that need an agent's ID. */
	readonly agentNeededFor?: ReadonlyArray<'listCalls' | 'endCall'>;
	readonly endCall?: Operation<CallRef, Partial<CallRecord>>;
	/** Words, in lower case, that mean many calls where the API has the ID of one. They are refused as the ID of a call. */
	readonly idsOfMany?: readonly string[];
	/** Instead of `endCall`: the call is ended at an address of its own. */
	readonly endCallAt?: EndAtAddress;
	/** The answer is a redirect to the file, or the file itself. */
	readonly recording?: { request(call: CallRef): HttpRequest };
	readonly listAgents?: Operation<ListQuery, Page<Choice>>;
	readonly listVoices?: Operation<ListQuery, Page<Choice>>;
	/** The caller numbers of the account. A choice's ID is what the call takes: the E.164 number itself, or the number's own ID. */
	readonly listNumbers?: Operation<ListQuery, Page<Choice>>;
	/** Left out: a call may name a caller number, as E.164. */
	readonly callerNumber?: { isRequired: boolean; isSentAs: 'number' | 'id' };
	/** A script is spoken without an agent in a voice of the provider's own choice, if none is chosen. */
	readonly voiceIsOptional?: boolean;
	/** The voice that the editor starts with where voices are typed. */
	readonly usualVoiceId?: string;
	/** What the editor says at a field of this provider instead of its usual text, by the name of the field. */
	readonly fieldTexts?: Readonly<Partial<Record<string, FieldTexts>>>;
	/** An agent speaks the script of Make Call, although a voice can be chosen per call. */
	readonly agentForScripts?: boolean;
	/** Send Call works without an agent, if it has a prompt. */
	readonly agentIsOptional?: boolean;
	/** How far ahead a scheduled time must be at least, in seconds. Left out: any time in the future. */
	readonly scheduleLead?: number;
	/** Capabilities that a call from a script lacks at this provider, such as those of another endpoint. */
	readonly notForScripts?: readonly CapabilityName[];
	/** The events in one webhook body. An unknown event becomes `call.unknown` and is never dropped. */
	readEvents(body: unknown): CallEvent[];
	/** How its events reach Call Event Trigger, and how their origin is verified. */
	readonly webhook: EventWebhook;
	/** Set for a provider that answers in this process, without a network. */
	readonly inProcess?: InProcess;
}

/** Ends a call at an address that only the call's own record tells. The key is not sent there. */
export interface EndAtAddress {
	/** Reads the address, or why there is none. */
	readonly address: Operation<CallRef, { url: string } | 'absent' | 'over'>;
	/** The request's body. */
	readonly body: JsonObject;
	/** The domain of the provider: besides the Base URL's host, a host of it may be asked. */
	readonly domain: string;
	read(answer: HttpAnswer, call: CallRef): Partial<CallRecord> | null;
}

/** Plays the provider's server in this process. Throws what a transport would throw. */
interface InProcess {
	answer(request: HttpRequest, now: Date): HttpAnswer;
	/** The requests that the provider sends to the call's callback URL, in order. */
	callbacks(record: CallRecord, call: CallRequest): CallbackDelivery[];
	/** The events of a call played for a trigger under test, in one delivery. `null` if no call produces a wanted event. */
	sample(wanted: readonly CallEventName[], url: string, now: Date): CallbackDelivery | null;
}

export interface CallbackDelivery {
	url: string;
	headers: Record<string, string>;
	body: JsonObject;
}

/** How a provider's events reach the trigger, and how their origin is verified. */
export interface EventWebhook {
	readonly proofs: readonly WebhookVerifier[];
	/** What a user does with the trigger's address. Shown in the editor. */
	readonly notice: string;
	/** How the trigger registers itself, if the provider's API supports it. */
	readonly registration?: EventRegistration;
	/** The trigger reads the call again by default, because a proven delivery can be repeated by somebody else. */
	readonly readsCallByDefault?: boolean;
	/**
	 * How long after the event of the end its analysis may follow, in milliseconds. A wait by callback reads the call again for this time
	 * before it goes on without the analysis. The event is not answered meanwhile, so the provider must wait at least four seconds longer
	 * for an answer.
	 */
	readonly analysisLag?: number;
}

interface WebhookRegistration {
	agentId: string;
	name: string;
	/** The address of the trigger. */
	url: string;
	/** Sent in a header of every delivery. The provider keeps the token, we keep its hash. */
	token: string;
	/** The provider's own names of the events. */
	events: string[];
}

/** A webhook as the provider lists it, without its token. */
export interface RegisteredWebhook {
	id: string;
	url: string | null;
	events: string[];
	enabled: boolean;
}

export interface EventRegistration {
	/** The provider's event names that our events need. */
	eventsFor(events: readonly CallEventName[], resumeWaiting: boolean): string[];
	/** Reads the ID of the new webhook. */
	readonly register: Operation<WebhookRegistration, string>;
	readonly list: Operation<{ agentId: string }, RegisteredWebhook[]>;
	readonly remove: Operation<{ agentId: string; id: string }, true>;
}
