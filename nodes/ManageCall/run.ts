import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { reportable } from '../shared/call/bugReport';
import { countsOf, runLine } from '../shared/call/runLine';
import { forItem } from '../shared/call/problem';
import { isObject } from '../shared/call/json';
import { connect, isConnection } from '../shared/transport/connect';
import { readerOf } from '../shared/fields/places';
import type { FieldIssue, Failure } from '../shared/call/result';
import type { ReadContext } from '../shared/fields/field';
import type { Provider } from '../shared/providers/provider';
import { supports, providerById, providersThatHonour } from '../shared/providers/registry';
import type { Connection } from '../shared/transport/send';
import type { AskingOptions } from './fields';
import { defaultOptions } from './fields';
import { errorOf, unusable } from './errors';
import type { LocalOperation, ManageOperation, OperationOfItems, Outcome, OperationItem } from './operation';
import { isCollective } from './operation';
import { runOnAll } from './runOnAll';
import { ok } from '../shared/call/result';
import { checkNumber } from './operations/checkNumber';
import { downloadRecording } from './operations/downloadRecording';
import { end } from './operations/end';
import { get } from './operations/get';
import { getAll } from './operations/getMany';
import { summarizeCalls } from './operations/summarize';

/** One item after reading: its input, or why it cannot be used. */
interface Planned {
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each operation has its own input type
	input: any;
	faults: FieldIssue[];
}

type Work = (item: number, input: unknown) => Promise<Outcome<OperationItem[]>>;

/**
 * One run of Manage Call. It reads and checks every item before the first request. Then it handles the items one by one.
 * @throws NodeOperationError or NodeApiError of the first item that fails, unless "On Error: continue" wants it as an item
 */
export async function runManaging(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	if (items.length === 0) return [[]];
	const begun = performance.now();
	const work = ['operation', 'provider'].map((name) => String(context.getNode().parameters[name] ?? ''));
	let results = ['stopped with an error'];
	try {
		const outputs = await runOperation(context, items);
		results = outputs.flat().map(({ error }) => (error === undefined ? 'given' : 'failed'));
		return outputs;
	} finally {
		context.logger.info(runLine(context.getNode(), work.filter(isWord), items.length, countsOf(results), begun));
	}
}

/** What an expression gives may be anything, and does not go into the log. */
const isWord = (value: string): boolean => /^[a-z]+$/i.test(value);

async function runOperation(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<INodeExecutionData[][]> {
	const operation = operationByName(String(context.getNodeParameter('operation', 0, '')));
	if (operation !== undefined && isCollective(operation)) return await runOnAll(context, operation);
	const provider = providerById(String(context.getNodeParameter('provider', 0, '')));
	if (operation === undefined || provider === undefined || !canDo(provider, operation)) {
		const description = 'Choose another operation or another provider.';
		const error = new NodeOperationError(context.getNode(), unableSentence(provider, operation), { description });
		throw reportable(context.getNode(), error);
	}
	const planned = readItems(context, provider, operation);
	const work = workOf(context, provider, operation);

	const output: INodeExecutionData[] = [];
	let stopper: Failure | null = null;
	for (const [item, { input, faults }] of planned.entries()) {
		if (context.getExecutionCancelSignal()?.aborted) break;
		const result: Outcome<OperationItem[]> =
			faults.length > 0 ? unusable(faults) : stopper !== null ? { ok: false, fault: stopper } : await work(item, input);
		if (result.ok) {
			for (const outputItem of result.value)
				output.push({ ...outputItem, json: withItemName(outputItem.json, item, items.length), pairedItem: { item } });
			continue;
		}
		const error = errorOf(context, result.fault, item);
		if (!context.continueOnFail()) throw error;
		if (result.fault.stops) stopper = result.fault;
		output.push({ json: items[item].json, error, pairedItem: { item } });
	}
	return [output];
}

const canDo = (provider: Provider, { capability }: OperationOfItems): boolean => capability === null || supports(provider, capability);

/**
 * The error for an operation or provider that cannot be used. Only a workflow that was written by hand asks for one: the editor does
 * not offer it.
 */
function unableSentence(provider: Provider | undefined, operation: OperationOfItems | undefined): string {
	if (provider === undefined || operation === undefined) return 'Manage Call has no such operation or provider.';
	const note = operation.capability === null ? undefined : provider.capabilities[operation.capability].note;
	return `${provider.displayName} cannot do "${operation.name}".${note === undefined ? '' : ` ${note}`}`;
}

/** Names the item in the problem of a report. */
function withItemName(json: IDataObject, item: number, items: number): IDataObject {
	const { problem } = json;
	if (!isObject(problem) || typeof problem.detail !== 'string') return json;
	return { ...json, problem: { ...problem, detail: forItem(problem.detail, item, items) } as IDataObject };
}

/** Reads all items. Without "On Error: continue" the first invalid item ends the run before any request. */
function readItems(context: IExecuteFunctions, provider: Provider, operation: OperationOfItems): Planned[] {
	const reading: ReadContext = { provider, timezone: context.getTimezone(), now: new Date() };
	const planned = context.getInputData().map((_item, item): Planned => {
		const unreadable: FieldIssue[] = [];
		const { input, faults } = operation.read(readerOf(context, item, unreadable), reading);
		return { input, faults: unreadable.length > 0 ? unreadable : faults };
	});
	const first = planned.findIndex(({ faults }) => faults.length > 0);
	if (first >= 0 && !context.continueOnFail()) throw errorOf(context, unusable(planned[first].faults).fault, first);
	return planned;
}

/** Gives the function that handles one item. It reads the credential once, and not at all for an operation that sends no request. */
function workOf(context: IExecuteFunctions, provider: Provider, operation: OperationOfItems): Work {
	if (operation.capability === null) return async (_item, input) => localWork(operation, provider, input);
	let connection: Outcome<Connection> | null = null;
	return async (_item, input) => {
		connection ??= await connectionOf(context, provider);
		if (!connection.ok) return connection;
		const { timeout } = (input as { options?: AskingOptions }).options ?? defaultOptions;
		return await operation.execute({ context, connection: { ...connection.value, timeoutSeconds: timeout } }, input);
	};
}

const localWork = <I>(operation: LocalOperation<I>, provider: Provider, input: unknown): Outcome<OperationItem[]> =>
	ok(operation.execute(provider, input as I, new Date()));

async function connectionOf(context: IExecuteFunctions, provider: Provider): Promise<Outcome<Connection>> {
	const connection = await connect(context, provider, defaultOptions.timeout);
	if (isConnection(connection)) return ok(connection);
	return {
		ok: false,
		fault: { sentence: `${provider.displayName} cannot be asked.`, wayOut: connection.detail, httpStatus: null, stops: true },
	};
}

const everyOperation: readonly ManageOperation[] = [checkNumber, downloadRecording, end, get, getAll, summarizeCalls];

/** The operations of Manage Call, in the order of the editor: those that a provider of the package supports, and those that need none. */
export const operations = everyOperation.filter(({ capability }) => capability === null || providersThatHonour(capability).length > 0);

const operationByName = (name: string): ManageOperation | undefined => operations.find(({ value }) => value === name);
