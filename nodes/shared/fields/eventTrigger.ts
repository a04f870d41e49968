import type { INodeProperties } from 'n8n-workflow';
import type { Provider } from '../providers/provider';
import { honours, providers } from '../providers/registry';
import type { Field } from './field';
import { collection } from './field';
import { comingNotices } from './comingEvents';
import { eventsField } from './events';
import { good } from './fault';
import { agentProperties } from './agent';
import { includeRaw } from './options';
import { readBoolean } from './values';

/** Whether the trigger can register itself at this provider, on an agent. */
export const registersItself = ({ webhook }: Provider): boolean => webhook.registration !== undefined;

/** Whether a call can be read again by its id. */
export const readsCalls = ({ getCall }: Provider): boolean => getCall !== undefined;

/** Whether the body of an event is worth no more than a hint: then the call is read again unless it is switched off. */
export const needsFullCall = (provider: Provider): boolean =>
	readsCalls(provider) && provider.webhook.proofs.every(({ coversBody }) => !coversBody);

/** Whether a waiting call is resumed by the trigger: the provider calls no address of a single call, but echoes one. */
export const resumesThroughTrigger = (provider: Provider): boolean =>
	honours(provider, 'callbackWait') && !honours(provider, 'callbackUrl');

const idsOf = (wanted: (provider: Provider) => boolean): string[] => providers.filter(wanted).map(({ id }) => id);
const shownFor = (wanted: (provider: Provider) => boolean) => ({ show: { provider: idsOf(wanted) } });

export const events = eventsField('Which events start the workflow; the others are answered and dropped');

const acceptUnsigned: Field<boolean> = {
	property: {
		displayName: 'Accept Unsigned Events',
		name: 'acceptUnsigned',
		type: 'boolean',
		default: false,
		description:
			'Whether to let events in that bring no proof of where they come from; they say verified: false, and anyone who knows the address can send them',
	},
	capability: null,
	read: (raw) => {
		const value = readBoolean(raw, 'Accept Unsigned Events');
		return value.ok ? good(value.value ?? false) : value;
	},
};

export const eventOptions = collection(
	{ displayName: 'Options', name: 'options', placeholder: 'Add Option' },
	{ acceptUnsigned, includeRaw },
);

const fullCall = (wanted: (provider: Provider) => boolean): INodeProperties => ({
	displayName: 'Fetch Full Call',
	name: 'fetchFullCall',
	type: 'boolean',
	default: true,
	description: 'Whether to read the call at the provider before the event is handed on, so that the record is the provider’s own word and complete',
	displayOptions: shownFor(wanted),
});

const noticeOf = ({ id, webhook }: Provider): INodeProperties => ({
	displayName: webhook.notice,
	name: `${id}AddressNotice`,
	type: 'notice',
	default: '',
	displayOptions: { show: { provider: [id] } },
});

/** The parameters of Call Event Trigger below the choice of the provider. */
export const eventTriggerProperties: INodeProperties[] = [
	...providers.map(noticeOf),
	...agentProperties(registersItself),
	events.property,
	...comingNotices('pushed', providers),
	fullCall(needsFullCall),
	{ ...fullCall((provider) => readsCalls(provider) && !needsFullCall(provider)), default: false },
	{
		displayName: 'Resume Waiting Call',
		name: 'resumeWaiting',
		type: 'boolean',
		default: true,
		description: 'Whether the end of a call is also handed to the Make Call or Send Call that waits for it, at this n8n alone',
		displayOptions: shownFor(resumesThroughTrigger),
	},
	eventOptions.property,
];
