import type { CallEventName } from '../../call/event';
import { at, list, text } from '../../call/json';
import { segment } from '../../call/http';
import { addressToken, registeredToken } from '../../webhooks/secret';
import type { EventWebhook, RegisteredWebhook, EventRegistration } from '../provider';

/** Talkover documents no signature, so every delivery carries a header of our own: custom_headers of the webhook. */
const tokenHeader = 'X-Voice-Calls-Token';

/** Only the status in the body says which of these two events an end of a call is. */
const eitherEnd: readonly CallEventName[] = ['call.completed', 'call.failed'];

/** The events of an agent's webhook, and the events that `readEvents` may make of each. Source: list-agent-webhooks. */
const mayBecome = {
	event_phone_call_started: ['call.initiated'],
	event_phone_call_ended: eitherEnd,
	event_phone_call_did_not_connect: eitherEnd,
	event_phone_call_connected: ['call.connected'],
	event_phone_call_disconnected: ['call.unknown'],
	event_phone_call_error: eitherEnd,
	event_participant_joined: ['call.unknown'],
	event_participant_left: ['call.unknown'],
	event_voicemail_detected: ['call.in_progress'],
	event_voicemail_message_left: ['call.in_progress'],
	event_conversation_started: ['call.in_progress'],
	event_conversation_ended: ['call.unknown'],
	event_action: ['call.unknown'],
	event_action_failed: ['call.unknown'],
	event_recording: ['call.recording_ready'],
	event_connection_established: ['call.connected'],
	event_connection_closed: ['call.unknown'],
	event_connection_error: eitherEnd,
	event_user_connected: ['call.unknown'],
	event_user_disconnected: ['call.unknown'],
	event_client_connected: ['call.unknown'],
	event_client_disconnected: ['call.unknown'],
} satisfies Record<string, readonly CallEventName[]>;

type AgentEvent = keyof typeof mayBecome;
export const agentEvents = Object.keys(mayBecome) as AgentEvent[];

/** Events that end a wait. */
const ends = new Set<string>(['event_phone_call_ended', 'event_phone_call_did_not_connect', 'event_phone_call_error']);

const path = (agentId: string): string => `/agents/${segment(agentId)}/webhooks`;

const readWebhook = (row: unknown): RegisteredWebhook => ({
	id: text(at(row, 'id')) ?? '',
	url: text(at(row, 'webhook_url')),
	events: list(at(row, 'events')).map(String),
	enabled: at(row, 'enabled') !== false,
});

/** Webhooks of an agent. Source: create-agent-webhook, list-agent-webhooks, delete-agent-webhook. */
const registration: EventRegistration = {
	eventsFor: (events, resumeWaiting) =>
		agentEvents.filter(
			(name) => mayBecome[name].some((event: CallEventName) => events.includes(event)) || (resumeWaiting && ends.has(name)),
		),
	register: {
		request: ({ agentId, name, url, token, events }) => ({
			method: 'POST',
			path: path(agentId),
			body: {
				name: name.slice(0, 255),
				webhook_url: url,
				events,
				http_method: 'POST',
				custom_headers: [{ key: tokenHeader, value: token }],
			},
		}),
		read: (answer) => text(at(answer.body, 'data', 'id'), at(answer.body, 'id')),
	},
	list: {
		request: ({ agentId }) => ({ method: 'GET', path: path(agentId) }),
		read: (answer) => {
			const rows = at(answer.body, 'data', 'webhooks');
			return Array.isArray(rows) ? rows.map(readWebhook).filter(({ id }) => id !== '') : null;
		},
	},
	remove: {
		request: ({ agentId, id }) => ({ method: 'DELETE', path: `${path(agentId)}/${segment(id)}` }),
		read: () => true,
	},
};

export const webhook: EventWebhook = {
	proofs: [registeredToken(tokenHeader.toLowerCase()), addressToken],
	notice:
		'The trigger registers itself on the chosen agent, for a test as well as in production. Only for the webhooks of a campaign, give Talkover the Webhook URL of this node, followed by ?token= and the Webhook Token of the credential.',
	registration,
};
