/** A field whose parameter has no expression is read once a run. */
import { expect, test, vi } from 'vitest';
import type { Field, ReadContext, ReadOnce } from '../../../nodes/shared/fields/field';
import { readFields } from '../../../nodes/shared/fields/field';
import { invalid, ok } from '../../../nodes/shared/call/result';
import { synthflow } from '../../../nodes/shared/providers/synthflow';

const context: ReadContext = { provider: synthflow, timezone: 'Europe/Berlin', now: new Date() };
const field = (name: string): Field<unknown> & { read: ReturnType<typeof vi.fn> } => ({
	property: { displayName: name, name, type: 'string', default: '' },
	capability: null,
	read: vi.fn((raw: unknown) => (raw === 'wrong' ? invalid(name, 'is wrong.') : ok({ raw }))),
});

function readItems(values: ReadonlyArray<Record<string, unknown>>, fixed: readonly string[]) {
	const fields = { name: field('name'), prompt: field('prompt') };
	const once: ReadOnce = { isFixed: (name) => fixed.includes(name), values: new Map() };
	const items = values.map((given) => readFields(fields, (name) => given[name], context, once));
	return { items, reads: [fields.name.read.mock.calls.length, fields.prompt.read.mock.calls.length] };
}

test('a field without an expression is read for the first item, one with an expression for each', () => {
	const { items, reads } = readItems(
		[
			{ name: 'Ada', prompt: 'Be brief.' },
			{ name: 'Bob', prompt: 'Be brief.' },
			{ name: 'Cy', prompt: 'Be brief.' },
		],
		['prompt'],
	);
	expect(reads).toEqual([3, 1]);
	expect(items.map(({ values }) => values)).toEqual(
		['Ada', 'Bob', 'Cy'].map((name) => ({ name: { raw: name }, prompt: { raw: 'Be brief.' } })),
	);
});

test('a fault is told of every item', () => {
	const { items, reads } = readItems([{ prompt: 'wrong' }, { prompt: 'wrong' }], ['name', 'prompt']);
	expect(reads).toEqual([1, 2]);
	expect(items.map(({ faults }) => faults.length)).toEqual([1, 1]);
});
