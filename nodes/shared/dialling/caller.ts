import type { IExecuteFunctions } from 'n8n-workflow';
import { at, text } from '../call/json';
import { NodeConnectionTypes } from 'n8n-workflow';

/**
 * Who started the run. n8n repeats a run in an execution of its own where it repeats the one above (Retry On Fail on
 * Execute Sub-workflow, a retried parent), and a client of the MCP Server Trigger repeats a tool call outside of any:
 * the ledger of the execution knows nothing of the run before.
 */
export type Caller =
	| { kind: 'itself' }
	/** A client that calls the tool from outside: its calls belong to no execution that could be told apart. */
	| { kind: 'client' }
	| Family;

/** The executions above this one. */
interface Family {
	kind: 'execution';
	/** Their ids, and the instants at which they began at first (which a retried one keeps): one in common is one family. */
	marks: ReadonlySet<string>;
	/** Milliseconds since 1970 since when a retried one is at work whose first try this process did not see; null for none. */
	retriedSince: number | null;
}

/** One execution above, as n8n keeps it. */
interface Ancestor {
	id: string;
	/** Milliseconds since 1970; null where n8n does not tell. */
	begun: number | null;
	isRetried: boolean;
	/** Milliseconds since 1970: when this process heard of it. */
	heard: number;
}

/** n8n's word for an execution without an id. */
const noExecution = '__UNKNOWN__';
/** Generations and executions at the most. */
const maxAncestors = 10;
const maxKept = 1000;

/** When this process began, and the executions without a retry that it has seen. */
const memory = { since: Date.now(), first: new Set<number>(), above: new Map<string, Promise<Ancestor[]>>() };

/** Who started this run; reads the executions above once, and only in a sub-workflow. */
export async function callerOf(context: IExecuteFunctions): Promise<Caller> {
	const told = context.getExecutionContext();
	const trigger = text(at(told, 'triggerNode', 'type')) ?? '';
	if (isTool(context) && context.getExecutionId() === undefined) return { kind: 'client' };
	if (trigger.endsWith('.mcpTrigger')) return { kind: 'client' };
	const parent = text(at(told, 'parentExecutionId'));
	if (parent === null) return { kind: context.getMode() === 'integrated' ? 'client' : 'itself' };
	if (parent === noExecution) return { kind: 'client' };
	const above = await ancestorsOf(context, parent);
	const begun = above.flatMap((ancestor) => ancestor.begun ?? []);
	const retried = above.find((ancestor) => ancestor.isRetried);
	const isKnown = begun.some((instant) => memory.first.has(instant));
	if (retried === undefined) for (const instant of begun) keep(memory.first, instant);
	return {
		kind: 'execution',
		marks: new Set([...above.map(({ id }) => id), ...begun.map((instant) => `begun ${instant}`)]),
		retriedSince: retried === undefined || isKnown ? null : retried.heard,
	};
}

/** The executions above, from the nearest on; each is read once in this process. */
async function ancestorsOf(context: IExecuteFunctions, id: string, depth = 1): Promise<Ancestor[]> {
	const known = memory.above.get(id) ?? readAncestors(context, id, depth);
	memory.above.set(id, known);
	if (memory.above.size > maxKept) memory.above.delete(memory.above.keys().next().value ?? '');
	return await known;
}

async function readAncestors(context: IExecuteFunctions, id: string, depth: number): Promise<Ancestor[]> {
	const heard = Date.now();
	// Without stored data only the id of the execution is known.
	const kept = await read(context, id);
	const begun = kept?.executionData?.runtimeData?.establishedAt ?? null;
	const own: Ancestor = { id, begun, heard, isRetried: kept !== undefined && isRetried(kept, begun) };
	const parent = kept?.parentExecution?.executionId;
	return parent === undefined || depth >= maxAncestors ? [own] : [own, ...(await ancestorsOf(context, parent, depth + 1))];
}

type StoredExecution = Awaited<ReturnType<IExecuteFunctions['getExecutionDataById']>>;

async function read(context: IExecuteFunctions, id: string): Promise<StoredExecution> {
	try {
		return await context.getExecutionDataById(id);
	} catch {
		return undefined;
	}
}

/**
 * Whether an execution is a retry: it stands again at the node that ended its first try, or began in an earlier life of
 * this process. One that goes on after a wait does neither.
 */
function isRetried({ waitTill, resultData, executionData }: NonNullable<StoredExecution>, begun: number | null): boolean {
	if (waitTill !== undefined && waitTill !== null) return false;
	const last = resultData.lastNodeExecuted;
	const isAgain = last !== undefined && executionData?.nodeExecutionStack[0]?.node.name === last;
	return isAgain || (begun !== null && begun < memory.since);
}

function keep(set: Set<number>, value: number): void {
	set.delete(value);
	set.add(value);
	if (set.size > maxKept) set.delete(set.values().next().value ?? 0);
}

/** Whether an AI agent uses the node as its tool: then only output 0 reaches it, and it cannot wait. */
export const isTool = (context: IExecuteFunctions): boolean => context.getNode().type.endsWith('Tool');

/**
 * Whether everything leaves on output 0, asked of n8n itself: an item on an output that is not there would be lost. An
 * output for errors is n8n's own.
 */
export function isOneOutput(context: IExecuteFunctions): boolean {
	if (isTool(context)) return true;
	const own = context.getNodeOutputs().filter(({ type, category }) => type === NodeConnectionTypes.Main && category !== 'error');
	return own.length === 1;
}
