import { randomUUID } from 'node:crypto';
import type { Route } from './contract.mts';
import { HTTP_URL, type Field } from './schema.mts';
import type { Answer } from './strictServer.mts';
import { failure, type AgentWebhook, type TalkoverContext as Context, type TalkoverState } from './talkoverAnswers.mts';

/** The 22 events of an agent's webhook (page list-agent-webhooks). */
export const agentEvents: string[] = [
	'phone_call_started',
	'phone_call_ended',
	'phone_call_did_not_connect',
	'phone_call_connected',
	'phone_call_disconnected',
	'phone_call_error',
	'participant_joined',
	'participant_left',
	'voicemail_detected',
	'voicemail_message_left',
	'conversation_started',
	'conversation_ended',
	'action',
	'action_failed',
	'recording',
	'connection_established',
	'connection_closed',
	'connection_error',
	'user_connected',
	'user_disconnected',
	'client_connected',
	'client_disconnected',
].map((name) => `event_${name}`);

const text = (max: number): Field => ({ type: 'string', min: 1, max });

function webhookBody(required: boolean): Field {
	return {
		type: 'object',
		fields: {
			name: { ...text(255), required },
			webhook_url: { type: 'string', max: 500, pattern: HTTP_URL, required },
			events: { type: 'array', min: 1, items: { enum: agentEvents }, required },
			webhook_secret: text(255),
			timeout: { type: 'integer', min: 5, max: 120 },
			max_retries: { type: 'integer', min: 0, max: 10 },
			enabled: { type: 'boolean' },
			http_method: { enum: ['POST', 'PUT', 'PATCH'] },
			authorization_scheme: { enum: ['none', 'bearer', 'basic', 'api_key', 'custom'] },
			custom_headers: {
				type: 'array',
				items: {
					type: 'object',
					fields: {
						key: { ...text(255), required: true },
						value: { type: 'string', required: true },
					},
				},
			},
			payload_templates: { type: 'object' },
		},
	};
}

/** What the answers show of a webhook: never its secret, nor the headers it sends. */
function shown(webhook: AgentWebhook): Record<string, unknown> {
	const { webhook_secret: _secret, custom_headers: _headers, ...visible } = webhook;
	return {
		...visible,
		events_count: Array.isArray(webhook.events) ? webhook.events.length : 0,
		status: webhook.enabled === false ? 'disabled' : 'active',
	};
}

function ofAgent(context: Context): AgentWebhook[] {
	return context.server.state.webhooks.filter((one) => one.agent_id === context.params.agent_id);
}

function knownAgent(context: Context, answer: () => Answer): Answer {
	const known = context.server.agents.some((one) => one.id === context.params.agent_id);
	return known ? answer() : failure(context, 404, 'AGENT_NOT_FOUND', 'Agent not found');
}

function knownWebhook(context: Context, answer: (webhook: AgentWebhook) => Answer): Answer {
	const webhook = ofAgent(context).find((one) => one.id === context.params.webhook_id);
	return webhook ? answer(webhook) : failure(context, 404, 'WEBHOOK_NOT_FOUND', 'Webhook not found');
}

function register(context: Context): Answer {
	const webhook: AgentWebhook = {
		timeout: 30,
		max_retries: 3,
		enabled: true,
		...context.body,
		id: randomUUID(),
		agent_id: context.params.agent_id ?? '',
	};
	context.server.state.webhooks.push(webhook);
	return {
		status: 201,
		body: { success: true, message: 'Webhook created successfully', data: shown(webhook) },
	};
}

const ONE = '/agents/:agent_id/webhooks/:webhook_id';

/** Agent webhooks: create, list, read, change, switch, test, delete. */
export const webhookRoutes: Array<Route<TalkoverState>> = [
	{
		method: 'POST',
		path: '/agents/:agent_id/webhooks',
		body: webhookBody(true),
		handle: (context) => knownAgent(context, () => register(context)),
	},
	{
		method: 'GET',
		path: '/agents/:agent_id/webhooks',
		handle: (context) =>
			knownAgent(context, () => ({
				status: 200,
				body: {
					success: true,
					data: {
						webhooks: ofAgent(context).map(shown),
						available_events: Object.fromEntries(agentEvents.map((name) => [name, name])),
					},
				},
			})),
	},
	{
		method: 'GET',
		path: ONE,
		handle: (context) =>
			knownWebhook(context, (webhook) => ({
				status: 200,
				body: { success: true, data: shown(webhook) },
			})),
	},
	{
		method: 'PUT',
		path: ONE,
		body: webhookBody(false),
		handle: (context) =>
			knownWebhook(context, (webhook) => ({
				status: 200,
				body: { success: true, data: shown(Object.assign(webhook, context.body)) },
			})),
	},
	{
		method: 'PATCH',
		path: `${ONE}/toggle`,
		handle: (context) =>
			knownWebhook(context, (webhook) => {
				webhook.enabled = webhook.enabled === false;
				return { status: 200, body: { success: true, data: shown(webhook) } };
			}),
	},
	{
		method: 'POST',
		path: `${ONE}/test`,
		handle: (context) =>
			knownWebhook(context, () => ({
				status: 200,
				body: { success: true, message: 'Test webhook sent' },
			})),
	},
	{
		method: 'DELETE',
		path: ONE,
		handle: (context) =>
			knownWebhook(context, (webhook) => {
				context.server.state.webhooks = context.server.state.webhooks.filter((one) => one !== webhook);
				return { status: 200, body: { success: true, message: 'Webhook deleted successfully' } };
			}),
	},
];
