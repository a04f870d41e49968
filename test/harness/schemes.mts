/** The five ways in which deliveries prove themselves, each with a genuine delivery. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Request, Trigger } from './delivery.mts';
import { hmac, json, jsonType, nowSeconds, standardHeaders, trigger } from './delivery.mts';

export interface Scheme {
	name: string;
	/** A trigger of its own, with random secrets. */
	make(): { to: Trigger; genuine(callId: string, more?: Record<string, unknown>): Request };
}

const secret = (): string => randomBytes(24).toString('base64url');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const bodies = {
	simulator: (callId: string, more = {}) => ({
		event: 'call.completed',
		eventId: `evt_${callId}`,
		occurredAt: new Date().toISOString(),
		call: { callId, status: 'completed', outcome: 'answered', to: '+12025550100', ...more },
	}),
	svalync: (callId: string, more = {}) => ({ event: 'call.completed', call_id: callId, status: 'completed', ...more }),
	synthflow: (callId: string, more = {}) => ({
		status: 'completed',
		lead: { name: 'Ada', phone_number: '+12125550100' },
		call: { call_id: callId, status: 'completed', model_id: 'm1', duration: 12, ...more },
	}),
	talkover: (callId: string, more = {}) => ({ event: 'event_phone_call_ended', call_id: callId, agent_id: 'agent-1', ...more }),
	unleashx: (callId: string, more = {}) => ({ execution_id: callId, CALL_STATUS: 'COMPLETED', ...more }),
};

const withToken = (provider: 'svalync' | 'unleashx' | 'talkover'): Scheme => ({
	name: `${provider}: token in the address`,
	make() {
		const token = secret();
		const to = trigger(provider, { credential: { ...trigger(provider).credential, webhookToken: token } });
		return {
			to,
			genuine: (callId, more) => ({
				headers: [jsonType],
				query: `token=${encodeURIComponent(token)}`,
				body: json(bodies[provider](callId, more)),
			}),
		};
	},
});

export const schemes: Scheme[] = [
	withToken('svalync'),
	withToken('unleashx'),
	withToken('talkover'),
	{
		name: 'talkover: token of the registration',
		make() {
			const token = randomBytes(32).toString('hex');
			const to = trigger('talkover');
			to.staticData = { registrations: { [to.address]: { webhookId: 'w1', agentId: 'agent-1', tokenHash: sha256(token) } } };
			return {
				to,
				genuine: (callId, more) => ({
					headers: [jsonType, ['X-Voice-Calls-Token', token]],
					query: '',
					body: json(bodies.talkover(callId, more)),
				}),
			};
		},
	},
	{
		name: 'synthflow: signature of the call id',
		make() {
			const key = secret();
			const to = trigger('synthflow', { credential: { ...trigger('synthflow').credential, webhookSecret: key } });
			return {
				to,
				genuine: (callId, more) => ({
					headers: [jsonType, ['Synthflow-Signature', hmac(key, callId)]],
					query: '',
					body: json(bodies.synthflow(callId, more)),
				}),
			};
		},
	},
	{
		name: 'simulator: Standard Webhooks',
		make() {
			const to = trigger('simulator');
			return {
				to,
				genuine(callId, more) {
					const body = json(bodies.simulator(callId, more));
					return { headers: [jsonType, ...standardHeaders(to.address, `evt_${randomUUID()}`, nowSeconds(), body)], query: '', body };
				},
			};
		},
	},
];
