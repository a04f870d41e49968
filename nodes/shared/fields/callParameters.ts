import type { Provider } from '../providers/provider';
import { invalid, ok } from '../call/result';
import { choiceField, customField, flagField, integerField, textField, timeField } from './builders';
import { readTimezone } from './values';

/** The number to call. It is read after the options, because Default Country is one of them. */
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

export const priority = choiceField({
	label: 'Priority',
	name: 'priority',
	default: 'normal',
	options: [
		{ name: 'Low', value: 'low' },
		{ name: 'Normal', value: 'normal' },
		{ name: 'High', value: 'high' },
		{ name: 'Urgent', value: 'urgent' },
	],
	capability: 'priority',
});

export const maxDuration = integerField({
	label: 'Max Duration',
	name: 'maxDuration',
	unit: 'seconds',
	min: 1,
	// The longest that any provider takes. Those that take less say so themselves.
	max: 43_200,
	default: 600,
	description: 'How long the call may last at most',
	capability: 'maxDuration',
});

export const ringTimeout = integerField({
	label: 'Ring Timeout',
	name: 'ringTimeout',
	unit: 'seconds',
	min: 5,
	max: 300,
	default: 30,
	description: 'How long the phone may ring before the call is given up',
	capability: 'ringTimeout',
});

const spokenLanguage = textField({
	label: 'Language',
	name: 'language',
	maxLength: 35,
	placeholder: 'e.g. de-DE',
	description: 'The language of the talk, in the spelling of the provider, instead of that of the agent',
	capability: 'language',
	check: (language, label) =>
		/^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$/.test(language)
			? ok(language)
			: invalid(label, 'is not a language code. Write it as the provider does, such as de-DE or en.'),
});

export const language: typeof spokenLanguage = {
	...spokenLanguage,
	propertyFor: ({ fieldTexts }) =>
		fieldTexts?.language === undefined ? spokenLanguage.property : { ...spokenLanguage.property, ...fieldTexts.language },
};

export const assistantModel = textField({
	label: 'Assistant Model',
	name: 'assistantModel',
	maxLength: 200,
	placeholder: 'e.g. openai/gpt-4o',
	description: 'The language model that speaks the script, as provider/model',
	capability: 'assistantModel',
	check: (model, label) =>
		/^[\w.-]+\/\S+$/.test(model) ? ok(model) : invalid(label, 'is not a model. Write provider and model, such as openai/gpt-4o.'),
});

/** The fault of a time that the provider does not support: ignoring it would call a person now. The Simulator calls nobody. */
const mustWait = (_value: unknown, { displayName, inProcess }: Provider, label: string) =>
	inProcess !== undefined
		? null
		: invalid(
				label,
				`is not known to ${displayName}, which calls at once. Put a Wait node before this node, and take the field out.`,
				'schedule_unsupported',
			).fault;

export const scheduledTime = timeField({
	label: 'Scheduled Time',
	name: 'scheduledTime',
	description: 'When to place the call; without a zone in the value, the workflow’s time zone counts',
	capability: 'scheduledTime',
	protects: true,
	unhonoured: mustWait,
	nothingMeant: 'give {{ $now.plus({ minutes: 1 }) }} for a call that is to start at once',
	check: (time, label, { now, provider: { displayName, scheduleLead = 0 } }) => {
		const seconds = (Date.parse(time) - now.getTime()) / 1000;
		if (seconds <= 0) return invalid(label, 'is in the past. Give a later time, or leave it empty to call now.');
		return seconds >= scheduleLead
			? ok(time)
			: invalid(
					label,
					`is less than ${scheduleLead / 60} minutes ahead, and ${displayName} takes no time so near. Give a later time, or leave it empty to call now.`,
				);
	},
});

/** Group name that a workflow written by hand may use. */
export const callParameterGroup = { callParameters: ['maxDuration', 'priority', 'ringTimeout', 'scheduledTime'] } as const;

export const testCall = flagField({
	label: 'Test Call',
	shownAs: 'Test Call (Phone Still Rings)',
	name: 'testCall',
	default: false,
	description: 'Whether to leave the call out of billing and analytics; the phone still rings',
	capability: 'testCall',
	unset: false,
});

export const delaySeconds = integerField({
	label: 'Delay',
	name: 'delaySeconds',
	unit: 'seconds',
	min: 0,
	max: 3600,
	default: 0,
	description: 'How long the provider waits before it calls, up to one hour',
	capability: 'delay',
	protects: true,
	unhonoured: (value, provider, label) => (Number(value) === 0 ? null : mustWait(value, provider, label)),
	nothingMeant: 'give 0 for a call that is to start at once',
	check: (seconds) => ok(seconds === 0 ? null : seconds),
});

export const campaignId = textField({
	label: 'Campaign ID',
	name: 'campaignId',
	maxLength: 200,
	placeholder: 'e.g. the ID from the address of the campaign’s page',
	description: 'Place the call through this campaign: the provider then refuses a number it already called',
	capability: 'campaign',
	protects: true,
	nothingMeant: 'take the field out for a call without a campaign',
	unhonoured: (_value, { displayName, inProcess }, label) =>
		inProcess !== undefined
			? null
			: invalid(
					label,
					`is not known to ${displayName}, so it would keep nobody from being called twice. Take the field out (choose the provider of the campaign to see it), or set Call Limit under Safety instead.`,
				).fault,
});
