import { expect, test } from 'vitest';
import { maskNumber, maskNumberIn, maskNumbersIn, shortenNumbersIn } from '../../../nodes/shared/phoneNumber/mask';

test.each([
	['+12025550100', '+12•••••••00'],
	['+442079460018', '+44••••••••18'],
	['030 901820', '03•••••20'],
	['+1 (212) 736-5000', '+12•••••••00'],
	['911', '•••'],
	['+44999', '+•••••'],
	['', ''],
	['abc', ''],
])('the text %j is shown as %j', (number, masked) => {
	expect(maskNumber(number)).toBe(masked);
});

test.each([
	['The number +12127365000 is invalid', 'The number +12•••••••00 is invalid'],
	['to: +1 (212) 736-5000 and +44 20 7946 0018.', 'to: +12•••••••00 and +44••••••••18.'],
	['status 404, try again in 60 s', 'status 404, try again in 60 s'],
	['agent 123456 is not active', 'agent 123456 is not active'],
	['{"phone":"12127365000"}', '{"phone":"12•••••••00"}'],
	['Cannot call 020/7946/0018', 'Cannot call 02•••••••18'],
	['Cannot call 020‑7946‑0018', 'Cannot call 02•••••••18'],
	['Cannot call (+44)·20·7946·0018', 'Cannot call (+44••••••••18'],
	['Cannot call 020\u200b7946\u200b0018, 020–7946–0018', 'Cannot call 02•••••••18, 02•••••••18'],
	['Cannot call ٠٢٠ ٧٩٤٦ ٠٠١٨', 'Cannot call ٠٢•••••••١٨'],
	['GET /calls?to=+44%2020%207946%200018&page=2', 'GET /calls?to=+44••••••••••••••18&page=2'],
	['GET /calls?to=%2B442079460018', 'GET /calls?to=%2B44••••••••18'],
	['nothing here', 'nothing here'],
])('no number is shown whole in %j', (text, masked) => {
	expect(maskNumbersIn(text)).toBe(masked);
});

test.each([
	['lead +442079460018', 'lead +44••••••••18'],
	['lead-020 7946 0018', 'lead-02•••••••18'],
	['442079460018-2', '44•••••••••82'],
	['lead of +12127365000', 'lead of +12•••••••00'],
	['vc-1234567890abcdef12345678', 'vc-1234567890abcdef12345678'],
	['order 2026-11-21/17', 'order 2026-11-21/17'],
])('the name %j of a call to +442079460018 is shown as %j', (name, shown) => {
	expect(maskNumberIn(name, '+442079460018')).toBe(shown);
});

test('only numbers with a + are taken out of a name where no number is called', () => {
	expect(maskNumberIn('lead 2079460018, +442079460018', null)).toBe('lead 2079460018, +44••••••••18');
});

test.each([
	['note 2127365000', 'note ••• 5000'],
	['note ٢١٢٧٣٦٥٠٠٠', 'note ••• 5000'],
	['note ２１２ ７３６ ５０００', 'note ••• 5000'],
	['order 2127365001', 'order 2127365001'],
])('in %j the called number is shortened in the digits of any script', (text, shown) => {
	expect(shortenNumbersIn(text, ['+12127365000'])).toBe(shown);
});
