import type { IExecuteFunctions } from 'n8n-workflow';
import type { Problem } from '../call/problem';
import { problem } from '../call/problem';
import { digitsOf } from '../call/listedCall';
import type { CallRequest } from '../call/request';
import type { Result } from '../call/result';
import { faultProblem, invalid, ok } from '../call/result';
import type { Choice, ListQuery, Provider } from '../providers/provider';
import { wayOutOf } from '../providers/refusal';
import type { RequestError } from '../transport/request';
import { request } from '../transport/request';
import type { Connection } from '../transport/send';
import type { DialJob, ItemResult } from './job';
import type { Ledger } from './ledger';
import { notDialed } from './notDialed';

/** How many pages of numbers are read. */
const maxPages = 20;

/**
 * Gives every call whose caller number was typed the number's own ID, for a provider that takes an ID and no number. The account's numbers
 * are read once. A call without such an ID is not dialed.
 * @param results gets the items that are not dialed
 * @returns the jobs that go on
 */
export async function withCallerIds<Job extends DialJob>(
	context: IExecuteFunctions,
	connection: Connection,
	jobs: readonly Job[],
	{ results, ledger }: { results: Map<number, ItemResult>; ledger: Ledger },
): Promise<Job[]> {
	const { provider } = connection;
	const lacking = jobs.filter((job) => lacksId(job, connection, ledger));
	if (lacking.length === 0) return [...jobs];
	const numbers = await readNumbers(context, connection);
	const held = new Set<Job>();
	for (const job of lacking) {
		const call = job.parsed.call as CallRequest;
		const found = numbers.ok ? idOf(call, numbers.value, connection) : { ok: false as const, fault: numbers.fault };
		if (found.ok) {
			call.fromNumberId = found.value;
			continue;
		}
		held.add(job);
		// After a crash nobody has looked yet whether an earlier try dialed this item.
		results.set(job.parsed.item, { ...notDialed(provider, job.parsed, found.fault, job.audit), notLookedUp: true });
	}
	return jobs.filter((job) => !held.has(job));
}

/** Whether the call's number was typed, and the provider takes the number's own ID instead. */
export const lacksCallerId = ({ fromNumber, fromNumberId }: CallRequest, { callerNumber }: Provider): boolean =>
	callerNumber?.isSentAs === 'id' && fromNumber !== null && fromNumberId === null;

/** Whether the call needs an ID that it does not have. A dial that was begun and a dry run are not sent. */
const lacksId = ({ parsed: { call, options } }: DialJob, { provider }: Connection, ledger: Ledger): boolean =>
	call !== null && lacksCallerId(call, provider) && !options.dryRun && ledger.earlier(call).state !== 'pending';

/** The ID of the call's number, checked as an ID from the list would be. */
function idOf(call: CallRequest, numbers: readonly Choice[], { provider }: Connection): Result<string, Problem> {
	const choices = numbers.filter(({ number }) => number !== undefined && digitsOf(number) === digitsOf(call.fromNumber));
	if (choices.length === 0) {
		const sentence = `is no number of your account at ${provider.displayName}. Choose one from the list, or add the number there.`;
		return { ok: false, fault: faultProblem(invalid('From Number', sentence).fault) };
	}
	// A number may be listed twice, such as by its old and its new phone company.
	const checked = choices.map(({ id }) => ({ id, issue: provider.check({ ...call, fromNumberId: id })[0] }));
	const usable = checked.find(({ issue }) => issue === undefined);
	return usable === undefined ? { ok: false, fault: faultProblem(checked[0].issue) } : ok(usable.id);
}

async function readNumbers(context: IExecuteFunctions, connection: Connection): Promise<Result<Choice[], Problem>> {
	const { listNumbers } = connection.provider;
	const numbers: Choice[] = [];
	const query: ListQuery = { search: null, cursor: null };
	for (let page = 0; listNumbers !== undefined && page < maxPages; page++) {
		const asked = await request(context, connection, listNumbers, query);
		if (!asked.ok) return { ok: false, fault: notListed(connection, asked.fault) };
		numbers.push(...asked.value.value.results);
		if (asked.value.value.next === null) break;
		query.cursor = asked.value.value.next;
	}
	return ok(numbers);
}

/** Why the typed number could not be looked up. */
function notListed({ provider }: Connection, error: RequestError): Problem {
	const what = `From Number was typed, and ${provider.displayName} wants the ID that it gave the number. Its list of numbers`;
	if (error.kind === 'unreached') {
		const wayOut = 'Check the Base URL in the credential and the network, then try again.';
		return problem('connection_failed', `${what} could not be reached, so nothing was dialed. ${wayOut}`);
	}
	const { type } = provider.readRefusal(error.answer);
	if (error.kind === 'unreadable') {
		return problem('provider_error', `${what} could not be read, so nothing was dialed. Choose the number from the list.`);
	}
	return problem(type, `${what} was refused (${error.answer.status}), so nothing was dialed. ${wayOutOf(type, provider)}`, {
		httpStatus: error.answer.status,
	});
}
