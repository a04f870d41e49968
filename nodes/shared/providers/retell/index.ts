import { at, text } from '../../call/json';
import { segment } from '../../call/http';
import type { Provider } from '../provider';
import { capabilities, events } from './capabilities';
import { readEvents, webhook } from './events';
import { listAgents, listCalls, listNumbers, listVoices } from './lists';
import { checkCall, placeCallRequest, readPlacement, readRetellRefusal } from './placement';
import { readCall } from './record';

/** Retell AI: https://docs.retellai.com, one host, Bearer key of the workspace. */
export const retell: Provider = {
	id: 'retell',
	displayName: 'Retell AI',
	credentialType: 'retellVoiceApi',
	authentication: { header: 'Authorization', prefix: 'Bearer ' },
	capabilities,
	events,
	scriptNotice:
		'The agent chosen above speaks the script. Open that agent at Retell AI and write {{script}} into its prompt, where the script is to be followed: Make Call fills it in, and makes the first words of the script the greeting of this call. <a href="https://github.com/n8n-nodes-voice-calls/n8n-nodes-voice-calls/blob/main/docs/reference/scripts.md" target="_blank">More</a>.',
	reconcileHint: 'Look for a call to this number in the call history of Retell AI; its metadata holds the reference.',
	remedies: {
		agent_unavailable: 'Choose another agent, and check that From Number is a number of this workspace.',
	},
	baseUrl: (settings) => String(settings.baseUrl),
	check: checkCall,
	placeCall: { request: placeCallRequest, read: readPlacement },
	readRefusal: readRetellRefusal,
	getCall: {
		request: ({ callId }) => ({ method: 'GET', path: `/v2/get-call/${segment(callId)}` }),
		read: (answer) => (text(at(answer.body, 'call_id')) === null ? null : { record: readCall(answer.body), row: answer.body }),
		// An unknown ID is a 422: "Cannot find requested asset under given api key."
		readRefused: (answer) => (answer.status === 422 ? 'absent' : null),
	},
	listCalls,
	listsByNumber: true,
	rowsAreBrief: true,
	listsByReference: true,
	endCall: {
		request: ({ callId }) => ({ method: 'POST', path: `/v2/stop-call/${segment(callId)}` }),
		// The answer is 204 without a body. A page of a proxy in its place ended nothing.
		read: ({ body }, { callId }) => (text(body) === null ? { callId, status: 'completed', outcome: 'cancelled' } : null),
	},
	listAgents,
	listVoices,
	listNumbers,
	callerNumber: { isRequired: true, isSentAs: 'number' },
	agentForScripts: true,
	readEvents,
	webhook,
};
