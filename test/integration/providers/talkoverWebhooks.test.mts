/** Registering on an agent of Talkover, against the strict server. */
import { beforeEach, expect, test } from 'vitest';
import { callEventNames } from '../../../nodes/shared/call/event.ts';
import type { EventRegistration } from '../../../nodes/shared/providers/provider.ts';
import { agentEvents } from '../../servers/talkoverWebhooks.mts';
import { inNode, providerOf } from '../../harness/provider.mts';
import { useServers } from '../../harness/servers.mts';

const servers = useServers();
beforeEach(() => servers.talkover.reset());

const registration = providerOf('talkover').webhook.registration as EventRegistration;
const webhooks = (): any[] => servers.talkover.state.webhooks;
const wanted = (agentId: string, change = {}) => ({
	agentId,
	name: 'n8n: Leads',
	url: 'https://n8n.example.com/webhook/a/events',
	token: 'f'.repeat(64),
	events: ['event_phone_call_ended', 'event_recording'],
	...change,
});

test('a webhook is registered with the token in a header of its own, found in the list, and removed', async () => {
	const server = servers.talkover;
	const agentId = server.usableAgent;
	const [id, rows, removed, left] = await inNode(server, async ({ run }) => {
		const made = (await run(registration.register, wanted(agentId))) as string;
		const before = webhooks().map((one) => ({ ...one }));
		expect(before).toMatchObject([
			{
				id: made,
				agent_id: agentId,
				webhook_url: wanted(agentId).url,
				http_method: 'POST',
				events: wanted(agentId).events,
				custom_headers: [{ key: 'X-Voice-Calls-Token', value: 'f'.repeat(64) }],
			},
		]);
		const listed = await run(registration.list, { agentId });
		return [made, listed, await run(registration.remove, { agentId, id: made }), webhooks().length] as const;
	});
	expect(rows).toEqual([{ id, url: wanted(agentId).url, events: wanted(agentId).events, enabled: true }]);
	expect([removed, left]).toEqual([true, 0]);
	expect(server.violations).toEqual([]);
});

test('a name of any length fits, and an agent that is none cannot be registered on', async () => {
	const server = servers.talkover;
	await inNode(server, async ({ run }) => {
		expect(await run(registration.register, wanted(server.usableAgent, { name: 'ü'.repeat(400) }))).toEqual(expect.any(String));
		expect(await run(registration.register, wanted('no-such-agent'))).toBeNull();
		expect(await run(registration.list, { agentId: '../phone-numbers' })).toBeNull();
		expect(await run(registration.remove, { agentId: server.usableAgent, id: 'no-such-webhook' })).toBeNull();
	});
});

test('a webhook that is switched off at the provider is listed as such', async () => {
	const server = servers.talkover;
	await inNode(server, async ({ run }) => {
		await run(registration.register, wanted(server.usableAgent));
		webhooks()[0].enabled = false;
		expect(await run(registration.list, { agentId: server.usableAgent })).toMatchObject([{ enabled: false }]);
	});
});

test.each([
	[
		['call.completed', 'call.failed'],
		['phone_call_ended', 'phone_call_did_not_connect', 'phone_call_error', 'connection_error'],
	],
	// Which end it is, the status in the body says: a call that nobody answered may be told as ended with the status busy.
	[['call.completed'], ['phone_call_ended', 'phone_call_did_not_connect', 'phone_call_error', 'connection_error']],
	[['call.failed'], ['phone_call_ended', 'phone_call_did_not_connect', 'phone_call_error', 'connection_error']],
	[['call.initiated'], ['phone_call_started']],
	[['call.connected'], ['phone_call_connected', 'connection_established']],
	[['call.recording_ready'], ['recording']],
	[['call.queued'], []],
	[['call.ringing'], []],
	[['call.transcript_ready', 'call.analysis_ready'], []],
])('the subscription for %j needs %j', (events, names) => {
	const subscribed = registration.eventsFor(events as never, false);
	expect([...subscribed].sort()).toEqual(names.map((name) => `event_${name}`).sort());
	expect(agentEvents).toEqual(expect.arrayContaining(subscribed));
});

test('a waiting call needs every end, once', () => {
	const ends = ['event_phone_call_ended', 'event_phone_call_did_not_connect', 'event_phone_call_error'];
	expect([...registration.eventsFor(['call.ringing'], true)].sort()).toEqual([...ends].sort());
	expect(registration.eventsFor(['call.completed', 'call.failed'], true)).toHaveLength(4);
});

test('all events together need every event of an agent that is documented', () => {
	const all = [
		'call.initiated',
		'call.connected',
		'call.in_progress',
		'call.completed',
		'call.failed',
		'call.recording_ready',
		'call.unknown',
	];
	expect([...registration.eventsFor(all as never, false)].sort()).toEqual([...agentEvents].sort());
});

test.each(callEventNames)('every event that is read as %s was subscribed to for it, whichever status stands in the body', (name) => {
	const { readEvents } = providerOf('talkover');
	const subscribed = registration.eventsFor([name], false);
	for (const status of [undefined, 'completed', 'busy', 'no-answer', 'voicemail', 'failed', 'canceled', 'answered', 'teleported']) {
		const read = agentEvents.filter((event) => readEvents({ event, call_id: 'c1', status })[0].event === name);
		expect(subscribed, status).toEqual(expect.arrayContaining(read));
	}
});
