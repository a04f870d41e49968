import type { IDataObject } from 'n8n-workflow';
import type { ProviderName, StrictServer } from '../../servers/strictServer.mts';
import { providerOf } from '../../harness/provider.mts';
import { agent, TO } from '../../harness/sendCall.mts';

/** One documented field: our parameter, its name at the provider (`body.path`, or where else it travels), type and value. */
export type Row = [ours: string, wire: string, type: string, value: unknown];

export interface FullCall {
	provider: ProviderName;
	/** The way of calling, as the test names it. */
	way: string;
	/** Every parameter of Send Call that this provider honours in this way. */
	parameters(server: StrictServer<any>): IDataObject;
	rows(server: StrictServer<any>): Row[];
}

export const reference = 'order-A-17';
const inBerlin = '2031-01-31T09:30:00';

/** The two ways the editor gives variables, at once. */
const variables = {
	values: [{ name: 'orderNumber', value: 'A-17' }],
	json: [{ json: '{ "visits": 3, "vip": true, "city": "Zürich" }' }],
};
const variableValues = { orderNumber: 'A-17', visits: 3, vip: true, city: 'Zürich' };
const context = '{ "leadId": 4711, "tags": ["a", "b"], "owner": { "team": "sales" } }';
const contextValue = { leadId: 4711, tags: ['a', 'b'], owner: { team: 'sales' } };
const named = (into: string, names: IDataObject): Row[] =>
	Object.entries(names).map(([name, value]) => ['variables', `${into}.${name}`, typeof value, value]);
const contextRows = (into: string): Row[] => [
	['context', `${into}.leadId`, 'number', 4711],
	['context', `${into}.tags`, 'array', ['a', 'b']],
	['context', `${into}.owner.team`, 'string', 'sales'],
];

const givenBack = 'conversation_initiation_client_data';
const overridden = `${givenBack}.conversation_config_override.agent`;

export const elevenlabs: FullCall = {
	provider: 'elevenlabs',
	way: 'POST /v1/convai/twilio/outbound-call',
	parameters: (server) => ({
		agentId: agent(server.usableAgent),
		fromNumber: '+12127365002',
		variables,
		context,
		recording: true,
		prompt: 'You call about an order.\nBe brief.',
		greeting: 'Hello, this is the assistant of Example Ltd.',
		language: 'de',
		ringTimeout: 40,
		options: { reference },
	}),
	rows: (server) => [
		['agentId', 'agent_id', 'string', server.usableAgent],
		['phoneNumber', 'to_number', 'string', TO],
		['fromNumber', 'agent_phone_number_id', 'string', 'phnum_1'],
		...named(`${givenBack}.dynamic_variables`, variableValues),
		['context', `${givenBack}.dynamic_variables.context`, 'string', JSON.stringify(contextValue)],
		['options.reference', `${givenBack}.dynamic_variables.reference`, 'string', reference],
		['options.reference', `${givenBack}.user_id`, 'string', reference],
		['prompt', `${overridden}.prompt.prompt`, 'string', 'You call about an order.\nBe brief.'],
		['greeting', `${overridden}.first_message`, 'string', 'Hello, this is the assistant of Example Ltd.'],
		['language', `${overridden}.language`, 'string', 'de'],
		['recording', 'call_recording_enabled', 'boolean', true],
		['ringTimeout', 'telephony_call_config.ringing_timeout_secs', 'number', 40],
	],
};

