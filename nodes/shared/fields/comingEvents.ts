import type { INodeProperties } from 'n8n-workflow';
import type { CallEventName } from '../call/event';
import { callEventNames } from '../call/event';
import type { EventSources } from '../providers/capabilities';
import type { Provider } from '../providers/provider';
import { eventsProperty, eventTitle } from './events';
import type { Fault } from '../call/result';

type Way = keyof EventSources;

const otherWay: Record<Way, Way> = { pushed: 'polled', polled: 'pushed' };
/** What the trigger of each way is said to do. */
const does: Record<Way, string> = { pushed: 'Call Event Trigger receives', polled: 'Call Poll Trigger finds' };

const neverDone = ({ displayName }: Provider): Record<Way, string> => ({
	pushed: `${displayName} never sends`,
	polled: `the list of ${displayName} never shows`,
});

/** The events that come on this way, in the order of a call. */
const comingOn = (way: Way, { events }: Provider): CallEventName[] => callEventNames.filter((name) => events[way][name] !== undefined);

/** The titles of the list under Events, each with its limit. */
function titlesOf(names: readonly CallEventName[], way: Way, { events }: Provider): string {
	const titles = names.map((name) => {
		const limit = events[way][name];
		return typeof limit === 'string' ? `${eventTitle(name)} (${limit})` : eventTitle(name);
	});
	return titles.length < 2 ? titles.join('') : `${titles.slice(0, -1).join(', ')} and ${titles.at(-1)}`;
}

/** Which of these events come on the other way alone, as a sentence that begins with a blank; nothing where none does. */
function otherwise(names: readonly CallEventName[], way: Way, provider: Provider): string {
	const other = otherWay[way];
	const missed = comingOn(other, provider).filter((name) => names.includes(name) && provider.events[way][name] === undefined);
	return missed.length === 0 ? '' : ` ${does[other]} ${titlesOf(missed, other, provider)}.`;
}

/** What the trigger of each way says of its list of events. */
const chooses: Record<Way, string> = {
	pushed: 'Which events start the workflow; the others are answered and dropped.',
	polled: 'What starts the workflow; a state that passes between two polls is not seen.',
};

/** Events, once for each provider: the list holds what that provider brings on this way, and its hint what only the other trigger brings. */
export const eventsProperties = (way: Way, providers: readonly Provider[]): INodeProperties[] =>
	providers.map((provider) => eventsProperty(provider.id, provider.events[way], `${chooses[way]}${otherwise(callEventNames, way, provider)}`));

/** What is wrong with a choice of which nothing can ever come; null where something can, or where it is no choice. */
export function neverComing(provider: Provider, chosen: readonly unknown[], way: Way): Fault | null {
	const names = callEventNames.filter((name) => chosen.includes(name));
	if (names.length === 0 || names.some((name) => provider.events[way][name] !== undefined)) return null;
	const titles = titlesOf(names, way, provider);
	const choices = titlesOf(comingOn(way, provider), way, provider);
	return {
		type: 'invalid_parameters',
		field: 'Events',
		sentence: `holds only what ${neverDone(provider)[way]}: ${titles}. Choose among ${choices}.${otherwise(names, way, provider)}`,
	};
}
