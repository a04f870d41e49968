import type { ProviderName, StoredCall } from '../../servers/strictServer.mts';
import type { CallRecord } from '../../harness/provider.mts';
import { TO } from '../../harness/sendCall.mts';

const FROM = '+18005550199';
const created = '2026-03-04T05:06:07.000Z';
const ended = '2026-03-04T05:07:07.000Z';

/** A finished call in the provider's own words, and the whole record it must become. */
export interface Example {
	/** Laid over the row that the server makes of the call. */
	row: Record<string, unknown>;
	stored: Partial<StoredCall>;
	record(call: StoredCall, elsewhere: string, baseUrl: string): Partial<CallRecord>;
}

export const examples: Record<ProviderName, { one?: Example; list: Example }> = (() => {
	const bland: Example = {
		stored: {
			createdAt: created,
			durationSeconds: 45,
			transcript: 'assistant: Hello',
			recorded: true,
			request: {
				request_data: { orderId: 'A-17' },
				metadata: { reference: 'order-A-17', context: { leadId: 1 }, callAttempt: 2, dialedAt: created },
			},
		},
		row: { started_at: '2026-03-04T05:06:22+00:00', disposition_tag: 'BOOKED' },
		record: (call, _elsewhere, baseUrl) => ({
			callId: call.id,
			reference: 'order-A-17',
			agentId: 'pathway:bl-pathway-1',
			to: TO,
			from: FROM,
			status: 'completed',
			outcome: 'answered',
			attempt: 2,
			createdAt: created,
			startedAt: '2026-03-04T05:06:22.000Z',
			endedAt: ended,
			durationSeconds: 45,
			recordingUrl: `${baseUrl}/v1/recordings/${call.id}`,
			transcript: 'assistant: Hello',
			summary: 'They talked.',
			analysis: { sentiment: null, sentimentScores: null, speechMetrics: null, outcome: 'BOOKED', converted: null },
			endReason: 'USER',
			cost: { amount: 0.09, currency: 'USD' },
			variables: { orderId: 'A-17' },
			context: { leadId: 1 },
		}),
	};
	/** Rows of the list have no transcript. */
	const blandRow: Example = {
		...bland,
		record: (call, elsewhere, baseUrl) => ({ ...bland.record(call, elsewhere, baseUrl), transcript: null }),
	};
	/** The words of a conversation; the list shows neither its numbers nor what was sent with it. */
	const conversation: Pick<Example, 'stored' | 'row'> = {
		stored: {
			createdAt: created,
			durationSeconds: 42,
			transcript: 'agent: Hello\nuser: Hi',
			recorded: true,
			request: {
				agent_phone_number_id: 'phnum_2',
				conversation_initiation_client_data: {
					user_id: 'order-A-17~2',
					dynamic_variables: { orderId: 'A-17', reference: 'order-A-17', callAttempt: 2, context: '{"leadId":1}' },
				},
			},
		},
		row: {
			metadata: { accepted_time_unix_secs: Date.parse(created) / 1000 + 9, termination_reason: 'end_call tool was called' },
			analysis: { call_successful: 'success', transcript_summary: 'They agreed.' },
		},
	};
	const inBoth = (call: StoredCall): Partial<CallRecord> => ({
		callId: call.id,
		agentId: 'agent_2',
		status: 'completed',
		outcome: 'answered',
		startedAt: created,
		durationSeconds: 42,
		summary: 'They agreed.',
		analysis: { sentiment: null, sentimentScores: null, speechMetrics: null, outcome: 'success', converted: null },
		endReason: 'end_call tool was called',
	});
	const elevenlabs: { one: Example; list: Example } = {
		one: {
			...conversation,
			record: (call) => ({
				...inBoth(call),
				reference: 'order-A-17',
				attempt: 2,
				to: TO,
				from: '+12127365003',
				answeredAt: '2026-03-04T05:06:16.000Z',
				transcript: 'agent: Hello\nuser: Hi',
				cost: { amount: 300, currency: 'credits' },
				variables: { orderId: 'A-17' },
				context: { leadId: 1 },
			}),
		},
		list: { ...conversation, record: inBoth },
	};
	/** The list shows less than the call itself: no transcript and no recording. */
	const retell = (isListed: boolean): Example => ({
		stored: {
			createdAt: created,
			durationSeconds: 60,
			transcript: 'Agent: Hello',
			recorded: true,
			request: {
				from_number: FROM,
				metadata: { reference: 'order-A-17', context: { leadId: 1 }, dialedAt: created },
				retell_llm_dynamic_variables: { orderId: 'A-17' },
			},
		},
		row: {},
		record: (call, elsewhere) => ({
			callId: call.id,
			reference: 'order-A-17',
			agentId: call.agentId,
			to: TO,
			from: FROM,
			status: 'completed',
			outcome: 'answered',
			createdAt: created,
			startedAt: created,
			endedAt: ended,
			durationSeconds: 60,
			recordingUrl: isListed ? null : `${elsewhere}/recordings/${call.id}.wav`,
			transcript: isListed ? null : 'Agent: Hello',
			summary: 'They talked.',
			analysis: { sentiment: 'Positive', sentimentScores: null, speechMetrics: null, outcome: null, converted: true },
			endReason: 'user_hangup',
			cost: { amount: 0.1, currency: 'USD' },
			variables: { orderId: 'A-17' },
			context: { leadId: 1 },
		}),
	});
	const svalync: Example = {
		stored: { createdAt: created, durationSeconds: 54, transcript: 'agent: Hello' },
		row: {
			summary: 'They agreed.',
			startedAt: '2026-03-04T05:06:10.000Z',
			endedAt: ended,
			userData: { orderId: 'A-17' },
		},
		record: (call) => ({
			callId: call.id,
			agentId: 'sv-agent-1',
			to: TO,
			from: FROM,
			status: 'completed',
			outcome: 'answered',
			createdAt: created,
			startedAt: '2026-03-04T05:06:10.000Z',
			endedAt: ended,
			durationSeconds: 54,
			transcript: 'agent: Hello',
			summary: 'They agreed.',
			variables: { orderId: 'A-17' },
		}),
	};
	const synthflow = (judged: string): Example => ({
		stored: {
			createdAt: created,
			durationSeconds: 60,
			transcript: 'bot: Hello',
			recorded: true,
			request: { name: 'Ada', custom_variables: [{ key: 'orderId', value: 'A-17' }] },
		},
		row: { end_call_reason: 'human_goodbye', [judged]: { user_sentiment: 'positive', goal: 'true' } },
		record: (call, elsewhere) => ({
			callId: call.id,
			agentId: 'sf-agent-2',
			to: TO,
			from: FROM,
			recipientName: 'Ada',
			status: 'completed',
			outcome: 'answered',
			startedAt: created,
			endedAt: ended,
			durationSeconds: 60,
			recordingUrl: `${elsewhere}/recordings/${call.id}.mp3?signature=abc`,
			transcript: 'bot: Hello',
			analysis: {
				sentiment: 'positive',
				sentimentScores: null,
				speechMetrics: null,
				outcome: 'human_goodbye',
				converted: true,
			},
			endReason: 'human_goodbye',
			variables: { orderId: 'A-17' },
		}),
	});
	const talkover: Example = {
		stored: { createdAt: created, durationSeconds: 33 },
		row: { status: 'no-answer', started_at: '2026-03-04T05:06:09Z' },
		record: (call) => ({
			callId: call.id,
			agentId: '00000000-0000-4000-8000-000000000002',
			to: TO,
			from: FROM,
			status: 'failed',
			outcome: 'no_answer',
			createdAt: created,
			startedAt: '2026-03-04T05:06:09.000Z',
			durationSeconds: 33,
		}),
	};
	const metadata = { reference: 'order-A-17', orderId: 'A-17', context: { leadId: 1 } };
	const unleashx: Example = {
		stored: {
			createdAt: created,
			durationSeconds: 48,
			transcript: 'agent: Hello',
			recorded: true,
			request: { metadata },
		},
		row: {
			STATUS: 'completed',
			CALL_STATUS: 'agent_ended',
			SUMMARY: 'They agreed.',
			DISPOSITION: 'interested',
			ended_at: ended,
			VOICE_CALL_ANALYSIS: { overall_sentiment: 'positive', talk_ratio: 0.4 },
		},
		record: (call, elsewhere) => ({
			callId: String(call.number),
			reference: 'order-A-17',
			agentId: '102',
			to: TO,
			from: FROM,
			status: 'completed',
			outcome: 'answered',
			createdAt: created,
			endedAt: ended,
			durationSeconds: 48,
			recordingUrl: `${elsewhere}/recordings/${call.number}.mp3`,
			transcript: 'agent: Hello',
			summary: 'They agreed.',
			analysis: {
				sentiment: 'positive',
				sentimentScores: null,
				speechMetrics: { overall_sentiment: 'positive', talk_ratio: 0.4 },
				outcome: 'interested',
				converted: null,
			},
			endReason: 'agent_ended',
			variables: { orderId: 'A-17' },
			context: { leadId: 1 },
		}),
	};
	const transaction: Example = {
		stored: { createdAt: created, durationSeconds: 48, transcript: 'agent: Hello' },
		row: { call_status: 'busy' },
		record: (call) => ({
			callId: call.id,
			agentId: '102',
			to: TO,
			from: FROM,
			status: 'failed',
			outcome: 'busy',
			createdAt: created,
			durationSeconds: 48,
			transcript: 'agent: Hello',
		}),
	};
	const vapi: Example = {
		stored: {
			createdAt: created,
			durationSeconds: 52,
			transcript: 'AI: Hello',
			recorded: true,
			request: {
				assistantOverrides: { variableValues: { orderId: 'A-17' }, metadata: { reference: 'order-A-17', context: { leadId: 1 } } },
				customer: { name: 'Ada' },
			},
		},
		row: { phoneNumber: { number: FROM }, analysis: { summary: 'They talked.', successEvaluation: 'true' } },
		record: (call, _elsewhere, baseUrl) => ({
			callId: call.id,
			reference: 'order-A-17',
			agentId: call.agentId,
			to: TO,
			from: FROM,
			recipientName: 'Ada',
			status: 'completed',
			outcome: 'answered',
			createdAt: created,
			startedAt: '2026-03-04T05:06:15.000Z',
			endedAt: ended,
			durationSeconds: 52,
			recordingUrl: `${baseUrl}/call/${call.id}/mono-recording`,
			transcript: 'AI: Hello',
			summary: 'They talked.',
			analysis: { sentiment: null, sentimentScores: null, speechMetrics: null, outcome: 'true', converted: null },
			endReason: 'customer-ended-call',
			cost: { amount: 0.0712, currency: 'USD' },
			variables: { orderId: 'A-17' },
			context: { leadId: 1 },
		}),
	};
	return {
		elevenlabs,
		bland: { one: bland, list: blandRow },
		retell: { one: retell(false), list: retell(true) },
		svalync: { one: svalync, list: svalync },
		synthflow: { one: synthflow('analysis'), list: synthflow('judge_results') },
		talkover: { list: talkover },
		unleashx: { one: transaction, list: unleashx },
		vapi: { one: vapi, list: vapi },
	};
})();
