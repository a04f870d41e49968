import type { INodeProperties } from 'n8n-workflow';
import type { CapabilityName } from '../providers/capabilities';
import type { Provider, ProviderId } from '../providers/provider';
import { supports, providers } from '../providers/registry';
import type { Result, FieldIssue } from '../call/result';
import { ok, invalid } from '../call/result';
import { isObject } from '../call/json';
import { isBlank } from './values';
import { maskNumbersIn } from '../phoneNumber/mask';

/** Context that a reader may need besides the value. `timezone` is the workflow's IANA zone. */
export interface ReadContext {
	provider: Provider;
	timezone: string;
	now: Date;
}

/**
 * One field of the editor: its property, the capability it needs (one of a list, or `null` for every provider) and the check of its value.
 * `read(undefined)` gives the value of a field that is not shown.
 */
export interface Field<T> {
	property: INodeProperties;
	capability: CapabilityName | readonly CapabilityName[] | null;
	/**
	 * Without this field's value more people would be called, or at another hour. If its expression gives no value, the item is not called
	 * (`vanished.ts`). For a `list` every part must give a value.
	 */
	protects?: true | 'list';
	/** An empty text that the item itself has means a list of nobody, or every country. */
	emptyIsValue?: true;
	/** Whether another value counts as missing when an expression gives it, besides null, undefined and empty text. */
	isNoValue?(value: unknown): boolean;
	/** What to write instead if the user wants no value. It completes a sentence. */
	nothingMeant?: string;
	/**
	 * The fault of a value that the provider does not support and whose field is hidden. Without this function such a value is not checked.
	 */
	unhonoured?(value: unknown, provider: Provider): FieldIssue | null;
	/** The fields inside a collection. */
	fields?: Fields;
	/** Names of settings in a collection that must not be at the top level instead (`strayFaults` in places.ts). */
	settings?: readonly string[];
	/** The value if the field is under Options and was not added. Without it the field is not read then. */
	unset?: unknown;
	/** The property at this provider, if it differs from `property`. The name is the same. */
	propertyFor?(provider: Provider): INodeProperties;
	/** Restricts the providers further, if one capability does not decide it. */
	providers?(provider: Provider): boolean;
	read(raw: unknown, context: ReadContext): Result<T>;
}

/** What the fields gave whose parameters are the same for every item of a run: each of them is read once. */
export interface ReadOnce {
	/** Whether no expression is in the parameter. */
	isFixed(name: string): boolean;
	/** The values by field. A fault is not kept, and is told of every item. */
	values: Map<unknown, unknown>;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a table of fields of different types
export type Fields = Record<string, Field<any>>;
export type ValuesOf<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** The values of all fields and every fault, so that a user sees all faults at once. */
export function readFields<F extends Fields>(
	fields: F,
	raw: (name: string) => unknown,
	context: ReadContext,
	once?: ReadOnce,
): { values: ValuesOf<F>; faults: FieldIssue[] } {
	const values: Record<string, unknown> = {};
	const faults: FieldIssue[] = [];
	for (const name in fields) {
		const field = fields[name];
		if (once?.values.has(field)) {
			values[name] = once.values.get(field);
			continue;
		}
		const shown = isShown(field, context.provider);
		const checked = field.read(shown ? raw(name) : undefined, context);
		if (!checked.ok) {
			faults.push(checked.fault);
			continue;
		}
		values[name] = checked.value;
		if (once !== undefined && (!shown || once.isFixed(name))) once.values.set(field, checked.value);
	}
	return { values: values as ValuesOf<F>, faults };
}

/** Whether the editor shows this field for the provider. Reading a hidden field makes n8n throw. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any field
export function isShown(field: Field<any>, provider: Provider): boolean {
	if (field.providers && !field.providers(provider)) return false;
	if (field.capability === null) return true;
	return typeof field.capability === 'string'
		? supports(provider, field.capability)
		: field.capability.some((capability) => supports(provider, capability));
}

/** The editor's properties of these fields, each shown only for the providers that support it. */
export function propertiesOf(fields: Fields, providerPath: 'provider' | '/provider' = 'provider'): INodeProperties[] {
	return Object.values(fields).flatMap((field) =>
		shapesOf(field).flatMap(({ property, ids }) => {
			const isInside = providerPath === '/provider';
			const placed = (property: INodeProperties) => (isInside ? [property] : withTwin(property));
			if (ids.length === providers.length) return placed(property);
			const show = { ...property.displayOptions?.show, [providerPath]: ids };
			return placed({ ...property, displayOptions: { ...property.displayOptions, show } });
		}),
	);
}

/** The properties of a field, each with the providers that show it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any field
export function shapesOf(field: Field<any>): Array<{ property: INodeProperties; ids: ProviderId[] }> {
	const shapes = new Map<INodeProperties, ProviderId[]>();
	for (const provider of providers.filter((provider) => isShown(field, provider))) {
		const property = field.propertyFor?.(provider) ?? field.property;
		shapes.set(property, [...(shapes.get(property) ?? []), provider.id]);
	}
	return [...shapes].map(([property, ids]) => ({ property, ids }));
}

/**
 * Adds a hidden property of the same name, which passes on what was really written. n8n empties a collection that is an expression or a
 * list, and drops names that it does not know. A whole Safety would be lost without any sign of it.
 */
function withTwin(property: INodeProperties): INodeProperties[] {
	if (property.type !== 'collection') return [property];
	const { displayName, name, displayOptions } = property;
	return [property, { displayName, name, type: 'hidden', default: {}, ...(displayOptions ? { displayOptions } : {}) }];
}

/**
 * A collection ("Add option") of fields. It is shown if any of its fields is. It is read as one object or as JSON text of one. Anything
 * else is a fault, because an ignored setting may be the one that protects somebody from a call.
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

/** Whether there is any content. n8n fills an untouched field with an empty text, list or object. */
export const isGiven = (raw: unknown): boolean =>
	!isBlank(raw) && !(typeof raw === 'object' && raw !== null && Object.keys(raw).length === 0);

/** Whether two values are equal. The order of names in an object does not count. */
export const saysTheSame = (value: unknown, other: unknown): boolean => spelled(value) === spelled(other);

const spelled = (value: unknown): string | undefined =>
	JSON.stringify(value, (_name, member: unknown) =>
		isObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
	);

/**
 * The settings of a collection, from the editor or from an expression. Empty if nothing was set. The editor writes only names that the
 * collection has, so an unknown name is a mistake in the workflow or the expression.
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

/** Whether the value is a plain object. Dates, sets and the like are objects too, but not settings. */
const isSettings = (value: unknown): value is Record<string, unknown> =>
	isObject(value) && Object.prototype.toString.call(value) === '[object Object]';

function describe(raw: unknown): string {
	if (Array.isArray(raw)) return 'a list';
	if (typeof raw === 'string') return 'text';
	return typeof raw === 'object' ? 'no plain object' : `a value of type ${typeof raw}`;
}

const listed = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} and ${names.slice(-1).join('')}`;
