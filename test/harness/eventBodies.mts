/**
 * The bodies that each provider posts about one call, story by story, in the order in which things happen.
 * Synthflow's is documented (https://docs.synthflow.ai/post-call-webhook). Of the others the names and the facts are
 * (Svalync: node pages; Talkover: list-agent-webhooks, list-campaign-webhooks; UnleashX: call-summary), the places are not.
 */
import { callbacks } from '../../nodes/shared/providers/simulator/events';
import { endingOf } from '../../nodes/shared/providers/simulator/agents';
import { play } from '../../nodes/shared/providers/simulator/play';
import type { ProviderId } from '../../nodes/shared/providers/provider';
import type { CallRequest } from '../../nodes/shared/call/request';

export const stories = ['answered', 'no_answer', 'busy', 'failed', 'voicemail', 'cancelled'] as const;
export type Story = (typeof stories)[number];
export type Body = Record<string, any>;

export interface CallIds {
	callId: string;
	agentId?: string;
	to?: string;
	reference?: string;
	/** When the call was placed, ISO 8601 UTC. */
	placedAt?: string;
}
type Ids = Required<CallIds>;

const defaults = { agentId: '123', to: '+12025550100', reference: 'ref-1', placedAt: '2026-11-20T10:00:00.000Z' };
const later = (ids: Ids, seconds: number): string => new Date(Date.parse(ids.placedAt) + seconds * 1000).toISOString();
const talk = 'agent: Hello\nperson: Yes, gladly.';

/** Which number ending makes the Simulator play the story. */
const ending: Record<Story, string> = { answered: '00', no_answer: '02', busy: '03', failed: '04', voicemail: '05', cancelled: '10' };

function simulator(story: Story, ids: Ids): Body[] {
	const to = `${ids.to.slice(0, -2)}${ending[story]}`;
	const request = { to, agentId: 'sim-survey', reference: ids.reference, recording: true };
	const record = { ...play(request, endingOf(to), new Date(ids.placedAt)), callId: ids.callId };
	return callbacks(record, { callbackUrl: 'https://n8n.example.com/webhook/call-events' } as CallRequest).map(({ body }) => body);
}

/** A call that was connected has three events, any other two; the analysis tells the end once more. */
function retell(story: Story, ids: Ids): Body[] {
	const reason = {
		answered: 'user_hangup',
		no_answer: 'dial_no_answer',
		busy: 'dial_busy',
		failed: 'dial_failed',
		voicemail: 'voicemail_reached',
		cancelled: 'manual_stopped',
	}[story];
	const talked = story === 'answered' || story === 'voicemail';
	const call = {
		call_type: 'phone_call',
		call_id: ids.callId,
		agent_id: ids.agentId,
		direction: 'outbound',
		to_number: ids.to,
		metadata: { reference: ids.reference },
		...(talked && { start_timestamp: Date.parse(later(ids, 8)) }),
	};
	const over = {
		...call,
		call_status: talked ? 'ended' : 'not_connected',
		disconnection_reason: reason,
		...(talked && { end_timestamp: Date.parse(later(ids, 50)), transcript: talk, recording_url: 'https://retell.example/r/1' }),
		duration_ms: talked ? 42_000 : 0,
	};
	const call_analysis = { call_summary: talked ? 'They agreed.' : '', in_voicemail: story === 'voicemail', user_sentiment: 'Positive' };
	const one = (event: string, seconds: number, call: Body): Body => ({ event, call, event_timestamp: Date.parse(later(ids, seconds)) });
	return [
		...(talked ? [one('call_started', 8, { ...call, call_status: 'ongoing' })] : []),
		one('call_ended', 50, over),
		one('call_analyzed', 60, { ...over, call_analysis }),
	];
}

