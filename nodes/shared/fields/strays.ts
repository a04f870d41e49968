import type { INodeProperties } from 'n8n-workflow';
import type { Fault } from '../call/result';
import { bad } from '../call/result';
import type { Field, Fields } from './field';
import { labelOf } from './label';
import { isGiven } from './twin';

/** The settings that belong into a collection under Options, by the names that must not stand beside it. */
const homesOf = (fields: Fields): Array<[name: string, home: Field<unknown>]> =>
	Object.values(fields).flatMap((home) => (home.settings ?? []).map((name): [string, Field<unknown>] => [name, home]));

/**
 * The hidden parameters that hand over settings of Safety from the top, where a workflow that was written by hand, or by a
 * language model, may have them: n8n would drop them without a word.
 */
export const strayProperties = (fields: Fields): INodeProperties[] =>
	homesOf(fields).map(([name]) => ({ displayName: labelOf(name), name, type: 'hidden', default: '' }));

/**
 * A protection at the top is refused, not taken over: what stands in Safety may say something else.
 * @param written the node's parameters before any expression is resolved
 */
export const strayFaults = (fields: Fields, written: Readonly<Record<string, unknown>>): Fault[] =>
	homesOf(fields)
		.filter(([name]) => isGiven(written[name]))
		.map(([name, { property, fields: inside }]) => {
			const sentence = `stands at the top of the node’s parameters (${name}), where it protects nobody. Put it into Options: ${property.displayName}, as options.${property.name}.${name}.`;
			return bad(inside?.[name]?.property.displayName ?? labelOf(name), sentence).fault;
		});
