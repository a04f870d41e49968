import type { INodeProperties } from 'n8n-workflow';
import type { CapabilityName } from '../providers/capabilities';
import type { Provider } from '../providers/provider';
import { supports, providers } from '../providers/registry';
import type { Result, FieldIssue } from '../call/result';
import { ok, invalid } from '../call/result';
import { isObject } from '../call/json';
import { isBlank } from './values';
import { maskNumbersIn } from '../phoneNumber/mask';

/** What a reader may need beside the value itself. `timezone` is the workflow's, IANA. */
export interface ReadContext {
	provider: Provider;
	timezone: string;
	now: Date;
}

/**
 * One field of the editor: how it looks, which capability it needs (one of a list; `null`: every provider) and how its
 * value is checked. `read(undefined)` gives the value of a field that is not shown.
 */
export interface Field<T> {
	property: INodeProperties;
	capability: CapabilityName | readonly CapabilityName[] | null;
	/**
	 * Without its value more people would be called, or at another hour: an expression that gives none holds the item back
	 * (`vanished.ts`).
	 * Of a `list` every part counts.
	 */
	protects?: true | 'list';
	/** An empty text that the item itself has is a list of nobody, or of every country. */
	emptyIsValue?: true;
	/** What else than null, undefined and empty text is no value of it, where an expression gives it. */
	isNoValue?(value: unknown): boolean;
	/** What to give where such an expression means nothing; the end of a sentence. */
	nothingMeant?: string;
	/** What speaks against this value where the field is not shown for the provider; without it the value is not asked for. */
	unhonoured?(value: unknown, provider: Provider): FieldIssue | null;
	/** The fields inside of a collection. */
	fields?: Fields;
	/** The names in a collection that must not stand at the top instead (`strays.ts`). */
	settings?: readonly string[];
	/** What holds where the field stands under Options and was not added; without it nothing is asked then. */
	unset?: unknown;
	/** Narrows the providers further, where one capability does not tell. */
	providers?(provider: Provider): boolean;
	read(raw: unknown, context: ReadContext): Result<T>;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a table of fields of different types
export type Fields = Record<string, Field<any>>;
export type ValuesOf<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** The values of all fields, and every fault found: a person gets to know all of them at once. */
export function readFields<F extends Fields>(
	fields: F,
	raw: (name: string) => unknown,
	context: ReadContext,
): { values: ValuesOf<F>; faults: FieldIssue[] } {
	const values: Record<string, unknown> = {};
	const faults: FieldIssue[] = [];
	for (const [name, field] of Object.entries(fields)) {
		const shown = isShown(field, context.provider);
		const checked = field.read(shown ? raw(name) : undefined, context);
		if (checked.ok) values[name] = checked.value;
		else faults.push(checked.fault);
	}
	return { values: values as ValuesOf<F>, faults };
}

/** Whether the editor shows this field for the provider; a hidden one must not even be asked for (n8n throws). */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any field
export function isShown(field: Field<any>, provider: Provider): boolean {
	if (field.providers && !field.providers(provider)) return false;
	if (field.capability === null) return true;
	return [field.capability].flat().some((capability) => supports(provider, capability));
}

/** The editor's properties of these fields, each shown only for the providers that honour it. */
export function propertiesOf(fields: Fields, providerPath: 'provider' | '/provider' = 'provider'): INodeProperties[] {
	return Object.values(fields).flatMap((field) => {
		const ids = providers.filter((provider) => isShown(field, provider)).map(({ id }) => id);
		const isInside = providerPath === '/provider';
		const placed = (property: INodeProperties) => (isInside ? [property] : withTwin(property));
		if (ids.length === providers.length) return placed(field.property);
		const show = { ...field.property.displayOptions?.show, [providerPath]: ids };
		return placed({ ...field.property, displayOptions: { ...field.property.displayOptions, show } });
	});
}

/**
 * n8n empties a collection that is an expression or a list, and drops names that it does not know, before the node sees
 * it: a whole Safety would be gone without a word. A hidden property of the same name, as n8n takes it, hands over what
 * was really written.
 */
function withTwin(property: INodeProperties): INodeProperties[] {
	if (property.type !== 'collection') return [property];
	const { displayName, name, displayOptions } = property;
	return [property, { displayName, name, type: 'hidden', default: {}, ...(displayOptions ? { displayOptions } : {}) }];
}

/**
 * A collection ("Add option") of fields; it is shown where any of its fields is, and read as one object or as JSON text of
 * one. Anything else is a fault, since a setting that is overlooked may be the one that keeps somebody from being called.
 */
export function collection<F extends Fields>(
	property: Omit<INodeProperties, 'type' | 'default' | 'options'>,
	fields: F,
): Field<ValuesOf<F>> {
	const needed = Object.values(fields).map((field) => field.capability);
	return {
		property: { ...property, type: 'collection', default: {}, options: propertiesOf(fields, '/provider') },
		capability: needed.includes(null) ? null : needed.flat().filter((capability) => capability !== null),
		fields,
		read(raw, context) {
			const given = readSettings(raw, property.displayName, Object.keys(fields));
			if (!given.ok) return given;
			const { values, faults } = readFields(fields, (name) => given.value[name], context);
			return faults.length > 0 ? { ok: false, fault: faults[0] } : ok(values);
		},
	};
}

/** The label of a parameter as the editor writes it: "phoneNumber" is "Phone Number", "agentId" is "Agent ID". */
export const labelOf = (name: string): string =>
	name
		.replace(/([A-Z])/g, ' $1')
		.replace(/^./, (first) => first.toUpperCase())
		.replace(/\b(Id|Url|Json)\b/g, (word) => word.toUpperCase());

/** Whether there is anything: n8n fills an untouched field with an empty text, list or object. */
export const isGiven = (raw: unknown): boolean =>
	!isBlank(raw) && !(typeof raw === 'object' && raw !== null && Object.keys(raw).length === 0);

/** Whether two values say the same; the order of names in an object does not count. */
export const saysTheSame = (value: unknown, other: unknown): boolean => spelled(value) === spelled(other);

const spelled = (value: unknown): string | undefined =>
	JSON.stringify(value, (_name, member: unknown) =>
		isObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
	);

/**
 * The settings of a collection, from the editor or from an expression; empty where nothing was set. The editor writes no
 * name that the collection does not have, so an unknown one is a slip of who wrote the workflow or the expression.
 * @param names all settings of the collection, shown or not
 */
export function readSettings(raw: unknown, field: string, names: readonly string[]): Result<Record<string, unknown>> {
	if (isBlank(raw)) return ok({});
	const value = typeof raw === 'string' ? parsed(raw) : raw;
	if (!isSettings(value)) {
		return invalid(
			field,
			`is ${describe(raw)}, not an object of settings. Add the settings one by one, or give an object with ${listed(names)}.`,
		);
	}
	const unknown = Object.keys(value).find((name) => !names.includes(name));
	if (unknown === undefined) return ok(value);
	const meant = names.find((name) => name.toLowerCase() === unknown.toLowerCase().replace(/[^a-z]/g, ''));
	const wayOut = meant === undefined ? `Use ${listed(names)}.` : `Write ${meant} instead.`;
	return invalid(field, `holds "${maskNumbersIn(unknown.slice(0, 40))}", which is none of its settings. ${wayOut}`);
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Dates, sets and the like are objects too, but their content is not among their own names. */
const isSettings = (value: unknown): value is Record<string, unknown> =>
	isObject(value) && Object.prototype.toString.call(value) === '[object Object]';

function describe(raw: unknown): string {
	if (Array.isArray(raw)) return 'a list';
	if (typeof raw === 'string') return 'text';
	return typeof raw === 'object' ? 'no plain object' : `a value of type ${typeof raw}`;
}

const listed = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} and ${names.slice(-1).join('')}`;