/** Svalync redials by itself: the second ringing of a call that is not answered is another event than the first. */
function svalync(story: Story, ids: Ids): Body[] {
	const one = (event: string, seconds: number, more: Body = {}, call: Body = {}): Body => ({
		event,
		call_id: ids.callId,
		timestamp: later(ids, seconds),
		call: { id: ids.callId, agentId: ids.agentId, to_phone_number: ids.to, ...call },
		...more,
	});
	const dialled = [one('call.queued', 0), one('call.initiated', 1), one('call.ringing', 2)];
	const connected = [one('call.connected', 8), one('call.in_progress', 9)];
	const failed = (status: string): Body => one('call.failed', 64, {}, { status });
	switch (story) {
		case 'answered':
			return [
				...dialled,
				...connected,
				one(
					'call.completed',
					50,
					{
						analytics: {
							duration: 42,
							sentiment: 'positive',
							sentiment_scores: { positive: 0.8 },
							speech_metrics: { clarity: 0.9 },
							outcome: 'sale',
							conversion_status: true,
						},
					},
					{
						status: 'completed',
						transcript: talk,
						recording_url: 'https://svalync.example/r/1',
						startedAt: later(ids, 1),
						endedAt: later(ids, 50),
					},
				),
			];
		case 'no_answer':
			return [...dialled, one('call.ringing', 62), failed('no-answer')];
		case 'cancelled':
			return [...dialled.slice(0, 2), failed('canceled')];
		case 'voicemail':
			return []; // not documented
		default:
			return [...dialled, failed(story)];
	}
}

/** One request per call. */
function synthflow(story: Story, ids: Ids): Body[] {
	const status = {
		answered: 'completed',
		no_answer: 'no-answer',
		busy: 'busy',
		failed: 'failed',
		voicemail: 'left_voicemail',
		cancelled: 'canceled',
	}[story];
	const talked = story === 'answered' || story === 'voicemail';
	return [
		{
			status: 'completed',
			error_message: '',
			lead: { name: 'Ada', phone_number: ids.to, prompt_variables: { orderNumber: 'A-17' } },
			call: {
				status,
				end_call_reason: story === 'answered' ? 'agent_goodbye' : story === 'voicemail' ? 'voicemail_message_left' : 'undefined',
				model_id: ids.agentId,
				call_id: ids.callId,
				timezone: 'Europe/Berlin',
				duration: talked ? 42 : 0,
				start_time: later(ids, 8),
				transcript: talked ? '\nbot: Hello\nhuman: Yes, gladly.' : '',
			},
			executed_actions: {},
			analysis: talked ? { goal: 'true', goal_feedback: '', user_sentiment: 'positive' } : {},
			collected_variables: {},
		},
	];
}

/** What is over is said by `ended` whatever happened before; how it went, by the events before it or by a status. */
function talkover(story: Story, ids: Ids): Body[] {
	const one = (event: string, seconds: number, more: Body = {}): Body => ({
		event,
		agent_id: ids.agentId,
		call_id: ids.callId,
		timestamp: later(ids, seconds),
		context: { reference: ids.reference },
		...more,
	});
	const started = one('event_phone_call_started', 1);
	const connected = one('event_phone_call_connected', 8);
	const ended = one('event_phone_call_ended', 50, { duration: 42 });
	switch (story) {
		case 'answered':
			return [
				started,
				connected,
				one('event_conversation_started', 9),
				ended,
				one('event_recording', 70, { recording_url: 'https://talkover.example/r/1' }),
				one('event_call_transcript', 71, { transcript: talk }),
				one('event_call_report', 72, { summary: 'They agreed.' }),
			];
		case 'voicemail':
			return [
				started,
				connected,
				one('event_voicemail_detected', 20),
				one('event_voicemail_message_left', 40),
				{ ...ended, status: 'completed' },
			];
		case 'cancelled':
			return [started, connected, { ...ended, status: 'completed', ended_reason: 'ended_by_api' }];
		case 'failed':
			return [started, one('event_phone_call_error', 2), one('event_phone_call_ended', 3)];
		default:
			return [started, one('event_phone_call_did_not_connect', 30, { status: story.replace('_', '-') }), one('event_phone_call_ended', 31)];
	}
}

