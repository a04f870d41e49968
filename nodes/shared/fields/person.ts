import type { CheckedNumber } from '../phoneNumber/e164';
import { checkPhoneNumber } from '../phoneNumber/e164';
import type { Field } from './field';
import { invalid, ok } from '../call/result';
import { isBlank, readText, readTimezone } from './values';

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

export const recipientName: Field<string | null> = {
	property: {
		displayName: 'Recipient Name',
		name: 'recipientName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Ada Lovelace',
		description: 'Name of the person who is called, as the agent may say it',
	},
	capability: 'recipientName',
	read: (raw) => readText(raw, 'Recipient Name', 200),
};

/** Caller ID: the same strict check as the number that is called. */
export const fromNumber: Field<CheckedNumber | null> = {
	property: {
		displayName: 'From Number',
		name: 'fromNumber',
		type: 'string',
		default: '',
		placeholder: 'e.g. +12025550199',
		description: 'Caller ID: a number of your account at the provider, or empty for its own choice',
	},
	capability: 'fromNumber',
	read: (raw) => (isBlank(raw) ? ok(null) : checkPhoneNumber(raw, 'From Number', null)),
};

export const leadEmail: Field<string | null> = {
	property: {
		displayName: 'Lead Email',
		name: 'leadEmail',
		type: 'string',
		default: '',
		placeholder: 'e.g. ada@example.com',
		description: 'E-mail address of the person, for appointments that the agent books',
	},
	capability: 'leadDetails',
	read: (raw) => {
		const text = readText(raw, 'Lead Email', 254);
		if (!text.ok || text.value === null || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.value)) return text;
		return invalid('Lead Email', 'is not an e-mail address. Write it as name@example.com.');
	},
};

export const leadTimezone: Field<string | null> = {
	property: {
		displayName: 'Lead Time Zone',
		name: 'leadTimezone',
		type: 'string',
		default: '',
		placeholder: 'e.g. Europe/Berlin',
		description: 'IANA time zone of the person, for appointments that the agent books',
	},
	capability: 'leadDetails',
	read: (raw) => readTimezone(raw, 'Lead Time Zone'),
};
