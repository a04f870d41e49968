import type { INodeProperties } from 'n8n-workflow';
import { agentProperties } from '../shared/fields/provider';
import type { Result } from '../shared/call/result';
import { invalid, ok } from '../shared/call/result';
import type { Field } from '../shared/fields/field';
import { collection } from '../shared/fields/field';
import { includeRaw, timeout } from '../shared/fields/options';
import { privacy } from '../shared/fields/privacy';
import { readText } from '../shared/fields/values';
import type { Privacy } from '../shared/privacy/privacy';
import { openly } from '../shared/privacy/privacy';
import type { Provider } from '../shared/providers/provider';
import { needsAgent } from '../shared/providers/registry';

const label = 'Call ID';

/** The field Call ID. */
export const callIdProperty: INodeProperties = {
	displayName: label,
	name: 'callId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 5f1f2d1c-6c1e-4f0a-9d5b-0c8e9f6a7b11',
	description: 'The callId that Make Call, Send Call, Get Many or an event gives',
};

/** Reads the id of a call: any text without a blank in it, up to 200 characters. An empty or invalid id is an invalid field. */
export function readCallId(raw: unknown, { displayName, idsOfMany }: Provider): Result<string> {
	const text = readText(raw, label, 200);
	if (!text.ok) return text;
	if (text.value === null) {
		return invalid(
			label,
			'is empty. Give the callId of an earlier node, such as {{ $json.callId }}; it is null where a provider told none.',
		);
	}
	// eslint-disable-next-line no-control-regex -- the id becomes part of a path
	if (/[\s\u0000-\u001f]/.test(text.value)) return invalid(label, 'has a blank in it. Copy the ID again.');
	if (idsOfMany?.includes(text.value.toLowerCase())) {
		return invalid(label, `means all calls of the account at ${displayName}, not one. Give the callId of an earlier node.`);
	}
	return { ok: true, value: text.value };
}

/** The field for the place of a file in the item. */
export const fileFieldProperty: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	placeholder: 'e.g. data',
	description: 'Name of the field of the item that gets the file',
};

/** Reads the name of the field that gets a file, "data" if it is empty. */
export function readFileField(raw: unknown): Result<string> {
	const field = readText(raw, fileFieldProperty.displayName, 100);
	return field.ok ? ok(field.value ?? 'data') : field;
}

/** The agent drop-down, shown for the providers that need an agent for this operation. */
export const agentNeededProperties = (operation: 'listCalls' | 'endCall', description: string): INodeProperties[] =>
	agentProperties((provider) => needsAgent(provider, operation)).map((property) => ({ ...property, description }));

const askingTimeout: Field<number> = {
	...timeout,
	property: {
		...timeout.property,
		description: 'How long to wait for an answer of the provider; a recording gets 30 seconds at the most',
	},
};

/** The fields of `askingOptions`, by name. */
export const askingFields = { includeRaw, privacy, timeout: askingTimeout };

/** The options of every operation that sends requests to the provider. */
export const askingOptions = collection({ displayName: 'Options', name: 'options', placeholder: 'Add Option' }, askingFields);

export interface AskingOptions {
	includeRaw: boolean;
	privacy: Privacy;
	/** Seconds. */
	timeout: number;
}

/** The options if none are set. The time-out is in seconds. */
export const defaultOptions: AskingOptions = { includeRaw: false, privacy: openly, timeout: 30 };
