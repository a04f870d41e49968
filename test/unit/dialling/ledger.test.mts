import type { IExecuteFunctions } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { callRecord } from '../../../nodes/shared/call/record';
import type { Ledger } from '../../../nodes/shared/dialling/ledger';
import { ledgerOf } from '../../../nodes/shared/dialling/ledger';
import { openly } from '../../../nodes/shared/privacy/privacy';
import { aCall } from '../../harness/values.mts';

/** What n8n keeps of a node between the tries of one execution. */
const keeper = () => ({ context: {} as Record<string, unknown> });
const open = (
	kept: { context: Record<string, unknown> },
	{ mode = 'trigger', runIndex = 0, execution = '', privacy = openly } = {},
): Ledger =>
	ledgerOf(
		{
			getContext: () => kept.context,
			getMode: () => mode,
			getExecutionId: () => execution || mode,
			getWorkflowDataProxy: () => ({ $runIndex: runIndex }),
		} as unknown as IExecuteFunctions,
		null,
		privacy,
	);
/** What the database makes of it. */
const stored = (kept: { context: Record<string, unknown> }) => ({
	context: JSON.parse(JSON.stringify(kept.context)) as Record<string, unknown>,
});

const call = aCall();
const record = callRecord('talkover', { dialed: 'yes', callId: 'c-1', to: call.to, reference: call.reference });

test('a call that nobody heard of is none', () => {
	expect(open(keeper()).earlier(call)).toEqual({ state: 'none' });
});

test('a call is pending from before its request until its outcome, also in another try', () => {
	const kept = keeper();
	const ledger = open(kept);
	const before = new Date().toISOString();
	ledger.pending(call);
	const earlier = open(stored(kept), { mode: 'retry' }).earlier(call);
	expect(earlier).toMatchObject({ state: 'pending', reference: call.reference });
	expect(earlier.state === 'pending' && earlier.since >= before).toBe(true);
	ledger.settle(call, record);
	expect(open(stored(kept), { mode: 'retry' }).earlier(call)).toEqual({ state: 'dialled', since: expect.any(String), record });
});

test('a call that may have been placed is kept like one that was', () => {
	const ledger = open(keeper());
	ledger.pending(call);
	ledger.settle(call, { ...record, dialed: 'maybe' });
	expect(ledger.earlier(call).state).toBe('dialled');
});

test('a call that certainly was not placed may be tried again', () => {
	const kept = keeper();
	const ledger = open(kept);
	ledger.pending(call);
	ledger.settle(call, { ...record, dialed: 'no' });
	expect(open(stored(kept), { mode: 'retry' }).earlier(call)).toEqual({ state: 'none' });
	ledger.pending(call);
	expect(ledger.earlier(call).state).toBe('pending');
});

test('the same person or the same reference in the same item is the same call', () => {
	const ledger = open(keeper());
	ledger.pending(call);
	expect(ledger.earlier({ ...call, reference: 'another' }).state).toBe('pending');
	expect(ledger.earlier({ ...call, to: '+12127365000' }).state).toBe('pending');
	expect(ledger.earlier({ ...call, reference: 'another', to: '+12127365000' }).state).toBe('none');
	expect(ledger.earlier({ ...call, item: 1 }).state).toBe('none');
});

test('another round of a loop is another call', () => {
	const kept = keeper();
	open(kept).pending(call);
	expect(open(kept, { runIndex: 1 }).earlier(call)).toEqual({ state: 'none' });
	open(kept, { runIndex: 1 }).pending(call);
	open(kept, { runIndex: 1 }).settle(call, { ...record, dialed: 'no' });
	expect(open(kept).earlier(call).state).toBe('pending');
});

test.each([
	['trigger', true],
	['manual', true],
	['webhook', true],
	['integrated', true],
	['retry', false],
])('an empty ledger in mode %s is complete: %s', (mode, complete) => {
	expect(open(keeper(), { mode }).complete).toBe(complete);
});

test('a retried execution with the ledger of its first try is complete', () => {
	const kept = keeper();
	open(kept).close();
	expect(open(stored(kept), { mode: 'retry' }).complete).toBe(true);
});

test.each([
	['nothing of it was stored', (_ledger: Ledger) => {}],
	['some of its dials were stored', (ledger: Ledger) => void ledger.pending(call)],
])('a round that began and did not come to its end is not complete: %s', (_name, dial) => {
	const kept = keeper();
	dial(open(kept));
	const retried = open(stored(kept), { mode: 'retry' });
	expect([retried.complete, retried.earlier({ ...call, item: 7 }).state]).toEqual([false, 'none']);
});

