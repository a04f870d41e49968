import type { IBinaryData, IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { RawReader } from '../shared/fields/places';
import type { ProblemType } from '../shared/call/problem';
import type { FieldIssue } from '../shared/call/result';
import type { ReadContext } from '../shared/fields/field';
import type { CapabilityName } from '../shared/providers/capabilities';
import type { Provider } from '../shared/providers/provider';
import type { Connection } from '../shared/transport/send';

export type OperationName = 'get' | 'getAll' | 'end' | 'downloadRecording' | 'checkNumber';

/** Why an item failed: what happened, what to do about it, and the status where an answer brought it. */
export interface Failure {
	/** A sentence of our own: n8n replaces messages in which it finds a known error code. */
	sentence: string;
	/** What the provider said, and the way out. */
	wayOut: string;
	httpStatus: number | null;
	/** What the provider's refusal means; missing where it did not refuse, but failed, could not be reached or was not asked. */
	refusal?: ProblemType;
	/** The account is refused, so the items after this one need not be tried. */
	stops?: boolean;
}

export type Outcome<T> = { value: T } | { failure: Failure };

export const done = <T>(value: T): { value: T } => ({ value });
export const failed = (sentence: string, wayOut: string, httpStatus: number | null = null): { failure: Failure } => ({
	failure: { sentence, wayOut, httpStatus },
});

/** What one operation gives for one item. */
export interface OperationItem {
	json: IDataObject;
	binary?: Record<string, IBinaryData>;
}

/** The place an operation runs in. */
export interface Session {
	context: IExecuteFunctions;
	connection: Connection;
}

interface Described<Input> {
	value: OperationName;
	/** As in n8n's list of operations, and as a sentence of its list of actions. */
	name: string;
	action: string;
	description: string;
	/** What a language model is told that may use this operation as its tool. */
	tool: string;
	/** The fields between the provider and the options. */
	properties: INodeProperties[];
	/** Reads one item's fields; faults instead of a value where one cannot be used. */
	read(raw: RawReader, reading: ReadContext): { input: Input; faults: FieldIssue[] };
}

/** An operation that asks the provider, for those that have the capability. */
export interface AskingOperation<Input> extends Described<Input> {
	capability: CapabilityName;
	execute(session: Session, input: Input): Promise<Outcome<OperationItem[]>>;
}

/** An operation that needs no request and so no credential. */
export interface LocalOperation<Input> extends Described<Input> {
	capability: null;
	execute(provider: Provider, input: Input, now: Date): OperationItem[];
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a table of operations with inputs of their own
export type ManageOperation = AskingOperation<any> | LocalOperation<any>;
