import { E164, HTTP_URL, ISO_TIME, asRecord, type Field } from './schema.mts';

/** The bodies of Svalync's two calls: the fields of the published endpoint and of its own call nodes. */
const BOOLEAN: Field = { type: 'boolean' };
const COUNT: Field = { type: 'integer', min: 0 };
const TEXT: Field = { type: 'string', min: 1 };
const PHRASES: Field = { type: 'array', min: 1, items: TEXT };

const greeting: Field = {
	type: 'object',
	required: true,
	fields: {
		text: { ...TEXT, required: true },
		responses: {
			type: 'object',
			values: {
				type: 'object',
				fields: { pattern: { ...PHRASES, required: true }, reply: { ...TEXT, required: true } },
			},
		},
	},
};

const step: Field = {
	type: 'object',
	fields: {
		id: TEXT,
		type: { ...TEXT, required: true },
		text: { ...TEXT, required: true },
		responses: {
			type: 'object',
			values: { type: 'object', fields: { next: { ...TEXT, required: true } } },
		},
	},
};

/** Every `next` must name the id or the type of a step. */
function danglingNext(script: { steps?: unknown }): string | undefined {
	const steps = Array.isArray(script.steps) ? script.steps.map(asRecord) : [];
	const names = new Set(steps.flatMap((one) => [one.id, one.type]));
	for (const one of steps) {
		for (const [name, response] of Object.entries(asRecord(one.responses))) {
			const { next } = asRecord(response);
			if (!names.has(next)) return `steps: the response ${name} leads to "${String(next)}", which is no step`;
		}
	}
	return undefined;
}

/** The three documented forms of a script, told apart by their keys. */
function scriptForm(value: unknown): Field {
	const script = asRecord(value);
	if ('steps' in script)
		return {
			type: 'object',
			rule: danglingNext,
			fields: { steps: { type: 'array', min: 1, items: step, required: true } },
		};
	if ('greeting' in script || 'fallback' in script) {
		return {
			type: 'object',
			fields: {
				greeting,
				fallback: { type: 'object', fields: { text: { ...TEXT, required: true } } },
			},
		};
	}
	return { type: 'object', fields: { text: { ...TEXT, required: true } } };
}

export const makeCallBody: Field = {
	type: 'object',
	fields: {
		phone_number: { type: 'string', pattern: E164, required: true },
		voice_id: { ...TEXT, required: true },
		script: { form: scriptForm, required: true },
		callback_url: { type: 'string', pattern: HTTP_URL },
		recording: BOOLEAN,
		voice: {
			type: 'object',
			fields: { gender: TEXT, accent: TEXT, speed: { type: 'number', min: 0.1, max: 4 } },
		},
	},
};

export const sendCallBody: Field = {
	type: 'object',
	rule: (body: Record<string, unknown>) =>
		body.agentId === body.agent_id ? undefined : 'names two different agents in agentId and agent_id',
	fields: {
		phone_number: { type: 'string', pattern: E164, required: true },
		agentId: { ...TEXT, required: true },
		agent_id: { ...TEXT, required: true },
		from_phone_number: { type: 'string', pattern: /^(internal|\+[1-9]\d{6,14})$/, required: true },
		call_parameters: {
			type: 'object',
			fields: {
				priority: { enum: ['low', 'normal', 'high', 'urgent'] },
				retry_attempts: COUNT,
				retry_interval: COUNT,
				max_duration: { type: 'integer', min: 1 },
				scheduled_time: { type: 'string', pattern: ISO_TIME },
				custom_variables: { type: 'object' },
			},
		},
		retry_config: {
			type: 'object',
			fields: {
				attempts: COUNT,
				interval: COUNT,
				max_total_attempts: COUNT,
				conditions: { type: 'array', items: { enum: ['no-answer', 'busy', 'failed'] } },
			},
		},
		response_handlers: {
			type: 'object',
			values: {
				type: 'object',
				rule: (handler: Record<string, unknown>) =>
					handler.action === 'transfer_call' && !handler.transfer_number
						? 'has the action transfer_call and no transfer_number'
						: undefined,
				fields: {
					patterns: { ...PHRASES, required: true },
					action: { enum: ['proceed_flow', 'end_call', 'transfer_call'], required: true },
					transfer_number: { type: 'string', pattern: E164 },
				},
			},
		},
		callback_url: { type: 'string', pattern: HTTP_URL },
		recording: BOOLEAN,
		transcription: BOOLEAN,
	},
};
