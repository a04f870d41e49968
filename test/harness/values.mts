/** Values that several unit tests build on: a call that says nothing but the needed, and an answer of a provider. */
import type { CallRequest } from '../../nodes/shared/call/request';
import { emptyCallRequest } from '../../nodes/shared/call/request';
import type { ProviderId, ProviderSettings } from '../../nodes/shared/providers/provider';
import type { HttpAnswer } from '../../nodes/shared/call/http';

/** A call with nothing set but what every provider needs. */
export const aCall = (more: Partial<CallRequest> = {}): CallRequest => ({
	...emptyCallRequest,
	item: 0,
	reference: 'vc-0123456789abcdef01234567',
	to: '+442079460018',
	agentId: 'agent-1',
	...more,
});

/** A call in which everything is set, whoever honours it. */
export const aFullCall = (more: Partial<CallRequest> = {}): CallRequest =>
	aCall({
		recipientName: 'Ada Lovelace',
		fromNumber: '+4930901820',
		variables: { orderNumber: 'A-17', amount: 12.5, paid: false },
		context: { lead: { id: 7 } },
		recording: true,
		transcription: false,
		callbackUrl: 'https://n8n.example.com/webhook/call-events',
		retry: { attempts: 2, intervalSeconds: 900, conditions: ['no-answer', 'busy'], maxTotalAttempts: 3 },
		priority: 'high',
		maxDuration: 300,
		scheduledTime: '2026-12-01T09:30:00.000Z',
		responseHandlers: [
			{ name: 'interested', patterns: ['yes', 'sure'], action: 'transfer_call', transferNumber: '+442079460018' },
			{ name: 'later', patterns: ['not now'], action: 'end_call', transferNumber: null },
		],
		prompt: 'Be brief.',
		greeting: 'Hello, this is an assistant.',
		leadEmail: 'ada@example.com',
		leadTimezone: 'Europe/London',
		testCall: true,
		delaySeconds: 60,
		...more,
	});

/** The credential of each provider as n8n hands it over, with a key that no request may show. */
export const settingsOf: Record<ProviderId, ProviderSettings> = {
	simulator: {},
	bland: { apiKey: 'key-of-bland', baseUrl: 'https://api.bland.ai' },
	elevenlabs: { apiKey: 'key-of-elevenlabs', region: 'eu', baseUrl: '' },
	retell: { apiKey: 'key-of-retell', baseUrl: 'https://api.retellai.com', webhookApiKey: '' },
	svalync: {
		apiKey: 'key-of-svalync',
		baseUrl: 'https://svalync.com/api',
		sendCallPath: '/voiceai/sendcall',
		makeCallPath: '/voiceai/makecall',
	},
	synthflow: { apiKey: 'key-of-synthflow', region: 'eu', baseUrl: '' },
	talkover: { apiKey: 'key-of-talkover', baseUrl: 'https://app.talkover.ai/api/v1' },
	unleashx: { apiKey: 'key-of-unleashx', baseUrl: 'https://www.tryunleashx.com/api/v1/global' },
	vapi: { apiKey: 'key-of-vapi', baseUrl: 'https://api.vapi.ai' },
};

export const answerOf = (status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer => ({
	status,
	headers,
	body,
});
