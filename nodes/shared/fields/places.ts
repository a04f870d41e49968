import type { IDisplayOptions, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { FieldIssue } from '../call/result';
import { invalid, ok } from '../call/result';
import type { Field, Fields } from './field';
import { collection, isShown, propertiesOf, shapesOf, labelOf, isGiven, saysTheSame, readSettings } from './field';
import type { Provider } from '../providers/provider';
import { byLabel, isBlank } from './values';
import { maskNumbersIn } from '../phoneNumber/mask';

/** Groups that are not a field of the editor. A workflow written by hand may have its settings under such a name. */
type Groups = Readonly<Record<string, readonly string[]>>;

/**
 * The collection Options, with the fields that are hidden until the user adds them. Each field has a hidden parameter of the same name at
 * the top level. n8n drops names that it does not know. Without the parameter, a Safety at the top level of a workflow written by hand or
 * by a language model would be lost without any sign of it.
 */
export interface OptionFields extends Field<Readonly<Record<string, unknown>>> {
	fields: Fields;
	groups: Groups;
}

/** Options with these fields, in the order of their labels. */
export function optionFields(fields: Fields, groups: Groups = {}): OptionFields {
	const inOrder = Object.entries(fields).sort(([, { property: member }], [, { property: other }]) =>
		byLabel(member.displayName, other.displayName),
	);
	const sorted = Object.fromEntries(inOrder);
	return {
		...collection({ displayName: 'Options', name: 'options', placeholder: 'Add Option' }, sorted),
		fields: sorted,
		groups,
		protects: true,
	};
}

/**
 * The editor's properties of Options and the hidden twins of its fields.
 * @param shown the properties above. If one has the same name as a field here, the twin is only for the other providers.
 */
export function optionProperties(options: OptionFields, shown: readonly INodeProperties[]): INodeProperties[] {
	const twins = Object.entries(options.fields).flatMap(([name, field]) => {
		const { displayName, type } = field.property;
		const twin = hidden(displayName, name, type === 'collection' || type === 'fixedCollection');
		if (!shown.some((property) => property.name === name)) return [twin];
		return conditionsOf(field).map((show) => ({ ...twin, displayOptions: { show } }));
	});
	return [...propertiesOf({ options }), ...twins, ...groupProperties(options), ...strayProperties(options.fields)];
}

type Show = NonNullable<IDisplayOptions['show']>;

/** When a field under Options is shown: the providers with the same other conditions together. */
function conditionsOf(field: Field<unknown>): Show[] {
	const byShow = new Map<string, Show>();
	for (const { property, ids } of shapesOf(field)) {
		const show: Show = atTheTop(property.displayOptions?.show);
		const key = JSON.stringify(show);
		byShow.set(key, { ...show, provider: [...[byShow.get(key)?.provider ?? []].flat(), ...ids] });
	}
	return [...byShow.values()];
}

/** The conditions of a field under Options, with the paths that apply at the top level. */
const atTheTop = (show: Show = {}): Show =>
	Object.fromEntries(Object.entries(show).map(([path, values]) => [path.replace(/^\//, ''), values]));

/** The hidden parameters that pass on the groups. */
export const groupProperties = ({ groups }: OptionFields): INodeProperties[] =>
	Object.keys(groups).map((name) => hidden(labelOf(name), name, true));

function hidden(displayName: string, name: string, isGroup: boolean): INodeProperties {
	const twin: INodeProperties = { displayName, name, type: 'hidden', default: '' };
	return isGroup ? { ...twin, default: {} } : twin;
}

/** Every parameter that may contain a field under Options, by name: Options, the fields and their groups. */
export function holdersOf(options: OptionFields): Fields {
	const { property, fields, groups } = options;
	const holders: Fields = { [property.name]: options, ...fields };
	for (const [name, members] of Object.entries(groups)) {
		const inside = Object.fromEntries(members.map((member) => [member, fields[member]]));
		holders[name] = {
			property: { displayName: labelOf(name), name, type: 'hidden', default: {} },
			capability: null,
			protects: true,
			fields: inside,
			read: ok,
		};
	}
	return holders;
}

/** Reads a parameter of the item by name. `extract` takes the value out of a resource locator. */
export type RawReader = (name: string, extract?: boolean) => unknown;

/** The node's parameters as written. A parameter without an expression is the same for every item and is read once per run. */
export class WrittenParameters {
	private readonly fixed = new Map<string, boolean>();

	private readonly values = new Map<string, unknown>();

	/** @param parameters the node's parameters before any expression is resolved (an expression starts with `=`) */
	constructor(readonly parameters: Readonly<Record<string, unknown>>) {}

	isFixed(name: string): boolean {
		const known = this.fixed.get(name);
		if (known !== undefined) return known;
		const fixed = !holdsExpression(this.parameters[name]);
		this.fixed.set(name, fixed);
		return fixed;
	}

	/** @param read reads the parameter for one item. An error is passed on, and the next item reads again. */
	read(name: string, extract: boolean, read: () => unknown): unknown {
		if (!this.isFixed(name)) return read();
		const key = `${name}\n${String(extract)}`;
		if (!this.values.has(key)) this.values.set(key, read());
		return this.values.get(key);
	}
}

/** Reads one item's parameters. A failing expression becomes a fault instead of ending the run. */
export function readerOf(context: IExecuteFunctions, item: number, faults: FieldIssue[], written?: WrittenParameters): RawReader {
	return (name, extractValue = false) => {
		const read = (): unknown => context.getNodeParameter(name, item, undefined, { extractValue });
		try {
			return written === undefined ? read() : written.read(name, extractValue, read);
		} catch (error) {
			const said = maskNumbersIn(error instanceof Error ? error.message : String(error)).slice(0, 200);
			faults.push({
				type: 'invalid_parameters',
				field: labelOf(name),
				sentence: `cannot be read for this item: ${said}. Check its expression.`,
			});
			return undefined;
		}
	};
}

function holdsExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);
}

/**
 * The parameters to read for the fields under Options: Options itself, and those written at the top level.
 * @param written the node's parameters before any expression is resolved
 */
export const namesGiven = ({ property, fields, groups }: OptionFields, written: Readonly<Record<string, unknown>>): string[] => [
	property.name,
	...[...Object.keys(fields), ...Object.keys(groups)].filter((name) => isGiven(written[name])),
];

/**
 * The value of every field under Options, from any place where it was given. Two different values are a fault, because one of them may
 * protect somebody from a call.
 * @param given the parameters of `namesGiven`, with their values for this item
 */
export function placed(
	{ property, fields, groups }: OptionFields,
	given: Readonly<Record<string, unknown>>,
	provider: Provider,
): { values: Record<string, unknown>; faults: FieldIssue[] } {
	const faults: FieldIssue[] = [];
	const settings = readSettings(given[property.name], property.displayName, Object.keys(fields));
	if (!settings.ok) faults.push(settings.fault);
	const values: Record<string, unknown> = settings.ok ? { ...settings.value } : {};
	const add = (name: string, value: unknown): void => {
		if (isBlank(value)) return;
		if (!isGiven(values[name])) values[name] = value;
		else if (!saysTheSame(values[name], value)) faults.push(twice(fields[name].property.displayName));
	};
	for (const [name, field] of Object.entries(fields)) if (isShown(field, provider)) add(name, given[name]);
	for (const [group, members] of Object.entries(groups)) {
		const inside = readSettings(given[group], labelOf(group), members);
		if (!inside.ok) faults.push(inside.fault);
		else for (const [name, value] of Object.entries(inside.value)) add(name, value);
	}
	for (const [name, field] of Object.entries(fields)) {
		const value = isShown(field, provider) ? undefined : [values[name], given[name]].find(isGiven);
		const fault = value === undefined ? null : (field.unhonoured?.(value, provider) ?? null);
		if (fault !== null) faults.push(fault);
	}
	return { values, faults };
}

/** Reads a field under Options from its values, and any other parameter from the top level. */
export const readerFrom =
	({ fields }: OptionFields, values: Readonly<Record<string, unknown>>, raw: RawReader, provider: Provider): RawReader =>
	(name, extract) => {
		if (!Object.hasOwn(fields, name) || !isShown(fields[name], provider)) return raw(name, extract);
		return values[name] === undefined ? fields[name].unset : values[name];
	};

const twice = (label: string): FieldIssue =>
	invalid(
		label,
		'is given twice, under Options and beside them in the JSON of the workflow, with different values. Take one of the two out.',
	).fault;

/** The settings that belong in a collection under Options, by the names that must not be beside it. */
const homesOf = (fields: Fields): Array<[name: string, home: Field<unknown>]> =>
	Object.values(fields).flatMap((home) => (home.settings ?? []).map((name): [string, Field<unknown>] => [name, home]));

/**
 * The hidden parameters that pass on settings of Safety from the top level, where a workflow written by hand or by a language model may
 * have them. n8n would drop them without any sign of it.
 */
const strayProperties = (fields: Fields): INodeProperties[] =>
	homesOf(fields).map(([name]) => ({ displayName: labelOf(name), name, type: 'hidden', default: '' }));

/**
 * The faults of protections at the top level. They are refused and not used, because Safety may have other values.
 * @param written the node's parameters before any expression is resolved
 */
export const strayFaults = (fields: Fields, written: Readonly<Record<string, unknown>>): FieldIssue[] =>
	homesOf(fields)
		.filter(([name]) => isGiven(written[name]))
		.map(([name, { property, fields: inside }]) => {
			const sentence = `stands at the top of the node’s parameters (${name}), where it protects nobody. Put it into Options: ${property.displayName}, as options.${property.name}.${name}.`;
			return invalid(inside?.[name]?.property.displayName ?? labelOf(name), sentence).fault;
		});
