import type { INodeProperties, TriggerPanelDefinition } from 'n8n-workflow';
import type { CallEventName } from '../call/event';
import { callEventNames } from '../call/event';
import type { ComingEvents, EventSources } from '../providers/capabilities';
import type { Result, FieldIssue } from '../call/result';
import { invalid, ok } from '../call/result';
import type { Provider } from '../providers/provider';
import { byLabel } from './values';

const titles: Record<CallEventName, { name: string; description: string }> = {
	'call.analysis_ready': { name: 'Analysis Ready', description: 'The summary or the analysis of an ended call is there' },
	'call.completed': { name: 'Call Completed', description: 'The call ended after it was answered, also by a mailbox' },
	'call.connected': { name: 'Call Connected', description: 'The call was answered' },
	'call.failed': { name: 'Call Failed', description: 'The call never connected or broke off: the outcome says why' },
	'call.in_progress': { name: 'Call in Progress', description: 'The talk goes on' },
	'call.initiated': { name: 'Call Initiated', description: 'The call was started' },
	'call.queued': { name: 'Call Queued', description: 'The call waits to be dialed' },
	'call.ringing': { name: 'Call Ringing', description: 'The phone rings' },
	'call.recording_ready': { name: 'Recording Ready', description: 'The recording of an ended call is there' },
	'call.transcript_ready': { name: 'Transcript Ready', description: 'The transcript of an ended call is there' },
	'call.unknown': { name: 'Unknown Event', description: 'The provider uses a word that this package does not know' },
};

/** The title of an event in the editor. */
export const eventTitle = (name: CallEventName): string => titles[name].name;

const label = 'Events';

/**
 * The selection of events that start a workflow, among those that one provider delivers. By default the ends of calls are selected.
 * @param coming the events that can occur, each `true` or with its limit
 */
const eventsProperty = (providerId: string, coming: ComingEvents, description: string): INodeProperties => ({
	displayName: label,
	name: 'events',
	type: 'multiOptions',
	required: true,
	default: ['call.completed', 'call.failed'],
	options: callEventNames
		.filter((name) => coming[name] !== undefined)
		.map((value) => ({ value, name: titles[value].name, description: withLimit(titles[value].description, coming[value]) }))
		.sort((a, b) => byLabel(a.name, b.name)),
	description,
	displayOptions: { show: { provider: [providerId] } },
});

const withLimit = (description: string, limit: true | string | undefined): string =>
	typeof limit === 'string' ? `${description} (${limit})` : description;

/** The selected events for any provider. `unsupportedSelection` checks what the provider never delivers. */
export function readEventNames(raw: unknown): Result<CallEventName[]> {
	const given: unknown[] = Array.isArray(raw) ? raw : [];
	const known = callEventNames.filter((name) => given.includes(name));
	return known.length > 0 && given.every((name) => (known as unknown[]).includes(name))
		? ok(known)
		: invalid(label, 'is empty or holds something that is no event. Choose at least one.');
}

type Way = keyof EventSources;

const otherWay: Record<Way, Way> = { pushed: 'polled', polled: 'pushed' };
/** What the trigger of each way does, as part of a sentence. */
const does: Record<Way, string> = { pushed: 'Call Event Trigger receives', polled: 'Call Poll Trigger finds' };

const neverDone = ({ displayName }: Provider): Record<Way, string> => ({
	pushed: `${displayName} never sends`,
	polled: `the list of ${displayName} never shows`,
});

/** The events that the provider delivers in this way, in the order of a call. */
const comingOn = (way: Way, { events }: Provider): CallEventName[] => callEventNames.filter((name) => events[way][name] !== undefined);

/** The titles in the Events list, each with its limit. */
function titlesOf(names: readonly CallEventName[], way: Way, { events }: Provider): string {
	const titles = names.map((name) => {
		const limit = events[way][name];
		return typeof limit === 'string' ? `${eventTitle(name)} (${limit})` : eventTitle(name);
	});
	return titles.length < 2 ? titles.join('') : `${titles.slice(0, -1).join(', ')} and ${titles.at(-1)}`;
}

