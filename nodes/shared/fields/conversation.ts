import { isObject, text } from '../call/json';
import type { HandlerAction, ResponseHandler } from '../call/request';
import { checkPhoneNumber } from '../phoneNumber/e164';
import { customField, flagField, textField } from './builders';
import type { Result } from '../call/result';
import { invalid, ok } from '../call/result';
import { isBlank } from './values';
import { checkCallbackUrl } from '../transport/url';

export const prompt = textField({
	label: 'Prompt',
	name: 'prompt',
	rows: 4,
	maxLength: 20_000,
	placeholder: 'e.g. You call about an order that is ready. Be brief and friendly.',
	description: "Instructions for this call alone, instead of the agent's own prompt",
	capability: 'promptOverride',
});

export const greeting = textField({
	label: 'Greeting',
	name: 'greeting',
	maxLength: 2000,
	placeholder: 'e.g. Hello, this is the assistant of Example Ltd.',
	description: 'First sentence of this call alone, instead of the agent’s own greeting',
	capability: 'greetingOverride',
});

const label = 'Response Handlers';
const actions: readonly HandlerAction[] = ['end_call', 'proceed_flow', 'transfer_call'];

/** What the agent does when it hears one of the patterns. */
export const responseHandlers = customField<ResponseHandler[]>({
	label,
	name: 'responseHandlers',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	placeholder: 'Add Response Handler',
	description: 'What the agent does when the person says one of the patterns',
	options: [
		{
			displayName: 'Handler',
			name: 'handler',
			values: [
				{ displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. interested' },
				{
					displayName: 'Patterns',
					name: 'patterns',
					type: 'string',
					default: '',
					placeholder: 'e.g. yes, sure, sounds good',
					description: 'What the person may say, separated by commas',
				},
				{
					displayName: 'Action',
					name: 'action',
					type: 'options',
					default: 'proceed_flow',
					options: [
						{ name: 'End Call', value: 'end_call' },
						{ name: 'Proceed Flow', value: 'proceed_flow' },
						{ name: 'Transfer Call', value: 'transfer_call' },
					],
				},
				{
					displayName: 'Transfer Number',
					name: 'transferNumber',
					type: 'string',
					default: '',
					placeholder: 'e.g. +442079460018',
					description: 'Where the call is transferred to',
					displayOptions: { show: { action: ['transfer_call'] } },
				},
			],
		},
	],
	capability: 'responseHandlers',
	read: readHandlers,
});

function readHandlers(raw: unknown): Result<ResponseHandler[]> {
	if (isBlank(raw)) return ok([]);
	const rows = isObject(raw) ? (raw.handler ?? []) : raw;
	if (!Array.isArray(rows)) return invalid(label, 'is not a list of handlers. Add them one by one.');
	const handlers: ResponseHandler[] = [];
	for (const row of rows) {
		const handler = readHandler(isObject(row) ? row : {}, handlers);
		if (!handler.ok) return handler;
		handlers.push(handler.value);
	}
	return ok(handlers);
}

function readHandler(row: Record<string, unknown>, before: ResponseHandler[]): Result<ResponseHandler> {
	const name = text(row.name) ?? '';
	if (!/^[A-Za-z][\w-]{0,63}$/.test(name)) {
		return invalid(label, 'holds a handler whose Name is missing or is not a word. Use letters, digits, _ and -.');
	}
	if (before.some((handler) => handler.name === name)) return invalid(label, `holds the Name "${name}" twice. Rename one.`);
	const given = Array.isArray(row.patterns) ? row.patterns : (text(row.patterns) ?? '').split(',');
	const patterns = given.map((pattern) => text(pattern)).filter((pattern) => pattern !== null);
	if (patterns.length === 0) return invalid(label, `holds "${name}" without Patterns. Give at least one.`);
	const action = actions.find((action) => action === row.action);
	if (action === undefined) return invalid(label, `holds "${name}" with an unknown Action. Choose one of ${actions.join(', ')}.`);
	if (action !== 'transfer_call') return ok({ name, patterns, action, transferNumber: null });
	const number = checkPhoneNumber(row.transferNumber, `${label}: Transfer Number of "${name}"`);
	return number.ok ? ok({ name, patterns, action, transferNumber: number.value.e164 }) : number;
}

export const recording = flagField({
	label: 'Record Call',
	name: 'recording',
	default: false,
	description: 'Whether to record the call',
	hint: 'Many countries require that the person is told and agrees',
	capability: 'recordingSwitch',
	unset: false,
});

export const transcription = flagField({
	label: 'Transcribe Call',
	name: 'transcription',
	default: true,
	description: 'Whether to write down what was said',
	capability: 'transcriptionSwitch',
	unset: true,
});

export const callbackUrl = textField({
	label: 'Callback URL',
	name: 'callbackUrl',
	maxLength: 2000,
	placeholder: 'e.g. https://n8n.example.com/webhook/call-events',
	description: 'Address that gets the events of this call, such as that of a Webhook node',
	capability: 'callbackUrl',
	check: (url, label, { provider }) => checkCallbackUrl(url, label, provider.inProcess !== undefined),
});
