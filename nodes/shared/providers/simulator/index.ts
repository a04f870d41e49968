import type { JsonObject } from '../../call/json';
import { at, fromJson, isObject, list, prune, toJson } from '../../call/json';
import type { CallRecord } from '../../call/record';
import type { CallRequest } from '../../call/request';
import type { HttpAnswer } from '../../call/http';
import { segment } from '../../call/http';
import type { Choice, Placement, Provider } from '../provider';
import type { RefusalRule } from '../refusal';
import { readRefusal } from '../refusal';
import { capabilities, events } from './capabilities';
import { readEvents, webhook, callbacks } from './events';
import { answerInProcess, sampleDelivery } from './server';
const rules: RefusalRule[] = [
	{ type: 'agent_unavailable', code: 'AGENT_UNAVAILABLE' },
	{ type: 'rate_limited', code: 'RATE_LIMITED', mayBeRepeated: true },
];

/**
 * The built-in provider. It needs no account and places no call. It plays a whole call and returns its record
 * (docs/reference/simulator-numbers.md).
 */
export const simulator: Provider = {
	id: 'simulator',
	displayName: 'Simulator',
	credentialType: null,
	authentication: null,
	capabilities,
	events,
	reconcileHint: 'This was a simulated call: there is nothing to look up.',
	remedies: { agent_unavailable: 'The ending 06 plays this refusal: call a number with another ending, such as 00.' },
	baseUrl: () => 'simulator:',
	idForm: 'sim-[a-z-]+',
	check: () => [],
	placeCall: {
		request: (call) => ({ method: 'POST', path: '/calls', body: requestBody(call) }),
		read: readPlacement,
	},
	readRefusal: (answer) => readRefusal(answer, rules),
	getCall: {
		request: ({ callId }) => ({ method: 'GET', path: `/calls/${segment(callId)}` }),
		read: (answer) => {
			const record = recordIn(answer.body);
			return record === null ? null : { record, row: record };
		},
	},
	listCalls: {
		request: () => ({ method: 'GET', path: '/calls' }),
		read: (answer) => ({
			results: (list(at(answer.body, 'calls')) as CallRecord[]).map((record) => ({ record, row: record })),
			next: null,
		}),
	},
	listAgents: {
		request: () => ({ method: 'GET', path: '/agents' }),
		read: (answer) => ({ results: choicesIn(at(answer.body, 'agents')), next: null }),
	},
	listVoices: {
		request: () => ({ method: 'GET', path: '/voices' }),
		read: (answer) => ({ results: choicesIn(at(answer.body, 'voices')), next: null }),
	},
	readEvents,
	webhook,
	inProcess: { answer: answerInProcess, callbacks, sample: sampleDelivery },
};

const choicesIn = (rows: unknown): Choice[] =>
	list(rows).map((row) => ({
		id: String(at(row, 'id')),
		name: String(at(row, 'name')),
		description: String(at(row, 'description')),
	}));

const requestBody = (call: CallRequest): JsonObject =>
	prune({
		reference: call.reference,
		to: call.to,
		agentId: call.agentId,
		recipientName: call.recipientName,
		fromNumber: call.fromNumber,
		variables: call.variables,
		context: call.context,
		recording: call.recording,
		transcription: call.transcription,
		callbackUrl: call.callbackUrl,
		retry: call.retry && toJson(call.retry),
		maxDuration: call.maxDuration,
		ringTimeout: call.ringTimeout,
		language: call.language,
		voicemail: call.voicemail && toJson(call.voicemail),
		scripted: call.scripted && toJson(call.scripted),
		simulatedAnswers: call.simulatedAnswers,
	});

function recordIn(body: unknown): CallRecord | null {
	const call = at(body, 'call');
	return isObject(call) ? fromJson<CallRecord>(call) : null;
}

function readPlacement(answer: HttpAnswer): Placement | null {
	const record = recordIn(answer.body);
	return record === null ? null : { placed: record };
}