/** The report of a call that came about, or of one that did not. Nothing is sent before the end. */
function elevenlabs(story: Story, ids: Ids): Body[] {
	const one = (type: string, data: Body): Body => ({
		type,
		event_timestamp: Date.parse(later(ids, 60)) / 1000,
		data: { agent_id: ids.agentId, conversation_id: ids.callId, ...data },
	});
	switch (story) {
		case 'answered':
		case 'voicemail':
			return [
				one('post_call_transcription', {
					status: 'done',
					user_id: ids.reference,
					transcript: [
						{ role: 'agent', message: 'Hello', time_in_call_secs: 0 },
						{ role: 'user', message: 'Yes, gladly.', time_in_call_secs: 3 },
					],
					metadata: {
						start_time_unix_secs: Date.parse(later(ids, 1)) / 1000,
						accepted_time_unix_secs: Date.parse(later(ids, 8)) / 1000,
						call_duration_secs: 42,
						cost: 300,
						phone_call: { type: 'twilio', direction: 'outbound', agent_number: '+12025550190', external_number: ids.to },
						termination_reason: story === 'voicemail' ? 'voicemail_detection tool was called' : 'end_call tool was called',
					},
					analysis: { call_successful: 'success', transcript_summary: 'They agreed.' },
					conversation_initiation_client_data: { dynamic_variables: { reference: ids.reference, orderNumber: 'A-17' } },
				}),
				one('post_call_audio', { full_audio: 'SUQzBAAAAAAAI1RTU0U=' }),
			];
		case 'cancelled':
			return []; // no word for it is documented
		default:
			return [
				one('call_initiation_failure', {
					failure_reason: { no_answer: 'no-answer', busy: 'busy', failed: 'unknown' }[story],
					metadata: { type: 'twilio', body: { CallSid: 'CA1', Called: ids.to, Caller: '+12025550190' } },
				}),
			];
	}
}

/** Live events, if the call asked for them, then the call itself without the name of an event. */
function bland(story: Story, ids: Ids): Body[] {
	const live = (category: string, message: string): Body => ({ message, call_id: ids.callId, category, log_level: 'info' });
	const talked = story === 'answered' || story === 'voicemail';
	const status = {
		answered: 'completed',
		voicemail: 'completed',
		no_answer: 'no-answer',
		busy: 'busy',
		failed: 'failed',
		cancelled: 'canceled',
	}[story];
	const end: Body = {
		call_id: ids.callId,
		c_id: ids.callId,
		to: ids.to,
		from: '+12025550190',
		inbound: false,
		status,
		completed: story !== 'cancelled',
		queue_status: story === 'cancelled' ? 'queued' : story === 'failed' ? 'call_error' : 'complete',
		answered_by: { answered: 'human', voicemail: 'voicemail', no_answer: 'no-answer' }[story as string] ?? null,
		call_length: talked ? 0.7 : 0,
		corrected_duration: talked ? '42' : '0',
		created_at: ids.placedAt.replace('Z', '000+00:00'),
		started_at: later(ids, 8).replace('.000Z', '+00:00'),
		error_message: story === 'failed' ? 'Call failed. The number you dialed is not found.' : null,
		call_ended_by: talked ? 'USER' : null,
		price: talked ? 0.063 : 0,
		concatenated_transcript: talked ? ' assistant: Hello \n user: Yes, gladly. ' : '',
		metadata: { reference: ids.reference },
		request_data: { orderNumber: 'A-17' },
	};
	return [live('queue', 'Call enqueued'), ...(talked ? [live('call', 'Call connected')] : []), end];
}

/** The end of a session, and nothing before it. */
function unleashx(story: Story, ids: Ids): Body[] {
	const status = {
		answered: 'USER_ENDED',
		no_answer: 'no_answer',
		busy: 'busy',
		failed: 'failed',
		voicemail: 'COMPLETED',
		cancelled: 'cancelled',
	}[story];
	const talked = story === 'answered' || story === 'voicemail';
	return [
		{
			data: {
				execution_id: ids.callId,
				agent_id: Number(ids.agentId),
				calling_number: ids.to,
				call_status: status,
				total_duration: talked ? 42 : 0,
				transcript: talked ? talk : null,
				disposition: story === 'voicemail' ? 'Voicemail Left' : null,
				metadata: { reference: ids.reference },
				ended_at: later(ids, 50),
			},
		},
	];
}