test('a ledger that was lost stays incomplete, in this try and in every later one', () => {
	const kept = keeper();
	open(kept, { mode: 'retry' });
	expect(open(kept, { mode: 'retry' }).complete).toBe(false);
	open(kept, { mode: 'retry' }).pending(call);
	expect(open(stored(kept), { mode: 'retry', execution: 'third' }).complete).toBe(false);
	expect(open(stored(kept), { mode: 'retry', execution: 'third' }).earlier(call).state).toBe('pending');
});

test('a round that the stored context does not know is one that may have been begun before the crash', () => {
	const kept = keeper();
	open(kept).pending(call);
	open(kept).close();
	open(kept, { runIndex: 1 }).close();
	const after = stored(kept);
	expect(open(after, { mode: 'retry' }).complete).toBe(true);
	expect(open(after, { mode: 'retry', runIndex: 1 }).complete).toBe(true); // no call of it was begun, and that is known
	expect(open(after, { mode: 'retry', runIndex: 2 }).complete).toBe(false);
	// Looked at again in the same try, and in the one after it: still not known.
	expect(open(after, { mode: 'retry', runIndex: 2 }).complete).toBe(false);
	expect(open(stored(after), { mode: 'retry', runIndex: 2, execution: 'third' }).complete).toBe(false);
	expect(open(stored(after), { mode: 'retry', execution: 'third' }).complete).toBe(true);
});

test('the dials of all runs are counted, redials as well, and those of another run are known', () => {
	const kept = keeper();
	open(kept).pending(call);
	open(kept).pending({ ...call, attempt: 2 });
	open(kept, { runIndex: 1 }).pending({ ...call, to: '+12127365000' });
	const seen = (runIndex: number, from = kept) => {
		const ledger = open(from, { runIndex });
		return [ledger.dials(), ledger.dialsElsewhere(), ledger.isDialedElsewhere(call.to), ledger.isDialedElsewhere('+12127365000')];
	};
	for (const from of [kept, stored(kept)]) {
		expect(seen(0, from)).toEqual([3, 1, false, true]);
		expect(seen(1, from)).toEqual([3, 2, true, false]);
		expect(seen(2, from)).toEqual([3, 3, true, true]);
	}
});

test('a dial that another run has just begun is seen at once, and no more when it was none', () => {
	const kept = keeper();
	const [one, other] = [open(kept), open(kept, { runIndex: 1 })];
	one.pending(call);
	expect([other.isDialedElsewhere(call.to), other.dials()]).toEqual([true, 1]);
	one.settle(call, { ...record, dialed: 'no' });
	expect([other.isDialedElsewhere(call.to), other.dials()]).toEqual([false, 0]);
	one.pending(call);
	one.settle(call, { ...record, dialed: 'maybe' });
	expect([other.isDialedElsewhere(call.to), other.dials()]).toEqual([true, 1]);
});

test('10,000 rounds look through the dials of the others once, not in every round', () => {
	let looks = 0;
	const voiceCalls = new Proxy({}, { ownKeys: (target) => (looks++, Reflect.ownKeys(target)) });
	const kept = { context: { voiceCalls } as Record<string, unknown> };
	for (let runIndex = 0; runIndex < 10_000; runIndex++) {
		const ledger = open(kept, { runIndex });
		const one = { ...call, to: `+4420${String(runIndex).padStart(8, '0')}` };
		expect([ledger.dials(), ledger.dialsElsewhere(), ledger.isDialedElsewhere(one.to)]).toEqual([runIndex, runIndex, false]);
		ledger.pending(one);
		ledger.close();
	}
	expect(looks).toBe(1);
	expect(open(kept, { runIndex: 10_000 }).isDialedElsewhere('+442000000042')).toBe(true);
	expect((kept.context.voiceRoundsOver as string[]).length).toBe(10_000);
});

