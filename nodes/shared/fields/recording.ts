import { checkCallbackUrl } from '../transport/baseUrl';
import type { Field } from './field';
import { readBoolean, readText } from './values';

export const recording: Field<boolean | null> = {
	property: {
		displayName: 'Record Call',
		name: 'recording',
		type: 'boolean',
		default: false,
		description: 'Whether to record the call',
		hint: 'Many countries require that the person is told and agrees',
	},
	capability: 'recordingSwitch',
	unset: false,
	read: (raw) => readBoolean(raw, 'Record Call'),
};

export const transcription: Field<boolean | null> = {
	property: {
		displayName: 'Transcribe Call',
		name: 'transcription',
		type: 'boolean',
		default: true,
		description: 'Whether to write down what was said',
	},
	capability: 'transcriptionSwitch',
	unset: true,
	read: (raw) => readBoolean(raw, 'Transcribe Call'),
};

export const callbackUrl: Field<string | null> = {
	property: {
		displayName: 'Callback URL',
		name: 'callbackUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://n8n.example.com/webhook/call-events',
		description: 'Address that gets the events of this call, such as that of a Webhook node',
	},
	capability: 'callbackUrl',
	read: (raw, { provider }) => {
		const text = readText(raw, 'Callback URL', 2000);
		if (!text.ok || text.value === null) return text;
		return checkCallbackUrl(text.value, 'Callback URL', provider.inProcess !== undefined);
	},
};
