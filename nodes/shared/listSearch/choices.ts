import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { connect, isConnection } from '../transport/connect';
import type { Choice, ListQuery, Operation, Page, Provider } from '../providers/provider';
import { providerById } from '../providers/registry';
import { request } from '../transport/request';
import { wayOutOf } from '../providers/refusal';

/** Time for one page of a drop-down, in seconds. */
const timeout = 15;

/**
 * Lists the agents of the chosen provider that can make calls: `methods.listSearch.searchAgents` of the call nodes.
 * @throws NodeOperationError if the provider gives no list
 */
export async function searchAgents(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
	const provider = providerById(String(this.getCurrentNodeParameter('provider')));
	if (provider?.listAgents === undefined) return { results: [] };
	return await choicesOf(this, provider, provider.listAgents, filter, paginationToken);
}

/**
 * Lists the voices of the chosen provider: `methods.listSearch.searchVoices` of Make Call.
 * @throws NodeOperationError if the provider gives no list
 */
export async function searchVoices(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
	const provider = providerById(String(this.getCurrentNodeParameter('provider')));
	if (provider?.listVoices === undefined) return { results: [] };
	return await choicesOf(this, provider, provider.listVoices, filter, paginationToken);
}

/**
 * Lists the caller numbers of the account at the chosen provider: `methods.listSearch.searchNumbers` of the call nodes.
 * @throws NodeOperationError if the provider gives no list
 */
export async function searchNumbers(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const provider = providerById(String(this.getCurrentNodeParameter('provider')));
	if (provider?.listNumbers === undefined) return { results: [] };
	return await choicesOf(this, provider, provider.listNumbers, filter, paginationToken);
}

/** Reads one page of choices. It filters the page here too, because not every provider can search. */
async function choicesOf(
	context: ILoadOptionsFunctions,
	provider: Provider,
	operation: Operation<ListQuery, Page<Choice>>,
	filter: string | undefined,
	cursor: string | undefined,
): Promise<INodeListSearchResult> {
	const connection = await connect(context, provider, timeout);
	if (!isConnection(connection)) throw new NodeOperationError(context.getNode(), connection.detail);
	const query: ListQuery = { search: filter?.trim() || null, cursor: cursor ?? null };
	const asked = await request(context, connection, operation, query);
	if (!asked.ok) {
		const { fault } = asked;
		const why =
			fault.kind === 'unreached'
				? 'It could not be reached: check the Base URL in the credential.'
				: wayOutOf(provider.readRefusal(fault.answer).type, provider);
		throw new NodeOperationError(context.getNode(), `${provider.displayName} gave no list. ${why} You can also switch to By ID.`);
	}
	const page = asked.value.value;
	const wanted = query.search?.toLowerCase() ?? '';
	const results = page.results
		.filter(({ id, name }) => name.toLowerCase().includes(wanted) || id.toLowerCase().includes(wanted))
		.map(({ id, name, description }) => ({ name, value: id, description }));
	return { results, paginationToken: page.next ?? undefined };
}
