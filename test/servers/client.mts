import type { AxiosHeaders } from 'axios';
import { sendRequest } from '../harness/http.mts';
import type { ProviderName, StrictServer } from './strictServer.mts';

/** A plain client of the strict servers, for tests that need no n8n. */
export const TO = '+12127365000';
export const JSON_HEADERS = { Accept: 'application/json', 'Content-Type': 'application/json' };

/** The auth header a provider documents. */
export function auth(server: StrictServer, key = server.key): Record<string, string> {
	if (server.provider === 'elevenlabs') return { 'xi-api-key': key };
	if (server.provider === 'svalync') return { 'x-api-key': key };
	if (server.provider === 'bland') return { Authorization: key };
	return server.provider === 'unleashx' ? { token: key } : { Authorization: `Bearer ${key}` };
}

/** The id of the first number of a provider whose calls need one. */
const numberIdOf = ({ state }: StrictServer<any>): unknown => state.numbers?.[0]?.id;

/** The smallest place-call request each provider accepts. */
export function createOf(server: StrictServer): {
	path: string;
	body: Record<string, unknown>;
	phone: string;
} {
	const agent = server.usableAgent;
	const requests: Record<ProviderName, { path: string; body: Record<string, unknown>; phone: string }> = {
		elevenlabs: {
			path: '/v1/convai/twilio/outbound-call',
			phone: 'to_number',
			body: { agent_id: agent, agent_phone_number_id: 'phnum_1', to_number: TO },
		},
		bland: { path: '/v1/calls', phone: 'phone_number', body: { phone_number: TO, task: 'Be brief.' } },
		retell: {
			path: '/v2/create-phone-call',
			phone: 'to_number',
			body: { from_number: '+14157774444', to_number: TO },
		},
		svalync: {
			path: '/voiceai/sendcall',
			phone: 'phone_number',
			body: { phone_number: TO, agentId: agent, agent_id: agent, from_phone_number: 'internal' },
		},
		synthflow: {
			path: '/calls',
			phone: 'phone',
			body: { model_id: agent, phone: TO, name: 'Ada' },
		},
		talkover: { path: `/agents/${agent}/call`, phone: 'to', body: { to: TO } },
		unleashx: {
			path: '/agents/call',
			phone: 'phone_number',
			body: { agent_id: Number(agent), phone_number: TO },
		},
		vapi: {
			path: '/call',
			phone: 'customer.number',
			body: { assistantId: agent, phoneNumberId: numberIdOf(server), customer: { number: TO } },
		},
	};
	return requests[server.provider];
}

/** The status with which each provider answers a placed call. */
export const placedStatus = ({ provider }: StrictServer): number => (provider === 'retell' || provider === 'vapi' ? 201 : 200);

/** A change of the smallest request that puts another number into its place, which may lie inside an object. */
export const numberAs = (server: StrictServer, number: unknown): Record<string, unknown> =>
	createOf(server)
		.phone.split('.')
		.reduceRight<unknown>((inner, name) => ({ [name]: inner }), number) as Record<string, unknown>;

/** The number in the body of a place-call request. */
export const numberIn = (server: StrictServer, body: unknown): string =>
	String(
		createOf(server)
			.phone.split('.')
			.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], body),
	);

export interface Reply {
	status: number;
	headers: AxiosHeaders;
	// The tests read answers of many shapes.
	json: any;
}

/** One request, redirects not followed; throws when no readable answer came in time. */
export async function call(
	server: StrictServer,
	method: string,
	path: string,
	body?: unknown,
	headers: Record<string, string> = auth(server),
	milliseconds = 20_000,
): Promise<Reply> {
	const {
		status,
		headers: answered,
		text,
	} = await sendRequest(server.baseUrl + path, {
		method,
		headers: body === undefined ? headers : { ...JSON_HEADERS, ...headers },
		timeoutMs: milliseconds,
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	return { status, headers: answered, json: text === '' ? undefined : JSON.parse(text) };
}

export const get = (server: StrictServer, path: string): Promise<Reply> => call(server, 'GET', path);

/** Places the smallest documented call, with changes. */
export function create(server: StrictServer, change: Record<string, unknown> = {}, milliseconds = 20_000): Promise<Reply> {
	const { path, body } = createOf(server);
	return call(server, 'POST', path, { ...body, ...change }, auth(server), milliseconds);
}

/** Where a provider's answer holds the call id. */
export function idOf(provider: ProviderName, json: any): unknown {
	return {
		elevenlabs: json?.conversation_id,
		bland: json?.call_id,
		retell: json?.call_id,
		svalync: json?.execution_id,
		synthflow: json?.response?.call_id,
		talkover: json?.data?.id,
		unleashx: json?.data?.execution_id,
		vapi: json?.id,
	}[provider];
}
