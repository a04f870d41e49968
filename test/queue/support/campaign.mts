/** A campaign over a strict server that counts, and the table of what became of it. */
import type { StrictServer } from '../../servers/strictServer.mts';
import { numberOf } from './numbers.mts';
import type { QueueWorkflow } from './cluster.mts';

export interface Person {
	phone: string;
	/** The user's own Reference. */
	id: string;
}

let campaigns = 0;

/** People of a campaign of their own. */
export function people(count: number): Person[] {
	const campaign = ++campaigns;
	return Array.from({ length: count }, (_, index) => ({
		phone: `+1212${String(2_200_000 + campaign * 10_000 + index)}`,
		id: `campaign-${campaign}-${index}`,
	}));
}

/** How often each person was phoned, and who of them has a result. */
export interface Count {
	calls: number;
	once: number;
	twice: number;
	results: number;
}

/** The people of whom no execution has a result, as the user's own table would show them. */
export async function without(workflow: QueueWorkflow, all: readonly Person[]): Promise<Person[]> {
	const told = new Set((await workflow.items('Send Call', 0)).filter(({ outcome }) => outcome !== null).map(({ to }) => to));
	return all.filter(({ phone }) => !told.has(phone));
}

export async function countOf(server: StrictServer<any>, workflow: QueueWorkflow, all: readonly Person[]): Promise<Count> {
	const dials = new Map<string, number>();
	for (const { body } of server.creates) dials.set(numberOf(body), (dials.get(numberOf(body)) ?? 0) + 1);
	const records = [...(await workflow.items('Send Call', 0)), ...(await workflow.items('Send Call', 1))];
	// A result is the end of the call that the provider has for this person, and no other's.
	const ofPerson = new Map(server.calls.map((call) => [call.to, call.id]));
	const has = new Set(
		records.filter((record) => record.outcome === 'answered' && record.callId === ofPerson.get(record.to)).map(({ to }) => to),
	);
	return {
		calls: all.length,
		once: all.filter(({ phone }) => dials.get(phone) === 1).length,
		twice: all.filter(({ phone }) => (dials.get(phone) ?? 0) > 1).length,
		results: all.filter(({ phone }) => has.has(phone)).length,
	};
}

const rows: Array<Count & { what: string }> = [];

/** A row of the table that is printed at the end. */
export const tell = (what: string, count: Count): void => void rows.push({ what, ...count });

export function table(): string {
	const width = Math.max(...rows.map(({ what }) => what.length));
	const line = (what: string, ...columns: unknown[]): string =>
		[what.padEnd(width), ...columns.map((column) => String(column).padStart(12))].join(' ');
	const sum = (key: keyof Count): number => rows.reduce((total, row) => total + row[key], 0);
	return [
		line('', 'calls', 'placed once', 'placed twice', 'results', 'lost'),
		...rows.map(({ what, calls, once, twice, results }) => line(what, calls, once, twice, results, calls - results)),
		`placed twice in all: ${sum('twice')}`,
	].join('\n');
}
