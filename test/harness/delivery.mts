/** Deliveries to Call Event Trigger as n8n hands them over: a request, and the context that the node sees. */
import { createHmac, randomUUID } from 'node:crypto';
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { CallEventTrigger } from '../../nodes/CallEventTrigger/CallEventTrigger.node';
import type { ProviderId } from '../../nodes/shared/providers/provider';

export interface Request {
	/** Name, value pairs, in order; a name may come twice. */
	headers: Array<[string, string]>;
	/** Of the address, behind the question mark. */
	query: string;
	body: Buffer;
	/** What a request without a body has: none. */
	bodyless?: boolean;
}

export interface Trigger {
	provider: ProviderId;
	address: string;
	parameters: IDataObject;
	credential: IDataObject;
	staticData: IDataObject;
	workflowId: string;
	/** Decryptions of the credential so far. */
	decrypted: number;
	/** Requests that the node made, and what answers them. */
	requests: Array<IDataObject>;
	answers(request: IDataObject): unknown;
	mode: string;
}

export const trigger = (provider: ProviderId, change: Partial<Trigger> = {}): Trigger => {
	const workflowId = randomUUID();
	return {
		provider,
		address: `https://n8n.example.com/webhook/${workflowId}/events`,
		credential: { apiKey: 'key-0123456789', baseUrl: 'https://api.example.com/v1', region: 'custom' },
		staticData: {},
		workflowId,
		decrypted: 0,
		requests: [],
		answers: () => {
			throw new Error('nothing is asked in this test');
		},
		mode: 'trigger',
		...change,
		parameters: {
			events: ['call.completed', 'call.failed'],
			options: {},
			...(provider === 'talkover' ? { agentId: 'agent-1' } : { fetchFullCall: false }),
			...(provider === 'talkover' || provider === 'unleashx' ? { resumeWaiting: false } : {}),
			...change.parameters,
		},
	};
};

const joined = (headers: Array<[string, string]>): Record<string, string> => {
	const result: Record<string, string> = {};
	for (const [name, value] of headers) {
		const key = name.toLowerCase();
		// As Node.js does it: most headers that come twice are joined.
		result[key] = key in result && key !== 'content-type' ? `${result[key]}, ${value}` : value;
	}
	return result;
};

/** As Express reads it: a parameter that comes twice is a list. */
const parsedQuery = (query: string): IDataObject => {
	const result: IDataObject = {};
	for (const [name, value] of new URLSearchParams(query)) {
		const before = result[name];
		result[name] = before === undefined ? value : ([before, value].flat() as string[]);
	}
	return result;
};

export interface Delivered {
	status: number;
	/** Our own answer; undefined where n8n answers for itself. */
	answer: any;
	items: IDataObject[];
}

/** Runs the node's own webhook() over one request. */
export async function deliver(to: Trigger, { headers, query, body, bodyless }: Request): Promise<Delivered> {
	let sent: { status: number; body: unknown } | undefined;
	const parameters: IDataObject = { provider: to.provider, ...to.parameters };
	const response = {
		headersSent: false,
		statusCode: 200,
		status(code: number) {
			this.statusCode = code;
			return this;
		},
		json(value: unknown) {
			sent = { status: this.statusCode, body: value };
			this.headersSent = true;
			return this;
		},
	};
	const httpRequest = async (request: IDataObject): Promise<unknown> => {
		to.requests.push(request);
		return await to.answers(request);
	};
	const context = {
		getRequestObject: () => ({
			method: 'POST',
			headers: joined(headers),
			rawHeaders: headers.flat(),
			query: parsedQuery(query),
			...(bodyless ? {} : { rawBody: body }),
			// What n8n made of the body must not matter.
			body: { event: 'call.completed', call_id: 'not-from-the-raw-body' },
		}),
		getBodyData: () => {
			throw new Error('the parsed body of n8n was looked at');
		},
		getResponseObject: () => response,
		getNodeParameter(name: string, fallback?: unknown) {
			if (!(name in parameters)) {
				if (fallback === undefined) throw new Error(`Could not get parameter ${name}`);
				return fallback;
			}
			return parameters[name];
		},
		getCredentials: async () => {
			to.decrypted++;
			return { ...to.credential };
		},
		getNode: () => ({ id: 'node', name: 'Trigger', credentials: { [`${to.provider}VoiceApi`]: { id: 'c1', name: 'c' } } }),
		getWorkflow: () => ({ id: to.workflowId, name: 'Test', active: true }),
		getMode: () => to.mode,
		getTimezone: () => 'UTC',
		getNodeWebhookUrl: () => to.address,
		getWorkflowStaticData: () => to.staticData,
		evaluateExpression: () => 'https://n8n.example.com/webhook-waiting/__UNKNOWN__',
		logger: { warn: () => {} },
		helpers: {
			httpRequest,
			httpRequestWithAuthentication: async function (_type: string, request: IDataObject) {
				return await httpRequest(request);
			},
		},
	} as unknown as IWebhookFunctions;
	const result: IWebhookResponseData = await new CallEventTrigger().webhook.call(context);
	if (result.noWebhookResponse === true && sent === undefined) throw new Error('the request hangs: nobody answers it');
	return {
		status: sent?.status ?? 200,
		answer: sent?.body,
		items: (result.workflowData ?? []).flat().map(({ json }) => json),
	};
}

export const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
export const jsonType: [string, string] = ['Content-Type', 'application/json'];

export const hmac = (key: string, text: string | Buffer): string => createHmac('sha256', key).update(text).digest('base64');

/** What Standard Webhooks put around a body. @param seconds since 1970 */
export function standardHeaders(secret: string, id: string, seconds: number | string, body: Buffer): Array<[string, string]> {
	const signature = hmac(secret, Buffer.concat([Buffer.from(`${id}.${seconds}.`), body]));
	return [
		['webhook-id', id],
		['webhook-timestamp', String(seconds)],
		['webhook-signature', `v1,${signature}`],
	];
}

export const nowSeconds = (): number => Math.floor(Date.now() / 1000);
