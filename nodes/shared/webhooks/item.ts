import type { IDataObject } from 'n8n-workflow';
import type { CallEvent } from '../call/event';
import type { Json } from '../call/json';
import { callRecord } from '../call/record';

const recordFields = [...Object.keys(callRecord('')), 'problem', 'audit'];

/**
 * One event as an item: what happened, then the record of the call. Only fields of the record are taken, so that a
 * body can bring none of its own.
 * @param raw the provider's own body without secrets, or undefined to leave it out
 */
export function itemOf({ event, eventId, occurredAt, record }: CallEvent, verified: boolean, raw?: Json): IDataObject {
	const fields = Object.entries(record).filter(([name]) => recordFields.includes(name));
	return {
		event,
		eventId,
		occurredAt,
		verified,
		...Object.fromEntries(fields),
		...(raw === undefined ? {} : { raw }),
	} as IDataObject;
}
