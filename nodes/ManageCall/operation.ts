import type { IBinaryData, IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { RawReader } from '../shared/fields/places';
import { at } from '../shared/call/json';
import type { HttpAnswer } from '../shared/call/http';
import { classifyStatus } from '../shared/call/http';
import { stopsTheRun } from '../shared/call/problem';
import type { FieldIssue, Result, Failure } from '../shared/call/result';
import type { ReadContext } from '../shared/fields/field';
import type { CapabilityName } from '../shared/providers/capabilities';
import { maskNumbersIn } from '../shared/phoneNumber/mask';
import type { Operation, Provider } from '../shared/providers/provider';
import { contentsOf, statusSaidBy, wayOutOf } from '../shared/providers/refusal';
import type { TransportFault } from '../shared/transport/classify';
import { secretsOf, withoutSecrets } from '../shared/transport/redact';
import type { Answered, RequestError } from '../shared/transport/request';
import { request } from '../shared/transport/request';
import type { Connection } from '../shared/transport/send';

export type OperationName = 'get' | 'getAll' | 'end' | 'downloadRecording' | 'checkNumber' | 'summarize';
export type Outcome<T> = Result<T, Failure>;

/** What one operation puts out for one item. */
export interface OperationItem {
	json: IDataObject;
	binary?: Record<string, IBinaryData>;
}

/** What an operation runs with: n8n's context and the connection to the provider. */
export interface Session {
	context: IExecuteFunctions;
	connection: Connection;
}

interface Described<Input> {
	value: OperationName;
	/** The name in n8n's list of operations. `action` is its sentence in n8n's list of actions. */
	name: string;
	action: string;
	description: string;
	/** Description for a language model that may use this operation as a tool. */
	tool: string;
	/** The fields of the operation, below the provider. */
	properties: INodeProperties[];
	/** Reads the fields of one item. `faults` lists the fields that cannot be used. */
	read(raw: RawReader, reading: ReadContext): { input: Input; faults: FieldIssue[] };
}

/** An operation that sends requests to the provider. Only providers with the capability offer it. */
export interface AskingOperation<Input> extends Described<Input> {
	capability: CapabilityName;
	execute(session: Session, input: Input): Promise<Outcome<OperationItem[]>>;
}

/** An operation that needs no request and no credential. */
export interface LocalOperation<Input> extends Described<Input> {
	capability: null;
	execute(provider: Provider, input: Input, now: Date): OperationItem[];
}

/**
 * An operation that makes one item of all items. It has no provider, sends no request and needs no credential. Its fields are read for the
 * first item.
 */
export interface CollectiveOperation<Input, Entry> extends Described<Input> {
	capability: null;
	isCollective: true;
	/** Reads one item. A failure is the error of this item. */
	readItem(json: IDataObject): Outcome<Entry>;
	/** Makes the one item. It works in short stretches. */
	execute(context: IExecuteFunctions, input: Input, entries: readonly Entry[], now: Date): Promise<OperationItem>;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each operation has its own input type
export type OperationOfItems = AskingOperation<any> | LocalOperation<any>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each operation has its own input type
export type ManageOperation = OperationOfItems | CollectiveOperation<any, any>;

/** Whether the operation works on all items together, without a provider. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each operation has its own input type
export const isCollective = (operation: ManageOperation): operation is CollectiveOperation<any, any> => 'isCollective' in operation;

/** Sends one request to the provider. It gives a failure unless the answer is a 2xx that can be read and reports no error. */
export async function ask<I, O>({ context, connection }: Session, operation: Operation<I, O>, input: I): Promise<Outcome<Answered<O>>> {
	const asked = await request(context, connection, operation, input);
	if (asked.ok) return reportsError(asked.value.answer.body) ? { ok: false, fault: refusedBy(connection, asked.value.answer) } : asked;
	return { ok: false, fault: failureOf(connection, asked.fault) };
}

/** The failure behind a request that brought nothing usable. */
export function failureOf(connection: Connection, error: RequestError): Failure {
	if (error.kind === 'unreached') return unreached(connection, error.fault);
	const isReadable = error.kind === 'status' || reportsError(error.answer.body);
	return isReadable ? refusedBy(connection, error.answer) : unreadable(connection, error.answer);
}

/** Whether a body reports an error. Several providers do so inside a 2xx. */
const reportsError = (body: unknown): boolean =>
	contentsOf(body).some((one) => at(one, 'error') === true || at(one, 'success') === false || at(one, 'status') === 'error');

function unreached({ provider, timeoutSeconds }: Connection, { timedOut, code }: TransportFault): Failure {
	if (timedOut) {
		const sentence = `${provider.displayName} did not answer within ${timeoutSeconds} s.`;
		return { sentence, wayOut: 'Raise Timeout under Options, or try again later.', httpStatus: null };
	}
	const how = code === null ? '' : `The connection failed (${code}). `;
	const wayOut = `${how}Check the Base URL in the credential, or try again later.`;
	return { sentence: `${provider.displayName} could not be reached.`, wayOut, httpStatus: null };
}

/**
 * Makes the failure from an answer that is not a success. It holds the provider's own words without secrets and full phone numbers, and
 * the way out.
 */
export function refusedBy(connection: Connection, answer: HttpAnswer): Failure {
	const { provider, settings } = connection;
	const status = statusSaidBy(answer);
	const httpStatus = answer.status;
	if (classifyStatus(status) === 'indeterminate') {
		const moved = status < 400;
		return {
			sentence: `${provider.displayName} ${moved ? 'redirects this request to another address' : 'failed while it handled the request'}.`,
			wayOut: `${status === httpStatus ? 'HTTP' : 'Status'} ${status}. ${moved ? `The key is not sent there. ${wayOutOf('unauthorized', provider)}` : 'Try again later.'}`,
			httpStatus,
		};
	}
	const { type, message, retryAfterSeconds } = provider.readRefusal({ ...answer, status });
	const said =
		message === null
			? ''
			: `It said: ${maskNumbersIn(withoutSecrets(message, secretsOf(settings))).slice(0, 300)}. `.replace(/\.\. $/, '. ');
	const wait = type === 'rate_limited' ? tryLater(retryAfterSeconds) : null;
	return {
		sentence: `${provider.displayName} ${refusalWords(type)}.`,
		wayOut: `${said}${wait ?? wayOutOf(type, provider)}`,
		httpStatus,
		refusal: type,
		...(stopsTheRun(type) ? { stops: true } : {}),
	};
}

const tryLater = (seconds: number | null): string =>
	`Ask again ${seconds === null ? 'later' : `in ${seconds} seconds`}, for example with a Wait node.`;

function refusalWords(type: string): string {
	if (type === 'unauthorized') return 'refused the credential';
	if (type === 'rate_limited') return 'accepts no more requests just now';
	return 'refused the request';
}

/** The failure for a 2xx that does not hold what was asked for. */
const unreadable = ({ provider }: Connection, { status }: HttpAnswer): Failure => ({
	sentence: `${provider.displayName} gave an answer that cannot be read.`,
	wayOut: `It is not what its documentation shows, for example a web page. ${wayOutOf('unauthorized', provider)} ${wayOutOf('provider_error', provider)}`,
	httpStatus: status,
});
