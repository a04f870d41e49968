import { expect, test } from 'vitest';
import { referenceFor } from '../../../nodes/shared/calling/reference';
import { aCall, aFullCall } from '../../harness/values.mts';

const place = ['workflow-1', 'node-1', '0', '0'];

test('the same request in the same place always has the same name', () => {
	expect(referenceFor(place, aFullCall())).toBe(referenceFor([...place], structuredClone(aFullCall())));
	expect(referenceFor(place, aCall())).toMatch(/^vc-[0-9a-f]{24}$/);
});

test('another workflow, node, run, item, number, agent or variable has another name', () => {
	const names = [
		referenceFor(place, aCall()),
		...place.map((_part, index) =>
			referenceFor(
				place.map((part, at) => (at === index ? `${part}x` : part)),
				aCall(),
			),
		),
		referenceFor(place, aCall({ to: '+12127365000' })),
		referenceFor(place, aCall({ agentId: 'agent-2' })),
		referenceFor(place, aCall({ variables: { a: 1 } })),
		referenceFor(place, aCall({ variables: { a: '1' } })),
		referenceFor(place, aCall({ context: { a: 1 } })),
		referenceFor(['workflow-1node-1', '', '0', '0'], aCall()),
	];
	expect(new Set(names).size).toBe(names.length);
});

test('the name tells nothing about the person', () => {
	const name = referenceFor(place, aFullCall());
	for (const known of ['442079460018', 'Ada', 'A-17']) expect(name).not.toContain(known);
});
