import type { ExpressionString } from 'n8n-workflow';
import type { Field } from './field';
import { good } from '../call/result';
import { readWord } from './values';

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
			{ name: 'One', value: 'one', description: 'Everything leaves together, and dialed in each item tells; n8n can pin the data of such a node' },
		],
		description: 'Whether what was not dialed leaves on an output of its own',
	},
	capability: null,
	read: (raw) => {
		const word = readWord(raw, 'Outputs', choices);
		return word.ok ? good(word.value ?? 'two') : word;
	},
};

/**
 * The outputs as n8n asks for them, on the canvas and in a run. Options may be an expression that cannot be resolved there:
 * then there are two, since n8n would take an error for a node without any.
 */
export const callOutputs: ExpressionString = `={{ ((parameters) => { try { return [parameters.options?.outputs, parameters.outputs].includes("one"); } catch { return false; } })($parameter) ? [{ type: "main", displayName: "Result" }] : [{ type: "main", displayName: "Dialed" }, { type: "main", displayName: "Not Dialed" }] }}`;
