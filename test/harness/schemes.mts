/** The ways in which deliveries prove themselves, each with a genuine delivery. */
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { ProviderId } from '../../nodes/shared/providers/provider';
import { providerById } from '../../nodes/shared/providers/registry';
import type { Request, Trigger } from './delivery.mts';
import { hmac, json, jsonType, nowSeconds, standardHeaders, trigger } from './delivery.mts';

export interface Made {
	/** A trigger of its own, with random secrets. */
	to: Trigger;
	genuine(callId: string, more?: Record<string, unknown>): Request;
	/** The headers of a signature over these bytes at this time, for a provider that signs them. */
	signed?(time: string, body: Buffer): Request['headers'];
}

export interface Scheme {
	name: string;
	provider: ProviderId;
	/** How the time of a signature is counted, and how far it may be away from this clock, in milliseconds. */
	time?: { unit: 'seconds' | 'milliseconds'; tolerance: number };
	make(): Made;
}

/** The time of a signature as its header writes it. @param offset milliseconds from now */
export const timeOf = ({ time }: Scheme, offset = 0): string =>
	String(Math.round((Date.now() + offset) / (time?.unit === 'seconds' ? 1000 : 1)));

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
	retell: (callId: string, more = {}) => ({
		event: 'call_ended',
		call: {
			call_id: callId,
			agent_id: 'agent_1',
			call_status: 'ended',
			disconnection_reason: 'user_hangup',
			to_number: '+12125550100',
			...more,
		},
	}),
	vapi: (callId: string, more = {}) => ({
		message: {
			type: 'end-of-call-report',
			timestamp: Date.now(),
			endedReason: 'customer-ended-call',
			call: { id: callId, status: 'ended', customer: { number: '+12125550100' }, ...more },
			artifact: {},
		},
	}),
	elevenlabs: (callId: string, more = {}) => ({
		type: 'post_call_transcription',
		event_timestamp: nowSeconds(),
		data: { conversation_id: callId, agent_id: 'agent_1', status: 'done', metadata: { call_duration_secs: 12 }, ...more },
	}),
	bland: (callId: string, more = {}) => ({
		call_id: callId,
		status: 'completed',
		completed: true,
		answered_by: 'human',
		to: '+12125550100',
		...more,
	}),
};

const withToken = (provider: 'svalync' | 'unleashx' | 'talkover' | 'vapi'): Scheme => ({
	name: `${provider}: token in the address`,
	provider,
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

/** A signature over the raw bytes, as the provider's documentation describes it. */
const signing = (
	provider: 'retell' | 'vapi' | 'elevenlabs' | 'bland',
	time: Scheme['time'],
	headersOf: (key: string, time: string, body: Buffer) => Request['headers'],
): Scheme => {
	const scheme: Scheme = {
		name: `${provider}: signature of the body`,
		provider,
		time,
		make() {
			const key = secret();
			const field = provider === 'retell' ? 'webhookApiKey' : 'webhookSecret';
			const to = trigger(provider, { credential: { ...trigger(provider).credential, [field]: key } });
			const signed = (at: string, body: Buffer): Request['headers'] => headersOf(key, at, body);
			return {
				to,
				signed,
				genuine(callId, more) {
					const body = json(bodies[provider](callId, more));
					return { headers: [jsonType, ...signed(timeOf(scheme), body)], query: '', body };
				},
			};
		},
	};
	return scheme;
};

const hex = (key: string, ...parts: Array<string | Buffer>): string =>
	createHmac('sha256', key)
		.update(Buffer.concat(parts.map((part) => Buffer.from(part))))
		.digest('hex');

const all: Scheme[] = [
	withToken('svalync'),
	withToken('unleashx'),
	withToken('talkover'),
	{
		name: 'talkover: token of the registration',
		provider: 'talkover',
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
		provider: 'synthflow',
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
		provider: 'simulator',
		time: { unit: 'seconds', tolerance: 300_000 },
		make() {
			const to = trigger('simulator');
			return {
				to,
				signed: (time, body) => standardHeaders(to.address, `evt_${randomUUID()}`, time, body),
				genuine(callId, more) {
					const body = json(bodies.simulator(callId, more));
					return { headers: [jsonType, ...standardHeaders(to.address, `evt_${randomUUID()}`, nowSeconds(), body)], query: '', body };
				},
			};
		},
	},
	signing('retell', { unit: 'milliseconds', tolerance: 300_000 }, (key, time, body) => [
		['X-Retell-Signature', `v=${time},d=${hex(key, body, time)}`],
	]),
	signing('vapi', { unit: 'milliseconds', tolerance: 300_000 }, (key, time, body) => [
		['x-timestamp', time],
		['x-signature', hex(key, `${time}.`, body)],
	]),
	signing('elevenlabs', { unit: 'seconds', tolerance: 30 * 60_000 }, (key, time, body) => [
		['ElevenLabs-Signature', `t=${time},v0=${hex(key, `${time}.`, body)}`],
	]),
	// Without a time: a delivery that is sent again is known by its call, and the trigger reads the call.
	signing('bland', undefined, (key, _time, body) => [['X-Webhook-Signature', hex(key, body)]]),
	withToken('vapi'),
	{
		name: 'vapi: secret in a header',
		provider: 'vapi',
		make() {
			const key = secret();
			const to = trigger('vapi', { credential: { ...trigger('vapi').credential, webhookSecret: key } });
			return {
				to,
				genuine: (callId, more) => ({ headers: [jsonType, ['X-Vapi-Secret', key]], query: '', body: json(bodies.vapi(callId, more)) }),
			};
		},
	},
];

export const schemes: Scheme[] = all.filter(({ provider }) => providerById(provider) !== undefined);
