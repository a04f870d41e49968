import { expect, test } from 'vitest';
import { fromNumber } from '../../../nodes/shared/fields/callerNumber';
import type { Provider } from '../../../nodes/shared/providers/provider';
import { providerById } from '../../../nodes/shared/providers/registry';
import { empties, readWith, reading } from '../../harness/fields.mts';

const at = (callerNumber: Provider['callerNumber']) => ({ ...reading(), provider: { ...providerById('svalync')!, callerNumber } });
const withIds = at({ isRequired: true, isSentAs: 'id' });
const withNumbers = at({ isRequired: false, isSentAs: 'number' });

test('the caller ID gets the same strict check as the number that is called', () => {
	expect(readWith(fromNumber, '+49 30 901820')).toEqual({ e164: '+4930901820', id: null });
	// Default Country counts for the called number alone.
	expect(readWith(fromNumber, '030 901820')).toBe(
		'From Number (03•••••20) has no country code. Start it with + and the country code, such as +442079460018.',
	);
	expect(fromNumber.read('+1911', withNumbers)).toMatchObject({ fault: { type: 'invalid_phone_number' } });
	expect(fromNumber.read('phnum_1', withNumbers)).toMatchObject({ fault: { type: 'invalid_phone_number' } });
});

test('the caller ID may be left out where the provider has a number of its own choice', () => {
	for (const raw of empties) {
		expect(readWith(fromNumber, raw)).toEqual({ e164: null, id: null });
		expect(readWith(fromNumber, raw, withIds)).toMatch(/^From Number is empty, and Svalync needs a number to call from\. Choose/);
	}
	expect(readWith(fromNumber, { __rl: true, mode: 'list', value: '' }, withIds)).toMatch(/is empty/);
});

test('a choice from the list is the number, or its ID where the provider takes an ID', () => {
	expect(readWith(fromNumber, { __rl: true, mode: 'list', value: '+4930901820' }, withNumbers)).toEqual({ e164: '+4930901820', id: null });
	expect(readWith(fromNumber, { __rl: true, mode: 'list', value: 'twilio:phnum_1' }, withIds)).toEqual({
		e164: null,
		id: 'twilio:phnum_1',
	});
	expect(readWith(fromNumber, { __rl: true, mode: 'id', value: '+49 30 901820' }, withIds)).toEqual({ e164: '+4930901820', id: null });
});

test('what is written like a number is never taken for an ID', () => {
	expect(readWith(fromNumber, '030 901820', withIds)).toMatch(/no country code/);
	expect(readWith(fromNumber, '911', withIds)).toMatch(/^From Number /);
	expect(readWith(fromNumber, 4930901820, withIds)).toMatch(/^From Number /);
	expect(readWith(fromNumber, 'phnum 1', withIds)).toMatch(/blank in its ID/);
	expect(readWith(fromNumber, ['phnum_1'], withIds)).toMatch(/^From Number /);
});
