import type { INodeProperties } from 'n8n-workflow';
import type { CapabilityName } from '../providers/capabilities';
import type { Provider } from '../providers/provider';
import { honours, providers } from '../providers/registry';
import type { Checked, Fault } from '../call/result';
import { good } from '../call/result';
import { readSettings } from './settings';

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
	unhonoured?(value: unknown, provider: Provider): Fault | null;
	/** The fields inside of a collection. */
	fields?: Fields;
	/** The names in a collection that must not stand at the top instead (`strays.ts`). */
	settings?: readonly string[];
	/** What holds where the field stands under Options and was not added; without it nothing is asked then. */
	unset?: unknown;
	/** Narrows the providers further, where one capability does not tell. */
	providers?(provider: Provider): boolean;
	read(raw: unknown, context: ReadContext): Checked<T>;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a table of fields of different types
export type Fields = Record<string, Field<any>>;
export type ValuesOf<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** The values of all fields, and every fault found: a person gets to know all of them at once. */
export function readFields<F extends Fields>(
	fields: F,
	raw: (name: string) => unknown,
	context: ReadContext,
): { values: ValuesOf<F>; faults: Fault[] } {
	const values: Record<string, unknown> = {};
	const faults: Fault[] = [];
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
	return [field.capability].flat().some((capability) => honours(provider, capability));
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
		capability: needed.includes(null) ? null : needed.flat().filter((one) => one !== null),
		fields,
		read(raw, context) {
			const given = readSettings(raw, property.displayName, Object.keys(fields));
			if (!given.ok) return given;
			const { values, faults } = readFields(fields, (name) => given.value[name], context);
			return faults.length > 0 ? { ok: false, fault: faults[0] } : good(values);
		},
	};
}
