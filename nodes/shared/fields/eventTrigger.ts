import type { INodeProperties } from 'n8n-workflow';
import type { Provider } from '../providers/provider';
import { honours, providers } from '../providers/registry';
import type { Field } from './field';
import { collection } from './field';
import { eventsProperties } from './comingEvents';
import { good } from '../call/result';
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

/** Whether the provider can play a call of its own, so that a trigger under test has something to hear. */
export const playsSample = ({ inProcess }: Provider): boolean => inProcess !== undefined;

const idsOf = (wanted: (provider: Provider) => boolean): string[] => providers.filter(wanted).map(({ id }) => id);
const shownFor = (wanted: (provider: Provider) => boolean) => ({ show: { provider: idsOf(wanted) } });

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

const sampleCall: Field<boolean> = {
	property: {
		displayName: 'Sample Call',
		name: 'sampleCall',
		type: 'boolean',
		default: true,
		description:
			'Whether an execution in the editor plays a simulated call and hands on its events at once; switch it off to listen for the events of a call that you place yourself',
	},
	capability: null,
	providers: playsSample,
	read: (raw) => {
		const value = readBoolean(raw, 'Sample Call');
		return value.ok ? good(value.value ?? true) : value;
	},
};

export const eventOptions = collection(
	{ displayName: 'Options', name: 'options', placeholder: 'Add Option' },
	{ acceptUnsigned, includeRaw, sampleCall },
);

const fullCall = (wanted: (provider: Provider) => boolean): INodeProperties => ({
	displayName: 'Fetch Full Call',
	name: 'fetchFullCall',
	type: 'boolean',
	default: true,
	description: 'Whether to read the call at the provider before the event is handed on, so that the record is the provider’s own word and complete',
	hint: 'Reads the call at the provider first, so that its record is complete and its own word',
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
	...eventsProperties('pushed', providers),
	fullCall(needsFullCall),
	{ ...fullCall((provider) => readsCalls(provider) && !needsFullCall(provider)), default: false },
	{
		displayName: 'Resume Waiting Call',
		name: 'resumeWaiting',
		type: 'boolean',
		default: true,
		description: 'Whether the end of a call is also handed to the Make Call or Send Call that waits for it, at this n8n alone',
		hint: 'Wakes the Make Call or Send Call of this n8n that waits for the end of this call',
		displayOptions: shownFor(resumesThroughTrigger),
	},
	eventOptions.property,
];
