import type { CallEventName } from '../../call/event';
import { at, list, text } from '../../call/json';
import { segment } from '../../call/http';
import { addressToken, registeredToken } from '../../webhooks/secret';
import { readEvents } from './events';
import type { EventWebhook, RegisteredWebhook, EventRegistration } from '../provider';

/** Talkover signs in no documented way, so every delivery carries a header of our own: custom_headers of the webhook. */
const tokenHeader = 'X-Voice-Calls-Token';

/** The events of an agent's webhook. Source: list-agent-webhooks. */
export const agentEvents = [
	'event_phone_call_started',
	'event_phone_call_ended',
	'event_phone_call_did_not_connect',
	'event_phone_call_connected',
	'event_phone_call_disconnected',
	'event_phone_call_error',
	'event_participant_joined',
	'event_participant_left',
	'event_voicemail_detected',
	'event_voicemail_message_left',
	'event_conversation_started',
	'event_conversation_ended',
	'event_action',
	'event_action_failed',
	'event_recording',
	'event_connection_established',
	'event_connection_closed',
	'event_connection_error',
	'event_user_connected',
	'event_user_disconnected',
	'event_client_connected',
	'event_client_disconnected',
] as const;

/** What ends a wait. */
const ends = new Set<string>(['event_phone_call_ended', 'event_phone_call_did_not_connect', 'event_phone_call_error']);

const path = (agentId: string): string => `/agents/${segment(agentId)}/webhooks`;

const readWebhook = (row: unknown): RegisteredWebhook => ({
	id: text(at(row, 'id')) ?? '',
	url: text(at(row, 'webhook_url')),
	events: list(at(row, 'events')).map(String),
	enabled: at(row, 'enabled') !== false,
});

/** Which end of a call an event tells is known only from the status in its body. */
const eitherEnd: CallEventName[] = ['call.completed', 'call.failed'];

/** What the reader may make of an event of this name, so that what is subscribed to is what arrives. */
const mayBecome = (name: string): CallEventName[] =>
	readEvents({ event: name }).flatMap(({ event }) => (eitherEnd.includes(event) ? eitherEnd : [event]));

/** Webhooks of an agent. Source: create-agent-webhook, list-agent-webhooks, delete-agent-webhook. */
export const registration: EventRegistration = {
	eventsFor: (events, resumeWaiting) =>
		agentEvents.filter((name) => mayBecome(name).some((event) => events.includes(event)) || (resumeWaiting && ends.has(name))),
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