/** A sentence with a leading space that names the events which only the other trigger receives, or an empty text. */
function otherwise(names: readonly CallEventName[], way: Way, provider: Provider): string {
	const other = otherWay[way];
	const missed = comingOn(other, provider).filter((name) => names.includes(name) && provider.events[way][name] === undefined);
	return missed.length === 0 ? '' : ` ${does[other]} ${titlesOf(missed, other, provider)}.`;
}

/** How the trigger of each way describes its list of events. */
const chooses: Record<Way, string> = {
	pushed: 'Which events start the workflow; the others are answered and dropped.',
	polled: 'What starts the workflow; a state that passes between two polls is not seen.',
};

/**
 * The Events field, once for each provider. Its list has the provider's events of this way. Its hint names the events that only the other
 * trigger receives.
 */
export const eventsProperties = (way: Way, providers: readonly Provider[]): INodeProperties[] =>
	providers.map((provider) =>
		eventsProperty(provider.id, provider.events[way], `${chooses[way]}${otherwise(callEventNames, way, provider)}`),
	);

/** The fault of a selection whose events can never occur. Null if at least one can, or if nothing valid is selected. */
export function unsupportedSelection(provider: Provider, chosen: readonly unknown[], way: Way): FieldIssue | null {
	const names = callEventNames.filter((name) => chosen.includes(name));
	if (names.length === 0 || names.some((name) => provider.events[way][name] !== undefined)) return null;
	const titles = titlesOf(names, way, provider);
	const choices = titlesOf(comingOn(way, provider), way, provider);
	return {
		type: 'invalid_parameters',
		field: label,
		sentence: `holds only what ${neverDone(provider)[way]}: ${titles}. Choose among ${choices}.${otherwise(names, way, provider)}`,
	};
}

const twoModes = {
	pushed: (published: string) =>
		`<b>While you build</b>, execute this step and let an event come to the <b>Test URL</b>: it shows up here, one delivery for each execution. <b>In production</b>, ${published} every event that comes to the <b>Production URL</b> starts the workflow; see the <a data-key="executions">executions list</a>.`,
	polled: (published: string) =>
		`<b>While you build</b>, fetch a test event: it shows the newest calls of the last day, whatever was told before. <b>In production</b>, ${published} n8n asks the provider at every Poll Time and starts the workflow with what is new; see the <a data-key="executions">executions list</a>.`,
};

const inTwoStates = (text: (published: string) => string) => ({
	inactive: text('once the workflow is published,'),
	active: text('now that the workflow is published,'),
});

/** The side panel of Call Event Trigger. n8n shows it before the first event, the same for every provider. */
export const eventTriggerPanel = (providers: readonly Provider[]): TriggerPanelDefinition => {
	const ways = providers.map(({ displayName, webhook }) => `<b>${displayName}</b>: ${webhook.notice}`).join('<br /><br />');
	return {
		header: 'Start with the events of your calls',
		executionsHelp: inTwoStates((published) => `${twoModes.pushed(published)}<br /><br />${ways}`),
		activationHint: {
			inactive:
				'Execute this step, then let an event come to the Test URL. On the Simulator the event of a sample call comes at once, and nobody is phoned. Publish the workflow to receive the events of your calls without this button.',
			active:
				'The events of your calls start this workflow by themselves; they show up in the <a data-key="executions">executions list</a>.',
		},
	};
};

/** The side panel of Call Poll Trigger. */
export const pollTriggerPanel: TriggerPanelDefinition = {
	header: 'Start with what your provider lists as new',
	executionsHelp: inTwoStates(twoModes.polled),
	activationHint: {
		inactive:
			'On the Simulator a fetch plays a sample call where none was placed yet; nobody is phoned. Publish the workflow to have the provider asked regularly.',
		active:
			'New calls and new results start this workflow by themselves; they show up in the <a data-key="executions">executions list</a>.',
	},
};