export const retell: FullCall = {
	provider: 'retell',
	way: 'POST /v2/create-phone-call',
	parameters: (server) => ({
		agentId: agent(server.usableAgent),
		fromNumber: '+14157774445',
		variables,
		context,
		greeting: 'Hello, this is the assistant of Example Ltd.',
		callbackUrl: 'https://n8n.example.com/webhook/call-events?token=abc',
		language: 'de-DE',
		maxDuration: 300,
		ringTimeout: 40,
		voicemail: { action: 'leaveMessage', message: 'Please call us back.' },
		options: { reference },
	}),
	rows: (server) => [
		['agentId', 'override_agent_id', 'string', server.usableAgent],
		['phoneNumber', 'to_number', 'string', TO],
		['fromNumber', 'from_number', 'string', '+14157774445'],
		...Object.entries(variableValues).map(([name, value]): Row => [
			'variables',
			`retell_llm_dynamic_variables.${name}`,
			'string',
			String(value),
		]),
		...contextRows('metadata.context'),
		['options.reference', 'metadata.reference', 'string', reference],
		['options.reference', 'metadata.dialedAt', 'string', dialTime],
		['options.reference', 'metadata.dialedAtMs', 'number', dialMoment],
		['greeting', 'agent_override.retell_llm.begin_message', 'string', 'Hello, this is the assistant of Example Ltd.'],
		['language', 'agent_override.agent.language', 'string', 'de-DE'],
		['maxDuration', 'agent_override.agent.max_call_duration_ms', 'number', 300_000],
		['ringTimeout', 'agent_override.agent.ring_duration_ms', 'number', 40_000],
		['voicemail.action', 'agent_override.agent.voicemail_option.action.type', 'string', 'static_text'],
		['voicemail.message', 'agent_override.agent.voicemail_option.action.text', 'string', 'Please call us back.'],
		['callbackUrl', 'agent_override.agent.webhook_url', 'string', 'https://n8n.example.com/webhook/call-events?token=abc'],
		['callbackUrl', 'agent_override.agent.webhook_events', 'array', ['call_started', 'call_ended', 'call_analyzed']],
		['callbackUrl', 'agent_override.agent.webhook_timeout_ms', 'number', 30_000],
	],
};

export const svalync: FullCall = {
	provider: 'svalync',
	way: 'Send Call',
	parameters: (server) => ({
		agentId: agent(server.usableAgent),
		fromNumber: '+442079460018',
		variables,
		recording: true,
		transcription: false,
		callbackUrl: 'https://n8n.example.com/webhook/call-events?token=abc',
		responseHandlers: {
			handler: [
				{ name: 'interested', patterns: 'yes, sounds good', action: 'proceed_flow' },
				{ name: 'not_now', patterns: 'no', action: 'end_call' },
				{ name: 'human', patterns: 'a person,agent', action: 'transfer_call', transferNumber: '+49 30 901820' },
			],
		},
		priority: 'urgent',
		maxDuration: 300,
		scheduledTime: inBerlin,
		retry: { attempts: 2, interval: 600, conditions: ['no-answer', 'busy', 'failed'], maxTotalAttempts: 3 },
		options: { reference },
	}),
	rows: (server) => [
		['agentId', 'agent_id', 'string', server.usableAgent],
		['agentId', 'agentId', 'string', server.usableAgent],
		['phoneNumber', 'phone_number', 'string', TO],
		['fromNumber', 'from_phone_number', 'string', '+442079460018'],
		['priority', 'call_parameters.priority', 'string', 'urgent'],
		['retry.attempts', 'call_parameters.retry_attempts', 'number', 2],
		['retry.interval', 'call_parameters.retry_interval', 'number', 600],
		['maxDuration', 'call_parameters.max_duration', 'number', 300],
		['scheduledTime', 'call_parameters.scheduled_time', 'string', '2031-01-31T08:30:00.000Z'],
		...named('call_parameters.custom_variables', variableValues),
		['retry.attempts', 'retry_config.attempts', 'number', 2],
		['retry.interval', 'retry_config.interval', 'number', 600],
		['retry.conditions', 'retry_config.conditions', 'array', ['no-answer', 'busy', 'failed']],
		['retry.maxTotalAttempts', 'retry_config.max_total_attempts', 'number', 3],
		['responseHandlers', 'response_handlers.interested.patterns', 'array', ['yes', 'sounds good']],
		['responseHandlers', 'response_handlers.interested.action', 'string', 'proceed_flow'],
		['responseHandlers', 'response_handlers.not_now.patterns', 'array', ['no']],
		['responseHandlers', 'response_handlers.not_now.action', 'string', 'end_call'],
		['responseHandlers', 'response_handlers.human.patterns', 'array', ['a person', 'agent']],
		['responseHandlers', 'response_handlers.human.action', 'string', 'transfer_call'],
		['responseHandlers', 'response_handlers.human.transfer_number', 'string', '+4930901820'],
		['callbackUrl', 'callback_url', 'string', 'https://n8n.example.com/webhook/call-events?token=abc'],
		['recording', 'recording', 'boolean', true],
		['transcription', 'transcription', 'boolean', false],
	],
};

