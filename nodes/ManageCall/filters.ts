import { callStatuses } from '../shared/call/record';
import type { CallRecord, CallStatus } from '../shared/call/record';
import { invalid, ok } from '../shared/call/result';
import { customField, timeField } from '../shared/fields/builders';
import type { Field, ValuesOf } from '../shared/fields/field';
import { collection } from '../shared/fields/field';
import { byLabel, isBlank, readText } from '../shared/fields/values';
import { checkPhoneNumber } from '../shared/phoneNumber/e164';
import { needsAgent, providers } from '../shared/providers/registry';

const statuses = callStatuses.filter((status) => status !== 'blocked');
const titled = (word: string): string => word.replace('_', ' ').replace(/\b\w/g, (first) => first.toUpperCase());

const after = timeField({
	label: 'After',
	name: 'after',
	description: 'Only calls that were placed at this time or later',
});

const before = timeField({
	label: 'Before',
	name: 'before',
	description: 'Only calls that were placed before this time',
});

/** If the provider lists the calls of one agent only, the Agent field above chooses that agent. */
const agentId = customField<string | null>({
	label: 'Agent ID',
	name: 'agentId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 123',
	description: 'Only calls by this agent',
	displayOptions: { show: { '/provider': providers.filter((provider) => !needsAgent(provider, 'listCalls')).map(({ id }) => id) } },
	read: (raw, label, { provider }) => (needsAgent(provider, 'listCalls') ? ok(null) : readText(raw, label, 200)),
});

const status = customField<CallStatus[]>({
	label: 'Status',
	name: 'status',
	type: 'multiOptions',
	default: [],
	options: statuses.map((value) => ({ name: titled(value), value })).sort((a, b) => byLabel(a.name, b.name)),
	description: 'Only calls that stand there now',
	read: (raw, label) => {
		const words = isBlank(raw) ? [] : [raw].flat();
		return words.every((word) => (statuses as unknown[]).includes(word))
			? ok(words as CallStatus[])
			: invalid(label, `must hold words from ${statuses.join(', ')}.`);
	},
});

const to = customField<string | null>({
	label: 'To',
	name: 'to',
	type: 'string',
	default: '',
	placeholder: 'e.g. +12025550100',
	description: 'Only calls to this number, with + and country code',
	displayOptions: { show: { '/provider': providers.filter(({ rowsAreNameless }) => rowsAreNameless !== true).map(({ id }) => id) } },
	read: (raw, label, { provider }) => {
		if (isBlank(raw)) return ok(null);
		if (provider.rowsAreNameless === true) {
			return invalid(
				label,
				`cannot be used with ${provider.displayName}, whose list tells no numbers. Take it out, or read one call with Get.`,
			);
		}
		const number = checkPhoneNumber(raw, label);
		return number.ok ? ok(number.value.e164) : number;
	},
});

/** The fields of the filters of Get Many, by name. */
export const filterFields = { after, agentId, before, status, to };
const given = collection({ displayName: 'Filters', name: 'filters', placeholder: 'Add Filter' }, filterFields);
export type Filters = ValuesOf<typeof filterFields>;

/** The filters of Get Many. The provider's list is asked for them if it can filter. Its answer is filtered again in any case. */
export const filters: Field<Filters> = {
	...given,
	read(raw, context) {
		const checked = given.read(raw, context);
		if (!checked.ok || checked.value.after === null || checked.value.before === null) return checked;
		return checked.value.after < checked.value.before
			? checked
			: invalid('Before', 'is not later than After, so no call can be between them. Exchange the two times.');
	},
};

/** The filters that let every call pass. */
export const noFilters: Filters = { after: null, agentId: null, before: null, status: [], to: null };

const digits = (number: string | null): string => (number ?? '').replace(/\D/g, '');

/** Whether a call passes the filters. A call that lacks a filtered value does not pass. */
export function passes(record: CallRecord, wanted: Filters): boolean {
	const began = record.createdAt ?? record.startedAt;
	return (
		(wanted.agentId === null || record.agentId === wanted.agentId) &&
		(wanted.to === null || digits(record.to) === digits(wanted.to)) &&
		(wanted.after === null || (began !== null && began >= wanted.after)) &&
		(wanted.before === null || (began !== null && began < wanted.before)) &&
		(wanted.status.length === 0 || wanted.status.includes(record.status))
	);
}
