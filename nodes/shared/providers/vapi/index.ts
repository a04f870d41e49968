import { at, text } from '../../call/json';
import { isTerminal } from '../../call/lifecycle';
import type { CallRequest } from '../../call/request';
import type { FieldIssue } from '../../call/result';
import type { HttpAnswer } from '../../call/http';
import { segment } from '../../call/http';
import { international } from '../../phoneNumber/spelling';
import type { Choice, Page, Provider } from '../provider';
import { callFilters, readCalls } from './calls';
import { capabilities, events } from './capabilities';
import { readEvents } from './events';
import { partsOfModel, placeCallRequest, readPlacement, readVapiRefusal } from './placement';
import { readCall } from './record';
import { webhook } from './webhook';

/** The most that Vapi lists at once. */
const maxListed = 1000;

const callPath = (callId: string): string => `/call/${segment(callId)}`;

/** Vapi: https://docs.vapi.ai, https://api.vapi.ai, Bearer private key. */
export const vapi: Provider = {
	id: 'vapi',
	displayName: 'Vapi',
	credentialType: 'vapiVoiceApi',
	authentication: { header: 'Authorization', prefix: 'Bearer ' },
	capabilities,
	events,
	reconcileHint: 'Look for a call to this number in the call logs of Vapi; the metadata of its assistant overrides holds the reference.',
	remedies: {
		unauthorized: 'Check the API key in the credential. Vapi has a public key too, and only the private key places phone calls.',
	},
	baseUrl: (settings) => String(settings.baseUrl),
	check: checkCall,
	placeCall: { request: placeCallRequest, read: readPlacement },
	readRefusal: readVapiRefusal,
	getCall: {
		request: ({ callId }) => ({ method: 'GET', path: callPath(callId) }),
		read: ({ body }) => (text(at(body, 'id')) === null ? null : { record: readCall(body), row: body }),
	},
	listCalls: {
		request: (query) => ({ method: 'GET', path: '/call', query: callFilters(query) }),
		read: (answer, query) => readCalls(answer.body, query),
	},
	listsAreArrays: true,
	// DELETE /call/{id} erases the call's data and leaves it running.
	endCallAt: {
		address: {
			request: ({ callId }) => ({ method: 'GET', path: callPath(callId) }),
			read: ({ body }) => {
				if (text(at(body, 'id')) === null) return null;
				if (isTerminal(readCall(body).status)) return 'over';
				const url = text(at(body, 'monitor', 'controlUrl'));
				return url === null ? 'absent' : { url };
			},
		},
		body: { type: 'end-call' },
		domain: 'vapi.ai',
		// The form of the answer is not published. A page of a proxy in its place ended nothing.
		read: ({ body }, { callId }) => (/^\s*</.test(text(body) ?? '') ? null : { callId, status: 'completed', outcome: 'cancelled' }),
	},
	recording: {
		request: ({ callId }) => ({ method: 'GET', path: `${callPath(callId)}/mono-recording` }),
	},
	listAgents: {
		request: () => ({ method: 'GET', path: '/assistant', query: { limit: maxListed } }),
		read: (answer) => choices(answer, readAssistant),
	},
	listNumbers: {
		request: () => ({ method: 'GET', path: '/phone-number', query: { limit: maxListed } }),
		read: (answer) => choices(answer, readNumber),
	},
	callerNumber: { isRequired: true, isSentAs: 'id' },
	voiceIsOptional: true,
	usualVoiceId: 'Clara',
	fieldTexts: { voiceId: { placeholder: 'e.g. 11labs/burt', hint: 'A voice of Vapi by its name, or company/voice, such as 11labs/burt' } },
	readEvents,
	webhook,
};

/** A list without search or cursor, so all of it is read. */
const choices = ({ body }: HttpAnswer, read: (row: unknown) => Choice | null): Page<Choice> | null =>
	Array.isArray(body) ? { results: body.map(read).filter((choice) => choice !== null), next: null } : null;

function readAssistant(row: unknown): Choice | null {
	const id = text(at(row, 'id'));
	return id === null ? null : { id, name: text(at(row, 'name')) ?? id };
}

/** A number that cannot dial out is left out: one that is not active, and a SIP address without a telephone number. */
function readNumber(row: unknown): Choice | null {
	const [id, number, name] = [text(at(row, 'id')), text(at(row, 'number')), text(at(row, 'name'))];
	const isActive = (text(at(row, 'status')) ?? 'active') === 'active';
	if (id === null || number === null || !international.test(number) || !isActive) return null;
	return { id, name: name === null ? number : `${number} (${name})`, number };
}

/** Characters of a name, and seconds of a call. Source: OpenAPI schemas CreateCustomerDTO and AssistantOverrides. */
const maxName = 40;
const [minDuration, maxDuration] = [10, 43_200];

/** What Vapi would refuse, in words that name the field. */
function checkCall(call: CallRequest): FieldIssue[] {
	const faults: FieldIssue[] = [];
	const fault = (field: string, sentence: string): void => void faults.push({ type: 'invalid_parameters', field, sentence });
	if ((call.recipientName?.length ?? 0) > maxName) {
		fault('Recipient Name', `has more than ${maxName} characters, and Vapi takes no more. Shorten it.`);
	}
	if (call.maxDuration !== null && call.maxDuration < minDuration) {
		fault('Max Duration', `is below ${minDuration} seconds, and Vapi takes no less. Give ${minDuration} or more.`);
	}
	if (call.maxDuration !== null && call.maxDuration > maxDuration) {
		fault('Max Duration', `is above ${maxDuration} seconds, and Vapi takes no more. Give ${maxDuration} or less.`);
	}
	if (call.scripted !== null && partsOfModel(call.assistantModel) === null) {
		fault('Assistant Model', 'names no model. Write the company and the model, such as openai/gpt-4o.');
	}
	if (call.scripted?.voiceId === null && (call.scripted.voice?.speed ?? null) !== null) {
		fault('Voice Settings: Speed', 'is taken for a voice alone. Add Voice under Options, such as Clara, or take the speed out.');
	}
	return faults;
}
