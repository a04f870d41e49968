import type { IExecuteFunctions } from 'n8n-workflow';
import type { FieldIssue } from '../call/result';
import { labelOf } from './field';
import type { RawReader } from './places';
import { maskNumbersIn } from '../phoneNumber/mask';

/** The node's parameters as they were written; what holds no expression is the same for every item and read once a run. */
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

	/** @param read reads the parameter for one item; what it throws is thrown, and asked again for the next one */
	read(name: string, extract: boolean, read: () => unknown): unknown {
		if (!this.isFixed(name)) return read();
		const key = `${name}\n${String(extract)}`;
		if (!this.values.has(key)) this.values.set(key, read());
		return this.values.get(key);
	}
}

/** Reads one item's parameters; an expression that fails becomes a fault instead of ending the run. */
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
