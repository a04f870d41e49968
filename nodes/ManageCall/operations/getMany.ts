import type { INodeProperties } from 'n8n-workflow';
import { readAgentId } from '../../shared/fields/provider';
import { propertiesOf } from '../../shared/fields/field';
import { groupProperties, optionFields, placed } from '../../shared/fields/places';
import { readBoolean, readInteger } from '../../shared/fields/values';
import type { CallQuery } from '../../shared/providers/provider';
import { needsAgent } from '../../shared/providers/registry';
import type { AskingOptions } from '../fields';
import { agentNeededProperties, askingFields, askingOptions, defaultOptions } from '../fields';
import type { Filters } from '../filters';
import { filterFields, filters, noFilters, passes } from '../filters';
import { jsonOf } from './get';
import type { CallRow } from '../../shared/call/listedCall';
import { ok, failed } from '../../shared/call/result';
import { everyCall, listPage, shown } from '../find';
import type { AskingOperation, Outcome, Session } from '../operation';
/** How many pages are read for one item: 10,000 calls if a page holds 100. */
const maxPages = 100;
/** The list is taken as endless after this many pages in a row without a new call. */
const maxRepeats = 3;

interface Listing {
	agentId: string | null;
	filters: Filters;
	/** `null` for all calls. */
	limit: number | null;
	options: AskingOptions;
}

const returnAllProperty: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

const limitProperty: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
	displayOptions: { show: { returnAll: [false] } },
};

/** The filters are under Options. A workflow that was written by hand may have them in a separate group. */
const listOptions = optionFields({ ...askingFields, ...filterFields }, { filters: Object.keys(filterFields) });

/** The operation Get Many: lists calls. */
export const getAll: AskingOperation<Listing> = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many calls',
	description: 'List calls, the filtered or all of them',
	tool: 'Lists phone calls that were placed, each with its callId, status and outcome. Phones nobody.',
	capability: 'listCalls',
	properties: [
		...agentNeededProperties('listCalls', 'The agent whose calls are listed'),
		returnAllProperty,
		limitProperty,
		...propertiesOf({ options: listOptions }),
		...groupProperties(listOptions),
	],
	read(raw, reading) {
		const agent = needsAgent(reading.provider, 'listCalls') ? readAgentId(raw('agentId', true), reading.provider) : null;
		const all = readBoolean(raw('returnAll'), 'Return All');
		const limit = all.ok && all.value === true ? null : readInteger(raw('limit'), 'Limit', 1, 10_000);
		const { values, faults: misplaced } = placed(listOptions, { options: raw('options'), filters: raw('filters') }, reading.provider);
		const under = (fields: object) => Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(fields, name)));
		const wanted = filters.read(under(filterFields), reading);
		const options = askingOptions.read(under(askingFields), reading);
		const faults = [agent, all, limit, wanted, options].flatMap((read) => (read === null || read.ok ? [] : [read.fault])).concat(misplaced);
		const chosen = wanted.ok ? wanted.value : noFilters;
		return {
			input: {
				agentId: agent?.ok ? agent.value : chosen.agentId,
				filters: chosen,
				limit: limit === null ? null : limit.ok ? (limit.value ?? 50) : 50,
				options: options.ok ? options.value : defaultOptions,
			},
			faults,
		};
	},
	async execute(session, listing) {
		const listed = await listCalls(session, listing);
		if (!listed.ok) return listed;
		return ok(listed.value.map((row) => ({ json: jsonOf(shown(session, row, listing.options)) })));
	},
};

/** Reads pages until the limit or the end. A call that is on two pages is listed once. */
async function listCalls(session: Session, { agentId, filters: wanted, limit }: Listing): Promise<Outcome<CallRow[]>> {
	const { displayName } = session.connection.provider;
	const filtered = JSON.stringify(wanted) !== JSON.stringify(noFilters);
	const query: CallQuery = {
		...everyCall,
		agentId,
		to: wanted.to,
		after: wanted.after,
		before: wanted.before,
		limit: filtered || limit === null ? everyCall.limit : Math.min(everyCall.limit, limit),
	};
	const found: CallRow[] = [];
	const seen = new Set<string>();
	let repeats = 0;
	for (let pages = 0; pages < maxPages; pages++) {
		const page = await listPage(session, query);
		if (!page.ok) return page;
		const fresh = page.value.results.filter(({ record: { callId } }) => {
			if (callId === null) return true;
			const isNew = !seen.has(callId);
			seen.add(callId);
			return isNew;
		});
		found.push(...fresh.filter(({ record }) => passes(record, wanted)));
		if (limit !== null && found.length >= limit) return ok(found.slice(0, limit));
		if (page.value.next === null) return ok(found);
		repeats = fresh.length === 0 ? repeats + 1 : 0;
		if (repeats === maxRepeats) {
			return failed(
				`${displayName} gives the same page of its list again and again.`,
				'Narrow the list with After and Before under Options.',
			);
		}
		query.cursor = page.value.next;
	}
	return failed(
		`${displayName} has more calls than the ${maxPages} pages that are read at once.`,
		'Nothing was cut off silently: narrow the list with After and Before under Options, and list it in parts.',
	);
}
