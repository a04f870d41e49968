import { idsIn } from '../../call/record';
import { at, list, text } from '../../call/json';
import type { CallRequest } from '../../call/request';
import type { FieldIssue } from '../../call/result';
import type { Choice, Provider } from '../provider';
import { capabilities, events, redialConditions } from './capabilities';
import { readEvents, webhook } from './events';
import { callRows } from '../listBody';
import { contentOf, readCall, rowsOf } from './record';
import { ownPaths, placeCallRequest, readPlacement, readSvalyncRefusal } from './placement';
/** Svalync: https://svalync.com/api, one region, header x-api-key. */
export const svalync: Provider = {
	id: 'svalync',
	displayName: 'Svalync',
	credentialType: 'svalyncVoiceApi',
	authentication: { header: 'x-api-key', prefix: '' },
	capabilities,
	events,
	usualVoiceId: 'voice_default',
	notForScripts: ['fromNumber', 'maxDuration', 'priority', 'scheduledTime'],
	redialConditions,
	scriptNotice:
		'Before the first call, ask the support of Svalync: “Which path of your API takes calls from a script in my workspace?” Open the credential above and write the answer, such as /voiceai/makecall, into Make Call Path. <a href="https://github.com/n8n-nodes-voice-calls/n8n-nodes-voice-calls/blob/main/docs/providers/svalync.md" target="_blank">More</a>.',
	reconcileHint: 'Look for a call to this number by this agent around this time in the call list of Svalync.',
	remedies: { provider_error: 'Check the Base URL and the paths in the credential.' },
	baseUrl: (settings) => String(settings.baseUrl),
	ownPaths,
	check: (call) => checkRetry(call),
	placeCall: { request: placeCallRequest, read: readPlacement },
	readRefusal: (answer) => readSvalyncRefusal(answer),
	getCall: {
		request: ({ callId }) => ({ method: 'GET', path: '/voiceai/specific-call', query: { id: callId } }),
		read: (answer, { callId }) => {
			const data = at(contentOf(answer.body), 'data');
			const row = Array.isArray(data) ? data[0] : data;
			if (text(at(row, 'id'), at(row, 'call_id')) === null) return rowsOf(answer.body) === null ? null : 'absent';
			// Svalync has two IDs per call. An event may name the one that the list does not use, so the record keeps the requested ID.
			return { record: idsIn(row).includes(callId) ? { ...readCall(row), callId } : readCall(row), row };
		},
	},
	listCalls: {
		request: () => ({ method: 'GET', path: '/voiceai/list' }),
		read: (answer) => {
			const rows = rowsOf(answer.body);
			return rows === null ? null : { results: callRows('svalync', rows, readCall), next: null };
		},
	},
	listsAllAtOnce: true,
	listAgents: {
		request: () => ({ method: 'GET', path: '/agents/getall' }),
		read: (answer) => {
			const content = contentOf(answer.body);
			if (at(content, 'success') === false) return null;
			const agents = list(at(content, 'data') ?? content)
				.map(readAgent)
				.filter((choice) => choice !== null);
			return { results: agents, next: null };
		},
	},
	readEvents,
	webhook,
};

function readAgent(row: unknown): Choice | null {
	const id = text(at(row, 'id'));
	return id === null ? null : { id, name: text(at(row, 'name')) ?? id };
}

function checkRetry(call: CallRequest): FieldIssue[] {
	if (call.retry?.conditions.every((condition) => redialConditions.includes(condition)) ?? true) return [];
	return [
		{
			type: 'invalid_parameters',
			field: 'Retry: Conditions',
			sentence: `holds Voicemail, which Svalync does not know. Choose among ${redialConditions.join(', ')}.`,
		},
	];
}