export const synthflow: FullCall = {
	provider: 'synthflow',
	way: 'POST /calls',
	parameters: (server) => ({
		agentId: agent(server.usableAgent),
		recipientName: 'Ada Lovelace',
		fromNumber: '+12127365002',
		variables,
		prompt: 'You call about an order.\nBe brief.',
		greeting: 'Hello, this is the assistant of Example Ltd.',
		leadEmail: 'ada@example.com',
		leadTimezone: 'America/New_York',
		callbackUrl: 'https://n8n.example.com/webhook/post-call',
		options: { reference },
	}),
	rows: (server) => [
		['agentId', 'model_id', 'string', server.usableAgent],
		['phoneNumber', 'phone', 'string', TO],
		['recipientName', 'name', 'string', 'Ada Lovelace'],
		['fromNumber', 'from_phone_number', 'string', '+12127365002'],
		['variables', 'custom_variables', 'array', Object.entries(variableValues).map(([key, value]) => ({ key, value: String(value) }))],
		['prompt', 'prompt', 'string', 'You call about an order.\nBe brief.'],
		['greeting', 'greeting', 'string', 'Hello, this is the assistant of Example Ltd.'],
		['leadEmail', 'lead_email', 'string', 'ada@example.com'],
		['leadTimezone', 'lead_timezone', 'string', 'America/New_York'],
		['callbackUrl', 'external_webhook_url', 'string', 'https://n8n.example.com/webhook/post-call'],
	],
};

export const talkoverAgent: FullCall = {
	provider: 'talkover',
	way: 'agent call',
	parameters: (server) => ({
		agentId: agent(server.usableAgent),
		variables,
		context,
		delaySeconds: 90,
		testCall: true,
		options: { reference },
	}),
	rows: (server) => [
		['agentId', 'path: /agents/:agent_id/call', 'string', server.usableAgent],
		['phoneNumber', 'to', 'string', TO],
		...named('payload', variableValues),
		...contextRows('context'),
		['options.reference', 'context.reference', 'string', reference],
		['testCall', 'is_testing', 'boolean', true],
		['delaySeconds', 'delay_seconds', 'number', 90],
	],
};

export const talkoverCampaign: FullCall = {
	provider: 'talkover',
	way: 'campaign call',
	parameters: (server) => ({
		agentId: agent(server.usableAgent),
		campaignId: 'campaign-active',
		variables,
		context,
		testCall: true,
		options: { reference },
	}),
	rows: () => [
		['campaignId', 'path: /campaigns/:campaign_id/call', 'string', 'campaign-active'],
		['phoneNumber', 'to', 'string', TO],
		...named('payload', variableValues),
		...contextRows('context'),
		['options.reference', 'context.reference', 'string', reference],
		['testCall', 'is_testing', 'boolean', true],
	],
};

export const unleashx: FullCall = {
	provider: 'unleashx',
	way: 'POST /agents/call',
	parameters: (server) => ({ agentId: agent(server.usableAgent), variables, context, options: { reference } }),
	rows: (server) => [
		['agentId', 'agent_id', 'number', Number(server.usableAgent)],
		['phoneNumber', 'phone_number', 'string', TO],
		...named('metadata', variableValues),
		...contextRows('metadata.context'),
		['options.reference', 'metadata.reference', 'string', reference],
		['options.reference', 'metadata.dialedAt', 'string', dialTime],
	],
};

