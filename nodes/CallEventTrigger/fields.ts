import type { INodeProperties, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { Provider } from '../shared/providers/provider';
import { supports, providers, providerById } from '../shared/providers/registry';
import { flagField, orDefault } from '../shared/fields/builders';
import { collection } from '../shared/fields/field';
import { eventsProperties, readEventNames } from '../shared/fields/events';
import { agentProperties, readAgentId } from '../shared/fields/provider';
import { includeRaw } from '../shared/fields/options';
import { privacy } from '../shared/fields/privacy';
import type { Privacy } from '../shared/privacy/privacy';
import { UserError } from 'n8n-workflow';
import type { CallEventName } from '../shared/call/event';
import type { Result } from '../shared/call/result';

/** Whether the trigger can register itself on an agent at this provider. */
const registersItself = ({ webhook }: Provider): boolean => webhook.registration !== undefined;

/** Whether a call can be read by its ID. */
const readsCalls = ({ getCall }: Provider): boolean => getCall !== undefined;

/**
 * Whether the call is read at the provider, unless the user turns that off: no proof covers the body of an event, or a proven event can be
 * repeated by somebody else.
 */
const needsFullCall = (provider: Provider): boolean => {
	const { proofs, readsCallByDefault } = provider.webhook;
	return readsCalls(provider) && (readsCallByDefault === true || proofs.every(({ coversBody }) => !coversBody));
};

/** Whether the trigger resumes a waiting call: the provider has no callback URL per call, but echoes one. */
const resumesThroughTrigger = (provider: Provider): boolean => supports(provider, 'callbackWait') && !supports(provider, 'callbackUrl');

/** Whether the provider can play a sample call for a trigger under test. */
const playsSample = ({ inProcess }: Provider): boolean => inProcess !== undefined;

const idsOf = (wanted: (provider: Provider) => boolean): string[] => providers.filter(wanted).map(({ id }) => id);
const shownFor = (wanted: (provider: Provider) => boolean) => ({ show: { provider: idsOf(wanted) } });

const acceptUnsigned = orDefault(
	flagField({
		label: 'Accept Unsigned Events',
		name: 'acceptUnsigned',
		default: false,
		description:
			'Whether to let events in that bring no proof of where they come from; they say verified: false, and anyone who knows the address can send them',
	}),
);

const sampleCall = orDefault(
	flagField({
		label: 'Sample Call',
		name: 'sampleCall',
		default: true,
		description:
			'Whether an execution in the editor plays a simulated call and hands on its events at once; switch it off to listen for the events of a call that you place yourself',
		providers: playsSample,
	}),
);

const eventOptions = collection(
	{ displayName: 'Options', name: 'options', placeholder: 'Add Option' },
	{ acceptUnsigned, includeRaw, privacy, sampleCall },
);

const fullCall = (wanted: (provider: Provider) => boolean): INodeProperties => ({
	displayName: 'Fetch Full Call',
	name: 'fetchFullCall',
	type: 'boolean',
	default: true,
	description:
		'Whether to read the call at the provider before the event is handed on, so that the record is complete and nothing in it comes from the delivery alone',
	hint: 'Reads the call at the provider first: the record is complete, and what the delivery says is checked',
	displayOptions: shownFor(wanted),
});

const noticeOf = ({ id, webhook }: Provider): INodeProperties => ({
	displayName: webhook.notice,
	name: `${id}AddressNotice`,
	type: 'notice',
	default: '',
	displayOptions: { show: { provider: [id] } },
});

/** The parameters of Call Event Trigger below Provider. */
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

/** The parameters of Call Event Trigger, checked. */
export interface EventSettings {
	provider: Provider;
	/** The agent on which the trigger registers. `null` if it does not register. */
	agentId: string | null;
	events: CallEventName[];
	fetchFullCall: boolean;
	resumeWaiting: boolean;
	acceptUnsigned: boolean;
	includeRaw: boolean;
	privacy: Privacy;
	/** Whether a test plays a sample call, if the provider can. */
	sampleCall: boolean;
}

const valueOf = <T>(checked: Result<T>): T => {
	if (!checked.ok) throw new UserError(`${checked.fault.field} ${checked.fault.sentence}`);
	return checked.value;
};

/**
 * Reads the parameters. A parameter that is hidden for the provider is not read, because n8n throws then.
 * @throws UserError with a sentence that names the field and the remedy
 */
export function readSettings(context: IHookFunctions | IWebhookFunctions): EventSettings {
	const provider = providerById(String(context.getNodeParameter('provider', '')));
	if (provider === undefined) throw new UserError('Provider is unknown. Choose one from the list.');
	const read = { provider, timezone: context.getTimezone(), now: new Date() };
	const agent = registersItself(provider) ? context.getNodeParameter('agentId', '', { extractValue: true }) : null;
	return {
		provider,
		agentId: agent === null ? null : valueOf(readAgentId(agent, provider)),
		events: valueOf(readEventNames(context.getNodeParameter('events', []))),
		fetchFullCall: readsCalls(provider) && context.getNodeParameter('fetchFullCall', false) === true,
		resumeWaiting: resumesThroughTrigger(provider) && context.getNodeParameter('resumeWaiting', false) === true,
		...valueOf(eventOptions.read(context.getNodeParameter('options', {}), read)),
	};
}

/** The address that n8n gives a node while "Listen for test event" is on. During a delivery n8n reports only the production address. */
const testAddresses = new Map<string, string>();
const maxNodes = 1_000;

const nodeKey = (context: IHookFunctions | IWebhookFunctions): string => `${String(context.getWorkflow().id)}\n${context.getNode().id}`;

/** The address to register. The address of a test is remembered. */
export function addressToRegister(context: IHookFunctions): string {
	const address = context.getNodeWebhookUrl('default') ?? '';
	if (context.getActivationMode() === 'manual') {
		testAddresses.delete(nodeKey(context));
		if (testAddresses.size >= maxNodes) testAddresses.delete(testAddresses.keys().next().value as string);
		testAddresses.set(nodeKey(context), address);
	}
	return address;
}

/** The address that this delivery was sent to, as n8n shows it in the editor. `null` if it is no longer known. */
export const addressOf = (context: IWebhookFunctions): string | null =>
	(context.getMode() === 'manual' ? testAddresses.get(nodeKey(context)) : context.getNodeWebhookUrl('default')) ?? null;
