/**
 * A small, closed schema: every field is named, everything unnamed is refused.
 * Flaws are data (field, kind, sentence), so a server can answer each kind the way its provider does.
 */
export interface Field {
	type?: 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array';
	required?: boolean;
	enum?: readonly unknown[];
	pattern?: RegExp;
	/** Smallest number, or smallest length of a string or an array. */
	min?: number;
	/** Largest number, or largest length of a string or an array. */
	max?: number;
	/** The only names an object may have. An object without `fields` and `values` is free-form. */
	fields?: Record<string, Field>;
	/** The schema of every value of an object whose names are free. */
	values?: Field;
	items?: Field;
	/** Chooses the schema by looking at the value (a script has three forms). */
	form?: (value: unknown) => Field;
	/** A rule between fields: returns what is wrong, or undefined. */
	rule?: (value: never) => string | undefined;
}

export interface Flaw {
	field: string;
	kind: 'missing' | 'extra' | 'type' | 'value';
	sentence: string;
}

export const E164: RegExp = /^\+[1-9]\d{6,14}$/;
export const HTTP_URL: RegExp = /^https?:\/\/[^\s]+$/;
export const ISO_TIME: RegExp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
export const ISO_DATE: RegExp = /^\d{4}-\d{2}-\d{2}$/;

/** Says in a word what a JSON value is; `null` and arrays are no objects here. */
export function typeOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'array';
	return typeof value;
}

/** An object as a record, anything else as an empty one. */
export function asRecord(value: unknown): Record<string, unknown> {
	return typeOf(value) === 'object' ? (value as Record<string, unknown>) : {};
}

function hasType(value: unknown, type: NonNullable<Field['type']>): boolean {
	if (type === 'integer') return Number.isInteger(value);
	if (type === 'number') return typeof value === 'number' && Number.isFinite(value);
	return typeOf(value) === type;
}

function sizeOf(value: unknown): number | undefined {
	if (typeof value === 'number') return value;
	if (typeof value === 'string' || Array.isArray(value)) return value.length;
	return undefined;
}

function valueFlaw(value: unknown, schema: Field): string | undefined {
	if (schema.enum && !schema.enum.includes(value)) return `must be one of ${schema.enum.join(', ')}`;
	if (schema.pattern && typeof value === 'string' && !schema.pattern.test(value)) return `has the wrong format ("${value.slice(0, 60)}")`;
	const size = sizeOf(value);
	if (size !== undefined && schema.min !== undefined && size < schema.min) return `is below ${schema.min} (size or value ${size})`;
	if (size !== undefined && schema.max !== undefined && size > schema.max) return `is above ${schema.max} (size or value ${size})`;
	return schema.rule?.(value as never);
}

/** All flaws of a value, innermost included. `path` names the value in the sentences. */
export function flawsOf(value: unknown, given: Field, path = 'body'): Flaw[] {
	const schema = given.form ? given.form(value) : given;
	const flaws: Flaw[] = [];
	const inner = (name: string): string => (path === 'body' ? name : `${path}.${name}`);
	if (schema.type && !hasType(value, schema.type)) {
		return [
			{
				field: path,
				kind: 'type',
				sentence: `${path} must be of type ${schema.type}, not ${typeOf(value)}`,
			},
		];
	}
	const wrong = valueFlaw(value, schema);
	if (wrong) flaws.push({ field: path, kind: 'value', sentence: `${path} ${wrong}` });
	if (Array.isArray(value) && schema.items) {
		const items = schema.items;
		value.forEach((item, index) => flaws.push(...flawsOf(item, items, `${path}[${index}]`)));
	}
	if (typeOf(value) !== 'object') return flaws;
	const record = value as Record<string, unknown>;
	for (const [name, item] of Object.entries(record)) {
		const field = schema.fields ? (Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined) : schema.values;
		if (field) flaws.push(...flawsOf(item, field, inner(name)));
		else if (schema.fields)
			flaws.push({
				field: inner(name),
				kind: 'extra',
				sentence: `${inner(name)} is not a documented field`,
			});
	}
	for (const [name, field] of Object.entries(schema.fields ?? {})) {
		if (field.required && !Object.hasOwn(record, name)) {
			flaws.push({
				field: inner(name),
				kind: 'missing',
				sentence: `${inner(name)} is required and missing`,
			});
		}
	}
	return flaws;
}

/** Flaws of query parameters: strings are read as the schema's type first. */
export function queryFlaws(query: Record<string, string>, fields: Record<string, Field>): Flaw[] {
	const typed: Record<string, unknown> = {};
	for (const [name, text] of Object.entries(query)) {
		const type = Object.hasOwn(fields, name) ? fields[name]?.type : undefined;
		if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text)) typed[name] = Number(text);
		else if (type === 'boolean' && (text === 'true' || text === 'false')) typed[name] = text === 'true';
		else typed[name] = text;
	}
	return flawsOf(typed, { type: 'object', fields }, 'body').map((flaw) => ({
		...flaw,
		sentence: `query parameter ${flaw.sentence}`,
	}));
}
