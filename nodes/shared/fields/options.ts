import { isCountry } from '../phoneNumber/metadata';
import type { Field } from './field';
import { collection } from './field';
import { invalid, ok } from '../call/result';
import { isBlank, readBoolean, readInteger, readText, readWord } from './values';
import type { ExpressionString } from 'n8n-workflow';

const callsPerMinute: Field<number | null> = {
	property: {
		displayName: 'Calls per Minute',
		name: 'callsPerMinute',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 600 },
		default: 30,
		description: 'How many calls to start within a minute at most; without it they start as fast as the provider answers',
	},
	capability: null,
	read: (raw) => readInteger(raw, 'Calls per Minute', 1, 600),
};

const concurrency: Field<number> = {
	property: {
		displayName: 'Concurrency',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 50 },
		default: 1,
		description: 'How many calls to place at the same time',
	},
	capability: null,
	read: (raw) => {
		const value = readInteger(raw, 'Concurrency', 1, 50);
		return value.ok ? ok(value.value ?? 1) : value;
	},
};

export const defaultCountry: Field<string | null> = {
	property: {
		displayName: 'Default Country',
		name: 'defaultCountry',
		type: 'string',
		default: '',
		placeholder: 'e.g. DE',
		description: 'Country of phone numbers that are given without country code, as two letters',
	},
	capability: null,
	read: (raw) => {
		const text = readText(raw, 'Default Country');
		if (!text.ok || text.value === null) return text;
		const code = text.value.toUpperCase();
		return isCountry(code) ? ok(code) : invalid('Default Country', 'is not a country. Use two letters such as DE or US.');
	},
};

const dryRun: Field<boolean> = {
	property: {
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		// Who adds it means it: the switch starts on. Where it is not added it stays off (`read`).
		default: true,
		description: 'Whether to show the exact request instead of sending it',
	},
	capability: null,
	protects: true,
	nothingMeant: 'give true or false',
	read: (raw) => {
		const value = readBoolean(raw, 'Dry Run');
		return value.ok ? ok(value.value ?? false) : value;
	},
};

export const includeRaw: Field<boolean> = {
	property: {
		displayName: 'Include Raw Answer',
		name: 'includeRaw',
		type: 'boolean',
		default: false,
		description: "Whether to add the provider's own answer as raw",
	},
	capability: null,
	read: (raw) => {
		const value = readBoolean(raw, 'Include Raw Answer');
		return value.ok ? ok(value.value ?? false) : value;
	},
};

const reference: Field<string | null> = {
	property: {
		displayName: 'Reference',
		name: 'reference',
		type: 'string',
		default: '',
		placeholder: 'e.g. order-A-17',
		description: 'Your own name for this call, to find it again; without it one is made from the request',
	},
	capability: null,
	read: (raw) => readText(raw, 'Reference', 255),
};

const simulatedAnswers: Field<string[]> = {
	property: {
		displayName: 'Simulated Answers',
		name: 'simulatedAnswers',
		type: 'string',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Answer' },
		default: [],
		placeholder: 'e.g. yes',
		description: 'What the simulated person answers to the questions of the script or of the agent, in order',
	},
	capability: 'simulatedAnswers',
	read: (raw) => {
		const given: unknown[] = Array.isArray(raw) ? raw : isBlank(raw) ? [] : [raw];
		const texts = given.map((one) => (typeof one === 'string' ? one.trim() : ''));
		return texts.every((one) => one !== '' && one.length <= 500) && texts.length <= 100
			? ok(texts)
			: invalid('Simulated Answers', 'holds something that is no text of up to 500 characters. Write one answer per entry.');
	},
};

export const timeout: Field<number> = {
	property: {
		displayName: 'Timeout (Seconds)',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 300 },
		default: 30,
		description: 'How long to wait for the provider to take a call, in all; after it the outcome is unknown',
	},
	capability: null,
	read: (raw) => {
		const value = readInteger(raw, 'Timeout', 1, 300, 'seconds');
		return value.ok ? ok(value.value ?? 30) : value;
	},
};

const choices = ['two', 'one'] as const;
export type OutputChoice = (typeof choices)[number];

/** How many outputs the node has. The wires of the canvas go by it, so it is the same for every item. */
export const outputs: Field<OutputChoice> = {
	property: {
		displayName: 'Outputs',
		name: 'outputs',
		type: 'options',
		noDataExpression: true,
		default: 'two',
		options: [
			{ name: 'Two: Dialed and Not Dialed', value: 'two', description: 'What was certainly not dialed leaves on an output of its own' },
			{
				name: 'One',
				value: 'one',
				description: 'Everything leaves together, and dialed in each item tells; n8n can pin the data of such a node',
			},
		],
		description: 'Whether what was not dialed leaves on an output of its own',
	},
	capability: null,
	read: (raw) => {
		const word = readWord(raw, 'Outputs', choices);
		return word.ok ? ok(word.value ?? 'two') : word;
	},
};

/**
 * The outputs as n8n asks for them, on the canvas and in a run. Options may be an expression that cannot be resolved there:
 * then there are two, since n8n would take an error for a node without any.
 */
export const callOutputs: ExpressionString = `={{ ((parameters) => { try { return [parameters.options?.outputs, parameters.outputs].includes("one"); } catch { return false; } })($parameter) ? [{ type: "main", displayName: "Result" }] : [{ type: "main", displayName: "Dialed" }, { type: "main", displayName: "Not Dialed" }] }}`;

const runFields = { callsPerMinute, concurrency, defaultCountry, dryRun, includeRaw, outputs, reference, simulatedAnswers, timeout };

/** How a run of Make Call and Send Call goes about it: a part of their Options. */
export const callOptions = {
	...collection({ displayName: 'Options', name: 'options', placeholder: 'Add Option' }, runFields),
	fields: runFields,
};
