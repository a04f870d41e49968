import type { INodeProperties } from 'n8n-workflow';
import type { CallEventName } from '../call/event';
import { callEventNames } from '../call/event';
import type { ComingEvents } from '../providers/capabilities';
import type { Checked } from '../call/result';
import { bad, good } from '../call/result';

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

/** How an event is called in the editor. */
export const eventTitle = (name: CallEventName): string => titles[name].name;

const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);

/**
 * The choice of events that start a workflow, of those that one provider brings; the ends of calls at first.
 * @param coming the events that can come, each `true` or with its limit
 */
export const eventsProperty = (providerId: string, coming: ComingEvents, description: string): INodeProperties => ({
	displayName: 'Events',
	name: 'events',
	type: 'multiOptions',
	required: true,
	default: ['call.completed', 'call.failed'],
	options: callEventNames
		.filter((name) => coming[name] !== undefined)
		.map((value) => ({ value, name: titles[value].name, description: withLimit(titles[value].description, coming[value]) }))
		.sort(byName),
	description,
	displayOptions: { show: { provider: [providerId] } },
});

const withLimit = (description: string, limit: true | string | undefined): string =>
	typeof limit === 'string' ? `${description} (${limit})` : description;

/** The chosen events, whatever the provider: what it never brings is judged by `neverComing`. */
export function readEventNames(raw: unknown): Checked<CallEventName[]> {
	const given: unknown[] = Array.isArray(raw) ? raw : [];
	const known = callEventNames.filter((name) => given.includes(name));
	return known.length > 0 && given.every((one) => (known as unknown[]).includes(one))
		? good(known)
		: bad('Events', 'is empty or holds something that is no event. Choose at least one.');
}
