import { expect, test } from 'vitest';
import { recordOfEvents } from '../../../nodes/shared/call/lifecycle';
import { providers, eventsIn } from '../../../nodes/shared/providers/registry';
import { eventBodies, stories, unknownBodies } from '../../harness/eventBodies.mts';

const each = providers.map((provider) => [provider.id, provider] as const);
const ids = { callId: 'c1' };

test.each(each)('%s: several events in one body are the same as each alone', (id, provider) => {
	const bodies = eventBodies(id, 'answered', ids);
	const ofEach = bodies.map((body) => eventsIn(provider, body));
	const alone = ofEach.flat();
	for (const events of ofEach) expect(events.length).toBeGreaterThan(0);
	expect(eventsIn(provider, bodies)).toEqual(alone);
	expect(eventsIn(provider, { events: bodies, sentAt: 1 })).toEqual(alone);
});

test.each(each)('%s: distinct events have distinct ids, and every delivery of one has the same', (id, provider) => {
	for (const story of stories) {
		const read = () =>
			[...eventBodies(id, story, ids), ...unknownBodies(id, ids)].flatMap((body) => eventsIn(provider, structuredClone(body)));
		const eventIds = read().map(({ eventId }) => eventId);
		// An end that two reports tell is one event.
		const ends = read().filter(({ event }) => event === 'call.completed' || event === 'call.failed');
		const names = new Set(ends.map(({ event }) => event));
		expect(new Set(ends.map(({ eventId }) => eventId)).size, story).toBe(names.size);
		expect(new Set(eventIds).size, story).toBe(eventIds.length - ends.length + names.size);
		expect(read().map(({ eventId }) => eventId)).toEqual(eventIds);
	}
});

test.each(each)('%s: a call that reached nobody arrives as call.failed with its outcome', (id, provider) => {
	for (const story of ['no_answer', 'busy', 'failed'] as const) {
		const events = eventBodies(id, story, ids).flatMap((body) => eventsIn(provider, body));
		const failed = events.find(({ event }) => event === 'call.failed');
		expect(failed?.record, story).toMatchObject({ status: 'failed', outcome: story });
		expect(recordOfEvents(events), story).toMatchObject({ status: 'failed', outcome: story, callId: 'c1' });
	}
});

test.each(each)('%s: an event that nobody knows is passed on whole', (id, provider) => {
	for (const body of unknownBodies(id, ids)) {
		expect(eventsIn(provider, body)).toMatchObject([
			{ event: 'call.unknown', raw: body, record: { callId: 'c1', status: 'unknown', outcome: null } },
		]);
	}
});

test.each(each)('%s: a body that is no batch stays one event with the body as it came', (_id, provider) => {
	const single = { event: 'call.ringing', call_id: 'c1', events: ['call.ringing', 'call.completed'] };
	const bodies: unknown[] = [[], { events: [] }, { events: 'text' }, single, null, 'text', 5];
	for (const body of bodies) expect(eventsIn(provider, body)).toMatchObject([{ raw: body }]);
});

test.each(each)('%s: a thousand events are a batch, one more is a single unknown event', (_id, provider) => {
	const many = Array.from({ length: 1000 }, (_, index) => ({ event: 'call.ringing', call_id: `c${index}` }));
	expect(eventsIn(provider, many)).toHaveLength(1000);
	for (const body of [[...many, {}], { events: [...many, {}] }]) {
		expect(eventsIn(provider, body)).toMatchObject([{ event: 'call.unknown', raw: body }]);
	}
});

test.each(each)('%s: a stranger in a batch does not hide the others', (id, provider) => {
	const [first] = eventBodies(id, 'answered', ids);
	const [known, stranger] = eventsIn(provider, [first, 'text']);
	expect(known).toEqual(provider.readEvents(first)[0]);
	expect(stranger).toMatchObject({ event: 'call.unknown', raw: 'text' });
});