/** A prompt instead of an agent, which would have its own. */
export const blandPrompt: FullCall = {
	provider: 'bland',
	way: 'POST /v1/calls with a prompt',
	parameters: () => ({
		agentId: agent(''),
		fromNumber: '+12127365002',
		variables,
		context,
		prompt: 'You call about an order.\nBe brief.',
		greeting: 'Hello, this is the assistant of Example Ltd.',
		recording: true,
		language: 'babel-de',
		maxDuration: 301,
		scheduledTime: inBerlin,
		voicemail: { action: 'leaveMessage', message: 'Please call us back.' },
		callbackUrl: 'https://n8n.example.com/webhook/call-events?token=abc',
		options: { reference },
	}),
	rows: () => [
		['phoneNumber', 'phone_number', 'string', TO],
		['prompt', 'task', 'string', 'You call about an order.\nBe brief.'],
		['greeting', 'first_sentence', 'string', 'Hello, this is the assistant of Example Ltd.'],
		['fromNumber', 'from', 'string', '+12127365002'],
		['language', 'language', 'string', 'babel-de'],
		...named('request_data', variableValues),
		...contextRows('metadata.context'),
		['options.reference', 'metadata.reference', 'string', reference],
		['options.reference', 'metadata.dialedAt', 'string', dialTime],
		['recording', 'record', 'boolean', true],
		['maxDuration', 'max_duration', 'number', 6],
		['voicemail.action', 'voicemail.action', 'string', 'leave_message'],
		['voicemail.message', 'voicemail.message', 'string', 'Please call us back.'],
		['scheduledTime', 'start_time', 'string', '2031-01-31 08:30:00 +00:00'],
		['callbackUrl', 'webhook', 'string', 'https://n8n.example.com/webhook/call-events?token=abc'],
		['callbackUrl', 'webhook_events', 'array', ['queue', 'call']],
	],
};

/** A pathway, which is typed by its ID. */
export const blandAgent: FullCall = {
	provider: 'bland',
	way: 'POST /v1/calls with an agent',
	parameters: () => ({
		agentId: agent('pathway:bl-pathway-1'),
		variables,
		context,
		recording: false,
		voicemail: { action: 'ignore' },
		options: { reference },
	}),
	rows: () => [
		['agentId', 'pathway_id', 'string', 'bl-pathway-1'],
		['phoneNumber', 'phone_number', 'string', TO],
		...named('request_data', variableValues),
		...contextRows('metadata.context'),
		['options.reference', 'metadata.reference', 'string', reference],
		['options.reference', 'metadata.dialedAt', 'string', dialTime],
		['recording', 'record', 'boolean', false],
		['voicemail.action', 'voicemail.action', 'string', 'ignore'],
	],
};

export const vapi: FullCall = {
	provider: 'vapi',
	way: 'POST /call',
	parameters: (server) => ({
		agentId: agent(server.usableAgent),
		recipientName: 'Ada Lovelace',
		fromNumber: agent(server.state.numbers[0].id),
		variables,
		context,
		greeting: 'Hello, this is the assistant of Example Ltd.',
		recording: false,
		transcription: false,
		maxDuration: 300,
		scheduledTime: inBerlin,
		voicemail: { action: 'leaveMessage', message: 'Please call us back.' },
		callbackUrl: 'https://n8n.example.com/webhook/call-events?token=abc',
		options: { reference },
	}),
	rows: (server) => [
		['agentId', 'assistantId', 'string', server.usableAgent],
		['phoneNumber', 'customer.number', 'string', TO],
		['recipientName', 'customer.name', 'string', 'Ada Lovelace'],
		['fromNumber', 'phoneNumberId', 'string', server.state.numbers[0].id],
		['scheduledTime', 'schedulePlan.earliestAt', 'string', '2031-01-31T08:30:00.000Z'],
		...named('assistantOverrides.variableValues', variableValues),
		['greeting', 'assistantOverrides.firstMessage', 'string', 'Hello, this is the assistant of Example Ltd.'],
		['maxDuration', 'assistantOverrides.maxDurationSeconds', 'number', 300],
		['recording', 'assistantOverrides.artifactPlan.recordingEnabled', 'boolean', false],
		['transcription', 'assistantOverrides.artifactPlan.transcriptPlan.enabled', 'boolean', false],
		['voicemail.action', 'assistantOverrides.voicemailDetection.provider', 'string', 'vapi'],
		['voicemail.message', 'assistantOverrides.voicemailMessage', 'string', 'Please call us back.'],
		...contextRows('assistantOverrides.metadata.context'),
		['options.reference', 'assistantOverrides.metadata.reference', 'string', reference],
		['options.reference', 'assistantOverrides.metadata.dialedAt', 'string', dialTime],
		['callbackUrl', 'assistantOverrides.server.url', 'string', 'https://n8n.example.com/webhook/call-events?token=abc'],
		['callbackUrl', 'assistantOverrides.server.backoffPlan.type', 'string', 'exponential'],
		['callbackUrl', 'assistantOverrides.server.backoffPlan.maxRetries', 'number', 3],
		['callbackUrl', 'assistantOverrides.server.backoffPlan.baseDelaySeconds', 'number', 2],
		['callbackUrl', 'assistantOverrides.serverMessages', 'array', ['status-update', 'end-of-call-report']],
	],
};