test('the ids of all calls are known, of every item and round', () => {
	const kept = keeper();
	for (const [runIndex, item] of [
		[0, 0],
		[0, 3],
		[2, 0],
	]) {
		const one = { ...call, item };
		open(kept, { runIndex }).pending(one);
		open(kept, { runIndex }).settle(one, { ...record, callId: `c-${runIndex}-${item}` });
	}
	open(kept).pending({ ...call, item: 9 });
	open(kept).pending({ ...call, item: 8 });
	open(kept).settle({ ...call, item: 8 }, { ...record, callId: null });
	expect([...open(stored(kept)).callIds()].sort()).toEqual(['c-0-0', 'c-0-3', 'c-2-0']);
});

test('settling what was never begun changes nothing', () => {
	const ledger = open(keeper());
	ledger.settle(call, record);
	expect(ledger.earlier(call)).toEqual({ state: 'none' });
});

test('the ids are gathered once, also where several runs of the node share the context', () => {
	const kept = keeper();
	const [first, second] = [open(kept), open(kept, { runIndex: 1 })];
	expect(first.callIds()).toBe(second.callIds());
	first.pending(call);
	first.settle(call, record);
	expect([...second.callIds()]).toEqual(['c-1']);
});

test('what was said and the provider’s own object are not kept a second time, unless they are short', () => {
	const kept = keeper();
	const ledger = open(kept);
	const talk = 'bot: Hello. '.repeat(1000);
	const whole = {
		...record,
		transcript: talk,
		summary: talk,
		analysis: { ...record.analysis, speechMetrics: { words: talk } },
		raw: { talk },
	};
	ledger.pending(call);
	ledger.settle(call, whole);
	expect(JSON.stringify(kept.context).length).toBeLessThan(2000);
	expect(ledger.earlier(call)).toEqual({
		state: 'dialled',
		since: expect.any(String),
		record: { ...record, transcript: null, summary: null },
		cut: true,
	});
	const simulated = { ...whole, simulated: true };
	ledger.settle(call, simulated);
	expect(ledger.earlier(call), 'nobody can be asked for it again').toEqual({
		state: 'dialled',
		since: expect.any(String),
		record: simulated,
	});
	const short = { ...record, transcript: 'bot: Hello.\nhuman: No.', summary: 'Not now.' };
	ledger.settle(call, short);
	expect(ledger.earlier(call)).toEqual({ state: 'dialled', since: expect.any(String), record: short });
});

describe('where numbers are masked', () => {
	const masking = { maskNumbers: true, omitRecording: false, omitTranscript: true };
	const named = { ...call, reference: `lead ${call.to}`, recipientName: 'Ada' };
	const known = { ...record, reference: named.reference, recipientName: 'Ada', transcript: `call me at ${call.to}`, createdAt: null };
	const digits = call.to.slice(1);

	test('nothing that is stored holds the number, and the call is found again in the next try', () => {
		const kept = keeper();
		const ledger = open(kept, { privacy: masking });
		ledger.pending(named);
		expect(JSON.stringify(kept)).not.toContain(digits);
		ledger.settle(named, known);
		expect(JSON.stringify(kept)).not.toContain(digits);
		const next = open(stored(kept), { mode: 'retry', privacy: masking });
		expect(next.earlier(named)).toMatchObject({ state: 'dialled', record: { to: call.to, callId: 'c-1', recipientName: 'Ada' } });
		expect(next.earlier({ ...named, reference: 'changed' }).state).toBe('dialled');
		expect([next.isDialed(call.to), next.isDialed('+12127365001'), next.dials()]).toEqual([true, false, 1]);
		expect(next.earlier(named)).toEqual(next.earlier(named));
	});

	test('a transcript that is left out still says that somebody spoke', () => {
		const ledger = open(keeper(), { privacy: masking });
		ledger.pending(named);
		ledger.settle(named, known);
		expect(ledger.earlier(named)).toMatchObject({ record: { transcript: '•••' } });
	});

	test('a call whose reference has the number in it is pending under that reference', () => {
		const kept = keeper();
		open(kept, { privacy: masking }).pending(named);
		expect(open(stored(kept), { mode: 'retry' }).earlier(named)).toMatchObject({ state: 'pending', reference: named.reference });
	});

	test('a round that masks and one that does not count the same person', () => {
		const kept = keeper();
		open(kept, { privacy: masking }).pending(named);
		expect(open(kept, { runIndex: 1 }).isDialedElsewhere(call.to)).toBe(true);
		open(kept, { runIndex: 2 }).pending(named);
		expect(open(kept, { runIndex: 0, privacy: masking }).isDialedElsewhere(call.to)).toBe(true);
	});
});
