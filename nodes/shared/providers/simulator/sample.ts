import { randomBytes } from 'node:crypto';
import type { CallEventName } from '../../call/event';
import type { CallbackDelivery } from '../provider';
import { simulatedAgents } from './agents';
import { batch, eventsOf } from './callbacks';
import { endingOf } from './endings';
import { remember } from './memory';
import { play } from './play';

/** Whom a sample call goes to: one that is answered, and one that is not. */
const people = ['+12025550100', '+12025550102'];

/**
 * Plays a call of which at least one wanted event comes, and returns all its events as one delivery: a test address of
 * n8n takes one. `null` where none of them ever comes.
 * @param url the address it goes to, which is also what it is signed with
 */
export function sampleDelivery(wanted: readonly CallEventName[], url: string, now: Date): CallbackDelivery | null {
	for (const to of people) {
		const body = { reference: `sample-${randomBytes(4).toString('hex')}`, to, agentId: simulatedAgents[0].id, recipientName: 'Ada', recording: true };
		const record = play(body, endingOf(to), now);
		if (!eventsOf(record).some(({ event }) => wanted.includes(event))) continue;
		remember(record);
		return batch(record, url);
	}
	return null;
}
