import type { Provider } from '../providers/provider';
import type { Field } from './field';
import { invalid } from '../call/result';
import { readBoolean, readInstant, readInteger, readText, readWord } from './values';

const priorities = ['low', 'normal', 'high', 'urgent'] as const;

export const priority: Field<string | null> = {
	property: {
		displayName: 'Priority',
		name: 'priority',
		type: 'options',
		default: 'normal',
		options: [
			{ name: 'Low', value: 'low' },
			{ name: 'Normal', value: 'normal' },
			{ name: 'High', value: 'high' },
			{ name: 'Urgent', value: 'urgent' },
		],
	},
	capability: 'priority',
	read: (raw) => readWord(raw, 'Priority', priorities),
};

export const maxDuration: Field<number | null> = {
	property: {
		displayName: 'Max Duration (Seconds)',
		name: 'maxDuration',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 14_400 },
		default: 600,
		description: 'How long the call may last at most',
	},
	capability: 'maxDuration',
	read: (raw) => readInteger(raw, 'Max Duration', 1, 14_400, 'seconds'),
};

/** A time that is overlooked would phone a person now; the Simulator phones nobody. */
const mustWait =
	(label: string) =>
	(_value: unknown, { displayName, inProcess }: Provider) =>
		inProcess !== undefined
			? null
			: invalid(
					label,
					`is not known to ${displayName}, which calls at once. Put a Wait node before this node, and take the field out.`,
					'schedule_unsupported',
				).fault;

export const scheduledTime: Field<string | null> = {
	property: {
		displayName: 'Scheduled Time',
		name: 'scheduledTime',
		type: 'dateTime',
		default: '',
		description: 'When to place the call; without a zone in the value, the workflow’s time zone counts',
	},
	capability: 'scheduledTime',
	protects: true,
	unhonoured: mustWait('Scheduled Time'),
	nothingMeant: 'give {{ $now.plus({ minutes: 1 }) }} for a call that is to start at once',
	read: (raw, { timezone, now }) => {
		const time = readInstant(raw, 'Scheduled Time', timezone);
		if (!time.ok || time.value === null || Date.parse(time.value) > now.getTime()) return time;
		return invalid('Scheduled Time', 'is in the past. Give a later time, or leave it empty to call now.');
	},
};

/** The group of a workflow that was written by hand. */
export const callParameterGroup = { callParameters: ['maxDuration', 'priority', 'scheduledTime'] } as const;

export const testCall: Field<boolean | null> = {
	property: {
		displayName: 'Test Call (Phone Still Rings)',
		name: 'testCall',
		type: 'boolean',
		default: false,
		description: 'Whether to leave the call out of billing and analytics; the phone still rings',
	},
	capability: 'testCall',
	unset: false,
	read: (raw) => readBoolean(raw, 'Test Call'),
};

export const delaySeconds: Field<number | null> = {
	property: {
		displayName: 'Delay (Seconds)',
		name: 'delaySeconds',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 3600 },
		default: 0,
		description: 'How long the provider waits before it calls, up to one hour',
	},
	capability: 'delay',
	protects: true,
	unhonoured: (value, provider) => (Number(value) === 0 ? null : mustWait('Delay')(value, provider)),
	nothingMeant: 'give 0 for a call that is to start at once',
	read: (raw) => {
		const seconds = readInteger(raw, 'Delay', 0, 3600, 'seconds');
		return seconds.ok && seconds.value === 0 ? { ok: true, value: null } : seconds;
	},
};

export const campaignId: Field<string | null> = {
	property: {
		displayName: 'Campaign ID',
		name: 'campaignId',
		type: 'string',
		default: '',
		placeholder: 'e.g. the ID from the address of the campaign’s page',
		description: 'Place the call through this campaign: the provider then refuses a number it already called',
	},
	capability: 'campaign',
	protects: true,
	nothingMeant: 'take the field out for a call without a campaign',
	unhonoured: (_value, { displayName, inProcess }) =>
		inProcess !== undefined
			? null
			: invalid(
					'Campaign ID',
					`is not known to ${displayName}, so it would keep nobody from being called twice. Take the field out (choose the provider of the campaign to see it), or set Call Limit under Safety instead.`,
				).fault,
	read: (raw) => readText(raw, 'Campaign ID', 200),
};