/** The same parameters where the editor puts them: all but the first few stand under Options. */
export const asInEditor = (provider: ProviderName, { agentId, recipientName, options, ...others }: IDataObject): IDataObject => {
	const { fromNumber, ...optional } = others;
	const isRequired = providerOf(provider).callerNumber?.isRequired === true;
	return {
		agentId,
		...(isRequired ? { fromNumber } : {}),
		...(recipientName === undefined ? {} : { recipientName }),
		options: { ...(options as IDataObject), ...(isRequired ? optional : others) },
	};
};

export const fullCalls: FullCall[] = [
	blandAgent,
	blandPrompt,
	elevenlabs,
	retell,
	svalync,
	synthflow,
	talkoverAgent,
	talkoverCampaign,
	unleashx,
	vapi,
];

/** The record echoes these, whatever the provider makes of them. */
export const echoed = { variables: variableValues, context: contextValue };

/** The package's own time of the request, in UTC. */
export const dialTime = textLike(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** The same as milliseconds since 1970. */
const dialMoment = { asymmetricMatch: (value: unknown) => Number.isSafeInteger(value) && Number(value) > 1.7e12 };

const defaultReference = textLike(/^vc-[0-9a-f]{24}$/);

/** The whole body of a call with only the required fields; a switch the editor shows is sent as it stands there. */
export const minimalBodies: Record<ProviderName, (server: StrictServer<any>) => Record<string, unknown>> = {
	elevenlabs: (server) => ({
		agent_id: server.usableAgent,
		agent_phone_number_id: 'phnum_1',
		to_number: TO,
		conversation_initiation_client_data: { dynamic_variables: { reference: defaultReference }, user_id: defaultReference },
		call_recording_enabled: false,
	}),
	bland: (server) => ({
		phone_number: TO,
		pathway_id: server.usableAgent.replace('pathway:', ''),
		metadata: { reference: defaultReference, dialedAt: dialTime },
		record: false,
	}),
	retell: (server) => ({
		from_number: '+14157774444',
		to_number: TO,
		override_agent_id: server.usableAgent,
		metadata: { reference: defaultReference, dialedAt: dialTime, dialedAtMs: dialMoment },
	}),
	svalync: (server) => ({
		agent_id: server.usableAgent,
		agentId: server.usableAgent,
		phone_number: TO,
		from_phone_number: 'internal',
		recording: false,
		transcription: true,
	}),
	synthflow: (server) => ({ model_id: server.usableAgent, phone: TO, name: 'Ada' }),
	talkover: () => ({ to: TO, context: { reference: defaultReference }, is_testing: false }),
	unleashx: (server) => ({
		agent_id: Number(server.usableAgent),
		phone_number: TO,
		metadata: { reference: defaultReference, dialedAt: dialTime },
	}),
	vapi: (server) => ({
		assistantId: server.usableAgent,
		assistantOverrides: {
			artifactPlan: { recordingEnabled: false, transcriptPlan: { enabled: true } },
			metadata: { reference: defaultReference, dialedAt: dialTime },
		},
		phoneNumberId: server.state.numbers[0].id,
		customer: { number: TO },
	}),
};

/** A text that is compared by its form. */
function textLike(form: RegExp): unknown {
	return { asymmetricMatch: (value: unknown) => typeof value === 'string' && form.test(value) };
}

/** The documented auth header of each provider: its name and what stands before the key. */
export const authHeaders: Record<ProviderName, { name: string; prefix: string }> = {
	elevenlabs: { name: 'xi-api-key', prefix: '' },
	bland: { name: 'authorization', prefix: '' },
	retell: { name: 'authorization', prefix: 'Bearer ' },
	svalync: { name: 'x-api-key', prefix: '' },
	synthflow: { name: 'authorization', prefix: 'Bearer ' },
	talkover: { name: 'authorization', prefix: 'Bearer ' },
	unleashx: { name: 'token', prefix: '' },
	vapi: { name: 'authorization', prefix: 'Bearer ' },
};
