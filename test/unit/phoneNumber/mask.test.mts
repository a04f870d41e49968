import { expect, test } from 'vitest';
import { maskNumber, maskNumbersIn } from '../../../nodes/shared/phoneNumber/mask';

test.each([
	['+12025550100', '+12•••••••00'],
	['+442079460018', '+44••••••••18'],
	['030 901820', '03•••••20'],
	['+1 (212) 736-5000', '+12•••••••00'],
	['911', '•••'],
	['+44999', '+•••••'],
	['', ''],
	['abc', ''],
])('%j is shown as %j', (number, masked) => {
	expect(maskNumber(number)).toBe(masked);
});

test.each([
	['The number +12127365000 is invalid', 'The number +12•••••••00 is invalid'],
	['to: +1 (212) 736-5000 and +44 20 7946 0018.', 'to: +12•••••••00 and +44••••••••18.'],
	['status 404, try again in 60 s', 'status 404, try again in 60 s'],
	['agent 123456 is not active', 'agent 123456 is not active'],
	['{"phone":"12127365000"}', '{"phone":"12•••••••00"}'],
	['nothing here', 'nothing here'],
])('in %j', (text, masked) => {
	expect(maskNumbersIn(text)).toBe(masked);
});
