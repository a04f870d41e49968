import { isCountry } from '../phoneNumber/metadata';
import { choiceField, customField, flagField, integerField, orDefault, orElse, textField } from './builders';
import { collection } from './field';
import { privacy } from './privacy';
import { invalid, ok } from '../call/result';
import { isBlank } from './values';
import type { ExpressionString } from 'n8n-workflow';

const callsPerMinute = integerField({
	label: 'Calls per Minute',
	name: 'callsPerMinute',
	min: 1,
	max: 600,
	default: 30,
	description: 'How many calls to start within a minute at most; without it they start as fast as the provider answers',
});

const concurrency = orDefault(
	integerField({
		label: 'Concurrency',
		name: 'concurrency',
		min: 1,
		max: 50,
		default: 1,
		description: 'How many calls to place at the same time',
	}),
);

export const defaultCountry = textField({
	label: 'Default Country',
	name: 'defaultCountry',
	placeholder: 'e.g. DE',
	description: 'Country of phone numbers that are given without country code, as two letters',
	check: (country, label) => {
		const code = country.toUpperCase();
		return isCountry(code) ? ok(code) : invalid(label, 'is not a country. Use two letters such as DE or US.');
	},
});

// A user who adds the field wants a dry run, so the switch starts on. Without the field it is off.
const dryRun = orElse(
	flagField({
		label: 'Dry Run',
		name: 'dryRun',
		default: true,
		description: 'Whether to show the exact request instead of sending it',
		protects: true,
		nothingMeant: 'give true or false',
	}),
	false,
);

export const includeRaw = orDefault(
	flagField({
		label: 'Include Raw Answer',
		name: 'includeRaw',
		default: false,
		description: "Whether to add the provider's own answer as raw",
	}),
);

const reference = textField({
	label: 'Reference',
	name: 'reference',
	maxLength: 255,
	placeholder: 'e.g. order-A-17',
	description: 'Your own name for this call, to find it again; without it one is made from the request',
});

const simulatedAnswers = customField<string[]>({
	label: 'Simulated Answers',
	name: 'simulatedAnswers',
	type: 'string',
	typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Answer' },
	default: [],
	placeholder: 'e.g. yes',
	description: 'What the simulated person answers to the questions of the script or of the agent, in order',
	capability: 'simulatedAnswers',
	read: (raw, label) => {
		const given: unknown[] = Array.isArray(raw) ? raw : isBlank(raw) ? [] : [raw];
		const texts = given.map((answer) => (typeof answer === 'string' ? answer.trim() : ''));
		return texts.every((answer) => answer !== '' && answer.length <= 500) && texts.length <= 100
			? ok(texts)
			: invalid(label, 'holds something that is no text of up to 500 characters. Write one answer per entry.');
	},
});

export const timeout = orDefault(
	integerField({
		label: 'Timeout',
		name: 'timeout',
		unit: 'seconds',
		min: 1,
		max: 300,
		default: 30,
		description: 'How long to wait for the provider to take a call, in all; after it the outcome is unknown',
	}),
);

type OutputChoice = 'two' | 'one';

/** The number of outputs of the node. The canvas connections depend on it, so it is the same for every item. */
const outputs = orDefault(
	choiceField<OutputChoice>({
		label: 'Outputs',
		name: 'outputs',
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
	}),
);

/**
 * The outputs, as n8n requests them for the canvas and in a run. If Options is an expression that cannot be resolved there, the node has
 * two outputs. An error would give n8n a node without outputs.
 */
export const callOutputs: ExpressionString = `={{ ((parameters) => { try { return [parameters.options?.outputs, parameters.outputs].includes("one"); } catch { return false; } })($parameter) ? [{ type: "main", displayName: "Result" }] : [{ type: "main", displayName: "Dialed" }, { type: "main", displayName: "Not Dialed" }] }}`;

const runFields = {
	callsPerMinute,
	concurrency,
	defaultCountry,
	dryRun,
	includeRaw,
	outputs,
	privacy,
	reference,
	simulatedAnswers,
	timeout,
};

/** How Make Call and Send Call execute a run: a part of their Options. */
export const callOptions = {
	...collection({ displayName: 'Options', name: 'options', placeholder: 'Add Option' }, runFields),
	fields: runFields,
};
