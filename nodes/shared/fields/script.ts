import type { INodeProperties } from 'n8n-workflow';
import type { JsonObject } from '../call/json';
import { isObject } from '../call/json';
import type { CallVariables } from '../call/request';
import { providers } from '../providers/registry';
import { scriptFault } from '../script/fault';
import { scriptFromJson } from '../script/json';
import type { Script } from '../script/model';
import { filled, unfilled } from '../script/placeholders';
import { scriptFaults } from '../script/validate';
import type { Fault } from './fault';
import { dialogueProperty } from './scriptDialogue';
import { stepsProperty } from './scriptSteps';

const showFor = (format: string): INodeProperties['displayOptions'] => ({ show: { scriptFormat: [format] } });

/** How a script is written: what to say, a greeting with responses, steps that lead to one another, or JSON. */
export const scriptProperties: INodeProperties[] = [
	{
		displayName: 'Script',
		name: 'scriptFormat',
		type: 'options',
		noDataExpression: true,
		default: 'text',
		options: [
			{ name: 'Text', value: 'text', description: 'One message' },
			{ name: 'Dialogue', value: 'dialogue', description: 'A greeting, what the person may answer, and the replies' },
			{ name: 'Steps', value: 'steps', description: 'Several steps, where answers choose the next one' },
			{ name: 'JSON', value: 'json', description: 'Any of the three as JSON' },
		],
	},
	{
		displayName: 'Text',
		name: 'scriptText',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		placeholder: 'e.g. Hello {{name}}, this is an automated call. Your order is ready.',
		description: 'What is said on the call',
		hint: 'Write {{name}} where the variable "name" is to be spoken',
		displayOptions: showFor('text'),
	},
	{ ...dialogueProperty, displayOptions: showFor('dialogue') },
	{ ...stepsProperty, displayOptions: showFor('steps') },
	{
		displayName: 'JSON',
		name: 'scriptJson',
		type: 'json',
		typeOptions: { rows: 8 },
		default: '{\n  "text": "Hello."\n}',
		required: true,
		description: 'The script as JSON: an object with text, with greeting and fallback, or with steps',
		hint: 'e.g. { "steps": [ { "type": "question", "text": "Shall we go on?", "responses": { "yes": { "next": "goodbye" } } }, { "type": "goodbye", "text": "Thank you." } ] }',
		displayOptions: showFor('json'),
	},
];

/** Where an agent speaks the script, what must be done there so that it does. */
export const scriptNoticeProperties: INodeProperties[] = providers.flatMap(({ id, scriptNotice }) =>
	scriptNotice === undefined
		? []
		: [
				{
					displayName: scriptNotice,
					name: `${id}ScriptNotice`,
					type: 'notice' as const,
					default: '',
					displayOptions: { show: { provider: [id] } },
				},
			],
);

/**
 * Reads the script in the chosen format, checks it and fills its placeholders.
 * @param raw reads a parameter of the node by name
 */
export function readScript(
	raw: (name: string) => unknown,
	variables: CallVariables,
): { script: Script | null; faults: Fault[] } {
	const read = scriptIn(raw);
	if ('faults' in read) return { script: null, faults: read.faults };
	const { script } = read;
	const faults = [...scriptFaults(script), ...unfilled(script, variables)];
	if (faults.length > 0) return { script: null, faults };
	const complete = filled(script, variables);
	// A value may be empty or very long: the script that is spoken must be sound as well.
	const late = scriptFaults(complete);
	return { script: late.length === 0 ? complete : null, faults: late };
}

type Read = { script: Script } | { faults: Fault[] };

function scriptIn(raw: (name: string) => unknown): Read {
	switch (raw('scriptFormat')) {
		case 'dialogue':
			return { script: dialogueIn(raw('dialogue')) };
		case 'steps':
			return { script: stepsIn(raw('steps')) };
		case 'json':
			return jsonIn(raw('scriptJson'));
		default:
			return { script: { form: 'text', text: textOf(raw('scriptText')) } };
	}
}

function jsonIn(raw: unknown): Read {
	if (typeof raw !== 'string') return scriptFromJson(raw);
	try {
		return scriptFromJson(JSON.parse(raw));
	} catch {
		return { faults: [scriptFault('JSON', 'is not valid JSON. Check quotes, commas and brackets.')] };
	}
}

const textOf = (raw: unknown): string => (raw === undefined || raw === null ? '' : String(raw));

/** The rows of a fixed collection; n8n leaves the key out when there is none. */
const rowsIn = (raw: unknown, key: string): JsonObject[] => {
	const rows = isObject(raw) ? raw[key] : raw;
	return (Array.isArray(rows) ? rows : rows === undefined || rows === null ? [] : [rows]).filter(isObject);
};

function dialogueIn(raw: unknown): Script {
	const [dialogue = {}] = rowsIn(raw, 'dialogue');
	const fallback = textOf(dialogue.fallback);
	return {
		form: 'dialogue',
		greeting: textOf(dialogue.greeting),
		responses: rowsIn(dialogue.responses, 'response').map((row) => ({
			name: textOf(row.name),
			patterns: patternsOf(row.patterns),
			reply: textOf(row.reply),
		})),
		fallback: fallback === '' ? null : fallback,
	};
}

const patternsOf = (raw: unknown): string[] =>
	(Array.isArray(raw) ? raw.map(textOf) : textOf(raw).split(',')).map((one) => one.trim()).filter((one) => one !== '');

function stepsIn(raw: unknown): Script {
	return {
		form: 'steps',
		steps: rowsIn(raw, 'step').map((row) => ({
			id: textOf(row.id).trim() === '' ? null : textOf(row.id).trim(),
			type: textOf(row.type),
			text: textOf(row.text),
			answers: rowsIn(row.responses, 'response').map(({ answer, next }) => ({
				answer: textOf(answer).trim(),
				next: textOf(next).trim(),
			})),
		})),
	};
}
