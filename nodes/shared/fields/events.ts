import type { CallEventName } from '../call/event';
import { callEventNames } from '../call/event';
import type { Field } from './field';
import { bad, good } from './fault';

const titles: Record<CallEventName, { name: string; description: string }> = {
	'call.analysis_ready': { name: 'Analysis Ready', description: 'The summary or the analysis of an ended call is there' },
	'call.completed': { name: 'Call Completed', description: 'The call ended after it was answered, also by a mailbox' },
	'call.connected': { name: 'Call Connected', description: 'The call was answered' },
	'call.failed': { name: 'Call Failed', description: 'The call never connected or broke off: the outcome says why' },
	'call.in_progress': { name: 'Call in Progress', description: 'The talk goes on' },
	'call.initiated': { name: 'Call Initiated', description: 'The call was started' },
	'call.queued': { name: 'Call Queued', description: 'The call waits to be dialled' },
	'call.ringing': { name: 'Call Ringing', description: 'The phone rings' },
	'call.recording_ready': { name: 'Recording Ready', description: 'The recording of an ended call is there' },
	'call.transcript_ready': { name: 'Transcript Ready', description: 'The transcript of an ended call is there' },
	'call.unknown': { name: 'Unknown Event', description: 'The provider uses a word that this package does not know' },
};

/** How an event is called in the editor. */
export const eventTitle = (name: CallEventName): string => titles[name].name;

const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);

/** The choice of events that start a workflow; the ends of calls unless chosen otherwise. */
export const eventsField = (description: string): Field<CallEventName[]> => ({
	property: {
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		default: ['call.completed', 'call.failed'],
		options: callEventNames.map((value) => ({ value, ...titles[value] })).sort(byName),
		description,
	},
	capability: null,
	read(raw) {
		const given: unknown[] = Array.isArray(raw) ? raw : [];
		const known = callEventNames.filter((name) => given.includes(name));
		return known.length > 0 && given.every((one) => (known as unknown[]).includes(one))
			? good(known)
			: bad('Events', 'is empty or holds something that is no event. Choose at least one.');
	},
});