/** Status updates, and the report after the end. */
function vapi(story: Story, ids: Ids): Body[] {
	const { reference, placedAt } = ids;
	const call = {
		id: ids.callId,
		type: 'outboundPhoneCall',
		assistantId: ids.agentId,
		assistantOverrides: { metadata: { reference } },
		createdAt: placedAt,
	};
	const one = (type: string, seconds: number, more: Body): Body => ({
		message: { type, timestamp: Date.parse(later(ids, seconds)), call, customer: { number: ids.to }, ...more },
	});
	const update = (status: string, seconds: number): Body => one('status-update', seconds, { status });
	const report = (endedReason: string, talked: boolean): Body =>
		one('end-of-call-report', 50, {
			endedReason,
			startedAt: later(ids, 8),
			endedAt: later(ids, 50),
			cost: talked ? 0.07 : 0,
			analysis: talked ? { summary: 'They agreed.' } : {},
			artifact: talked
				? {
						transcript: talk,
						messages: [{ role: 'bot', message: 'Hello' }],
						recording: { mono: { combinedUrl: 'https://vapi.example/r/1' } },
					}
				: { messages: [] },
		});
	const rung = [update('queued', 0), update('ringing', 2)];
	switch (story) {
		case 'answered':
			return [...rung, update('in-progress', 8), report('customer-ended-call', true)];
		case 'voicemail':
			return [...rung, update('in-progress', 8), report('voicemail', true)];
		case 'cancelled':
			return [...rung, report('manually-canceled', false)];
		default: {
			const reasons = { no_answer: 'customer-did-not-answer', busy: 'customer-busy', failed: 'twilio-failed-to-connect-call' };
			return [...rung, report(reasons[story], false)];
		}
	}
}

const bodies: Record<ProviderId, (story: Story, ids: Ids) => Body[]> = {
	simulator,
	bland,
	elevenlabs,
	retell,
	svalync,
	synthflow,
	talkover,
	unleashx,
	vapi,
};

/** All that a provider posts about one call; nothing where it has no word for such a call. */
export const eventBodies = (provider: ProviderId, story: Story, ids: CallIds): Body[] => bodies[provider](story, { ...defaults, ...ids });

/** Bodies about this call that no reader knows: a new name, a new status, a detail. */
export function unknownBodies(provider: ProviderId, ids: CallIds): Body[] {
	const at = ids.placedAt ?? defaults.placedAt;
	switch (provider) {
		case 'simulator':
			return ['call.teleported', 'call.paused'].map((event) => ({
				event,
				occurredAt: at,
				call: { callId: ids.callId, status: 'teleported' },
			}));
		case 'bland':
			return ['Agent speech: Hello.', 'Call teleported'].map((message) => ({
				message,
				call_id: ids.callId,
				category: 'call',
				log_level: 'info',
			}));
		case 'elevenlabs':
			return ['post_call_teleportation', 'call_transferred'].map((type) => ({
				type,
				event_timestamp: Date.parse(at) / 1000,
				data: { conversation_id: ids.callId },
			}));
		case 'retell':
			return ['transcript_updated', 'transfer_started'].map((event) => ({ event, call: { call_id: ids.callId } }));
		case 'svalync':
			return ['call.teleported', 'call.transferred'].map((event) => ({ event, call_id: ids.callId, timestamp: at }));
		case 'talkover':
			return ['event_participant_joined', 'event_action'].map((event) => ({ event, call_id: ids.callId, timestamp: at }));
		case 'synthflow':
			return ['teleported', 'paused_again'].map((status) => ({ status, call: { status, call_id: ids.callId } }));
		case 'unleashx':
			return ['teleported', 'transferred'].map((call_status) => ({ data: { execution_id: ids.callId, call_status } }));
		case 'vapi':
			return [
				...['hang', 'speech-update'].map((type) => ({ message: { type, timestamp: Date.parse(at), call: { id: ids.callId } } })),
				{ message: { type: 'status-update', status: 'teleported', call: { id: ids.callId } } },
			];
	}
}

/** What is read of a call in between, for the providers that push its end alone: rows of their lists, in order. */
export function callRows(provider: 'synthflow' | 'unleashx', story: Story, ids: CallIds): Body[] {
	const all = { ...defaults, ...ids };
	if (provider === 'synthflow') {
		const row = { call_id: all.callId, model_id: all.agentId, phone_number_to: all.to, start_time: String(Date.parse(later(all, 8))) };
		const before = story === 'answered' || story === 'voicemail' ? ['pending', 'ringing', 'in-progress'] : ['pending', 'ringing'];
		return before.map((call_status) => ({ ...row, call_status }));
	}
	const row = {
		track_id: all.callId,
		ID: 77,
		AGENT_ID: Number(all.agentId),
		CALLING_NUMBER: all.to,
		CREATED_AT: all.placedAt,
		INPUT_DATA: { reference: all.reference },
	};
	const before = story === 'answered' || story === 'voicemail' ? ['initiated', 'ringing', 'ANSWER', 'running'] : ['initiated', 'ringing'];
	return before.map((CALL_STATUS) => ({ ...row, CALL_STATUS, STATUS: 'running' }));
}
