import { expect, test } from 'vitest';
import { hintsFor } from '../../../nodes/shared/calling/hints';
import { unknownOutcomeRecord } from '../../../nodes/shared/dialling/place';
import { svalync } from '../../../nodes/shared/providers/svalync';
import { aCall } from '../../harness/values.mts';

test('a reference that holds the number is said without it, and stands whole in its field', () => {
	const call = aCall({ to: '+442079460018', reference: 'lead-442079460018', recipientName: '+442079460018' });
	const record = unknownOutcomeRecord({ provider: svalync }, call, null);
	const [hint] = hintsFor(svalync, [{ item: 0, record }], []);
	for (const told of [record.problem?.reconcile, hint.message]) {
		expect(told).toContain('Reference: lead-44••••••••18.');
		expect(told).not.toContain('79460018');
	}
	expect(record.reference).toBe('lead-442079460018');
});

test('a reference of another form is said as it is', () => {
	const record = unknownOutcomeRecord({ provider: svalync }, aCall({ to: '+442079460018', reference: 'order 2026-11-21/1234567' }), null);
	expect(record.problem?.reconcile).toContain('Reference: order 2026-11-21/1234567.');
});
