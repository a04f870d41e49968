/** Builders of fields. One definition gives the editor's property and the reader of a field. */
import type { INodeProperties, NodePropertyTypes } from 'n8n-workflow';
import type { FieldIssue, Result } from '../call/result';
import { ok } from '../call/result';
import type { Provider } from '../providers/provider';
import type { Field, Fields, ReadContext } from './field';
import { readBoolean, readInstant, readInteger, readText, readWord } from './values';

type EditorPart = 'placeholder' | 'description' | 'hint' | 'displayOptions' | 'noDataExpression' | 'typeOptions' | 'options';
type Behavior = 'protects' | 'emptyIsValue' | 'isNoValue' | 'nothingMeant' | 'fields' | 'settings' | 'unset' | 'providers';

/** Checks a value further. `label` is the field's name in a refusal. */
type Read<V, T> = (value: V, label: string, context: ReadContext) => Result<T>;

/** One field. The editor shows its parts in the order in which they are written here. */
interface Definition extends Partial<Pick<INodeProperties, EditorPart>>, Partial<Pick<Field<unknown>, Behavior>> {
	label: string;
	name: string;
	/** The label in the editor, if it says more than the label in refusals. */
	shownAs?: string;
	/** The group that a refusal names before the label. */
	within?: string;
	/** Left out: every provider. */
	capability?: Field<unknown>['capability'];
	unhonoured?(value: unknown, provider: Provider, label: string): FieldIssue | null;
}

interface CustomDefinition<T> extends Definition {
	type: NodePropertyTypes;
	default: INodeProperties['default'];
	read: Read<unknown, T>;
}

/** A field with a reader of its own. */
export function customField<T>(definition: CustomDefinition<T>): Field<T> {
	const { label, shownAs = label, within, name, type, typeOptions, capability = null, unhonoured, read, ...others } = definition;
	const { protects, emptyIsValue, isNoValue, nothingMeant, fields, settings, unset, providers, ...shown } = others;
	const named = within === undefined ? label : `${within}: ${label}`;
	return {
		property: { displayName: shownAs, name, type, ...(typeOptions === undefined ? {} : { typeOptions }), ...shown },
		capability,
		...{ protects, emptyIsValue, isNoValue, nothingMeant, fields, settings, unset, providers },
		...(unhonoured === undefined ? {} : { unhonoured: (value, provider) => unhonoured(value, provider, label) }),
		read: (raw, context) => read(raw, named, context),
	};
}

/** Makes a reader for a field that may be empty, with null for empty. */
const unlessBlank =
	<V, T>(read: (raw: unknown, label: string, context: ReadContext) => Result<V | null>, check: Read<V, T>): Read<unknown, T | null> =>
	(raw, label, context) => {
		const value = read(raw, label, context);
		if (!value.ok) return value;
		return value.value === null ? ok(null) : check(value.value, label, context);
	};

interface TextDefinition extends Definition {
	default?: string;
	/** Number of lines that the editor shows. */
	rows?: number;
	/** In characters. 2,000 if left out. */
	maxLength?: number;
	check?: Read<string, string>;
}

/** A text field. Its value is text or null. */
export const textField = ({ rows, maxLength, check = ok, ...definition }: TextDefinition): Field<string | null> =>
	customField({
		default: '',
		...definition,
		type: 'string',
		typeOptions: rows === undefined ? undefined : { rows },
		read: unlessBlank((raw, label) => readText(raw, label, maxLength), check),
	});

interface IntegerDefinition extends Definition {
	default: number;
	min: number;
	max: number;
	/** What is counted. It follows the label in brackets, unless `shownAs` is given. */
	unit?: string;
	check?: Read<number, number | null>;
}

const inBrackets = (label: string, unit: string | undefined): string =>
	unit === undefined ? label : `${label} (${unit.charAt(0).toUpperCase()}${unit.slice(1)})`;

/** A field for a whole number within bounds. Its value may be null. */
export const integerField = ({ min, max, unit, check = ok, ...definition }: IntegerDefinition): Field<number | null> =>
	customField({
		shownAs: inBrackets(definition.label, unit),
		...definition,
		type: 'number',
		typeOptions: { minValue: min, maxValue: max },
		read: unlessBlank((raw, label) => readInteger(raw, label, min, max, unit), check),
	});

/** A field for true or false. Its value may be null. */
export const flagField = (definition: Definition & { default: boolean }): Field<boolean | null> =>
	customField({ ...definition, type: 'boolean', read: readBoolean });

interface ChoiceDefinition<W extends string> extends Definition {
	default: W;
	options: Array<{ name: string; value: W; description?: string }>;
}

/** A field for one of the words of its options. Its value may be null. */
export const choiceField = <W extends string>(definition: ChoiceDefinition<W>): Field<W | null> => {
	const words = definition.options.map(({ value }) => value);
	return customField({ ...definition, type: 'options', read: (raw, label) => readWord(raw, label, words) });
};

/** A field for an instant. Its value is ISO 8601 UTC or null. */
export const timeField = ({ check = ok, ...definition }: Definition & { check?: Read<string, string> }): Field<string | null> =>
	customField({
		default: '',
		...definition,
		type: 'dateTime',
		read: unlessBlank((raw, label, { timezone }) => readInstant(raw, label, timezone), check),
	});

/** The field with this value if it is empty. */
export const orElse = <T>(field: Field<T | null>, otherwise: T): Field<T> => ({
	...field,
	read: (raw, context) => {
		const value = field.read(raw, context);
		return value.ok ? ok(value.value ?? otherwise) : value;
	},
});

/** The field with its default value if it is empty. */
export const orDefault = <T>(field: Field<T | null>): Field<T> => orElse(field, field.property.default as T);

interface GroupDefinition<T> extends Definition {
	/** The only part of the fixed collection. The editor writes `{ [part.name]: { … } }`. */
	part: { name: string; label: string; nothingMeant?: string };
	/** The settings that the group starts with when it is added, by name. */
	start: Record<string, INodeProperties['default']>;
	fields: Fields;
	read: Read<unknown, T>;
}

/** A group of settings that the editor shows together. */
export function groupField<T>({ part, start, fields, ...definition }: GroupDefinition<T>): Field<T> {
	const { property, ...group } = customField<T>({
		default: { [part.name]: start },
		...definition,
		type: 'fixedCollection',
		typeOptions: { multipleValues: false },
		options: [{ displayName: part.label, name: part.name, values: Object.values(fields).map((field) => field.property) }],
		protects: true,
	});
	const inside: Field<unknown> = {
		property: { ...property, displayName: '' },
		capability: null,
		protects: true,
		nothingMeant: part.nothingMeant,
		fields,
		read: ok,
	};
	return { ...group, property, fields: { ...fields, [part.name]: inside } };
}
