import type { CallEvent } from '../call/event';
import { at, isObject } from '../call/json';
import type { Provider } from './provider';

/** More events than this in one body are no batch. */
const most = 1000;

/** What only the body of a single event has. */
const ofOneEvent = ['event', 'type', 'event_type', 'call'];

/**
 * All events of one webhook body: one, or several in an array or in an object that holds them as `events`.
 * A body that holds none, or more than 1,000, stays whole: one `call.unknown` with the body as `raw`.
 */
export function eventsIn(provider: Pick<Provider, 'readEvents'>, body: unknown): CallEvent[] {
	const batch = batchIn(body);
	if (batch === null || batch.length === 0 || batch.length > most) return provider.readEvents(body);
	return batch.flatMap((one) => provider.readEvents(one));
}

function batchIn(body: unknown): unknown[] | null {
	if (Array.isArray(body)) return body;
	const events = at(body, 'events');
	if (!isObject(body) || !Array.isArray(events)) return null;
	return ofOneEvent.some((key) => Object.hasOwn(body, key)) ? null : events;
}
