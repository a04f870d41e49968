import { describe, expect, test } from 'vitest';
import type { Json } from '../../../nodes/shared/call/json';
import { problem } from '../../../nodes/shared/call/problem';
import { callRecord } from '../../../nodes/shared/call/record';
import { openly, privately, strictly, together, withoutNumbers } from '../../../nodes/shared/privacy/privacy';
import { seal, unseal } from '../../../nodes/shared/privacy/seal';

const to = '+12127365000';
const from = '+442079460018';
const record = callRecord('talkover', {
	...{ to, from, dialed: 'yes', callId: '12127360099', reference: 'lead 212-736-5000', recipientName: 'Ada (212.736.5000)' },
	recordingUrl: 'https://audio.example.com/r/17.mp3',
	transcript: 'human: call me at 030 901820 or (212) 736-5000',
	summary: 'Wants a call back at 0044 20 7946 0018.',
	variables: { orderNumber: '20261122-17', phone: '030 901820', note: 'to +49 30 901820' },
	context: { lead: { tel: 12127365000, id: 7365001 }, ids: ['2127365000', 12127365000, 9876543210] },
	problem: problem('outcome_unknown', 'Reference: lead 212-736-5000.', { reconcile: 'Look for 12127365000.' }),
	raw: { to, transcript: 'all of it' },
});
const masking = { ...openly, maskNumbers: true };

test('a record leaves as it is where nothing is private', () => {
	expect(privately(record, openly)).toBe(record);
});

test('masked, a record shows the last four digits of every number, and keeps what finds the call again', () => {
	expect(privately(record, masking)).toEqual({
		...{ ...record, raw: undefined },
		...{ to: '••• 5000', from: '••• 0018', reference: 'lead ••• 5000', recipientName: 'Ada (••• 5000)' },
		transcript: 'human: call me at ••• 1820 or (••• 5000',
		summary: 'Wants a call back at ••• 0018.',
		variables: { orderNumber: '20261122-17', phone: '••• 1820', note: 'to ••• 1820' },
		context: { lead: { tel: '••• 5000', id: 7365001 }, ids: ['••• 5000', '••• 5000', 9876543210] },
		problem: { ...record.problem, detail: 'Reference: lead ••• 5000.', reconcile: 'Look for ••• 5000.' },
	});
	expect('raw' in privately(record, masking)).toBe(false);
});

test.each(['00 1 212 736 5000 #3', '+1 212 736 5000 ext. 77', '(212) 736-5000 or 736-5001'])(
	'masked, what was given as a number and is none, %j, shows no whole number in the other fields either',
	(given) => {
		const shown = privately(callRecord('talkover', { to: given, context: { given, note: '2127365000' } }), masking);
		expect(JSON.stringify(shown).replace(/[^\d•]/g, '')).not.toMatch(/7365000/);
	},
);

test('what is masked already stays as it is', () => {
	const once = privately(record, strictly);
	expect(privately(once, strictly)).toEqual(once);
});

test.each([
	['omitTranscript', { transcript: null }],
	['omitRecording', { recordingUrl: null }],
] as const)('with %s alone that is left out, and the raw answer, which may hold it', (name, gone) => {
	expect(privately(record, { ...openly, [name]: true })).toEqual({ ...record, ...gone, raw: undefined });
});

test('the address of a recording that has the number in it is left out, since a masked one leads nowhere', () => {
	for (const recordingUrl of ['https://a.example.com/%2B12127365000.mp3', 'https://a.example.com/2127365000/1.mp3']) {
		expect(privately({ ...record, recordingUrl }, masking).recordingUrl).toBeNull();
	}
});

test('what any item of a run keeps private is private for the run', () => {
	expect(together([])).toEqual(openly);
	expect(together([openly, masking, { ...openly, omitRecording: true }])).toEqual({ ...strictly, omitTranscript: false });
});

describe('data of the user', () => {
	const cases: Array<[Json, Json]> = [
		['2127365000', '••• 5000'],
		['0212 736 5000', '••• 5000'],
		['order 2026-11-22/17', 'order 2026-11-22/17'],
		['vc-00123456789abcdef', 'vc-00123456789abcdef'],
		[
			{ mobilePhone: '030901820', mobilePlan: 17 },
			{ mobilePhone: '••• 1820', mobilePlan: 17 },
		],
		[
			{ telephone: ['030901820'], total: 12345678 },
			{ telephone: ['••• 1820'], total: 12345678 },
		],
		[{ '+12127365000': true }, { '••• 5000': true }],
		[
			{ to: '030901820', from: { number: '030901821' } },
			{ to: '••• 1820', from: { number: '••• 1821' } },
		],
		[
			[null, true, 1.5],
			[null, true, 1.5],
		],
	];
	test.each(cases)('%j leaves as %j', (data, shown) => {
		expect(withoutNumbers(data, [to])).toEqual(shown);
	});
});

describe('a sealed call', () => {
	const value = { record: { to, transcript: 'hello' } };
	test('is read again by who has its token', () => {
		const sealed = seal(value, 'token-1');
		expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('2127365000');
		expect(sealed).not.toBe(seal(value, 'token-1'));
		expect(unseal(sealed, 'token-1')).toEqual(value);
	});

	test('is nothing to anybody else, nor where it was changed', () => {
		const sealed = seal(value, 'token-1');
		const changed = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`;
		for (const [text, token] of [
			[sealed, 'token-2'],
			[changed, 'token-1'],
			['', 'token-1'],
			['x', 'token-1'],
		]) {
			expect(unseal(text, token)).toBeNull();
		}
	});
});
