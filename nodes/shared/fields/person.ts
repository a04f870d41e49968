import type { CheckedNumber } from '../phoneNumber/e164';
import { checkPhoneNumber } from '../phoneNumber/e164';
import { invalid, ok } from '../call/result';
import { customField, textField } from './builders';
import { isBlank, readTimezone } from './values';

/** The number to call; read after the options, since Default Country is one of them. */
export const phoneNumberProperty = {
	displayName: 'Phone Number',
	name: 'phoneNumber',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. +12025550100',
	description: 'The number to call, with + and country code; for numbers without one set Default Country under Options',
} as const;

export const recipientName = textField({
	label: 'Recipient Name',
	name: 'recipientName',
	maxLength: 200,
	placeholder: 'e.g. Ada Lovelace',
	description: 'Name of the person who is called, as the agent may say it',
	capability: 'recipientName',
});

/** Caller ID: the same strict check as the number that is called. */
export const fromNumber = customField<CheckedNumber | null>({
	label: 'From Number',
	name: 'fromNumber',
	type: 'string',
	default: '',
	placeholder: 'e.g. +12025550199',
	description: 'Caller ID: a number of your account at the provider, or empty for its own choice',
	capability: 'fromNumber',
	read: (raw, label) => (isBlank(raw) ? ok(null) : checkPhoneNumber(raw, label, null)),
});

export const leadEmail = textField({
	label: 'Lead Email',
	name: 'leadEmail',
	maxLength: 254,
	placeholder: 'e.g. ada@example.com',
	description: 'E-mail address of the person, for appointments that the agent books',
	capability: 'leadDetails',
	check: (email, label) =>
		/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? ok(email) : invalid(label, 'is not an e-mail address. Write it as name@example.com.'),
});

export const leadTimezone = customField({
	label: 'Lead Time Zone',
	name: 'leadTimezone',
	type: 'string',
	default: '',
	placeholder: 'e.g. Europe/Berlin',
	description: 'IANA time zone of the person, for appointments that the agent books',
	capability: 'leadDetails',
	read: readTimezone,
});
