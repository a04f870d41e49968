import type { INodeProperties } from 'n8n-workflow';
import type { JsonObject } from '../call/json';
import { isObject } from '../call/json';
import type { CallVariables } from '../call/request';
import type { Provider } from '../providers/provider';
import { supports, providers } from '../providers/registry';
import { scriptFault } from '../call/script';
import { withNamesOfSteps } from '../script/walk';
import { scriptFromJson } from '../script/json';
import type { Script } from '../call/script';
import { openedWith } from '../script/opening';
import { filled, scriptValues, unfilled } from '../script/placeholders';
import { scriptFaults } from '../script/validate';
import type { FieldIssue } from '../call/result';
import type { Field } from './field';
import { isShown, labelOf, isGiven, saysTheSame } from './field';
import { recipientName } from './callParameters';
import { dialogueGroup, dialogueParts, dialogueProperties, stepsProperty } from './scriptParts';
import { isBlank } from './values';

/**
 * The fields of one format. Each has a hidden field of the same name that applies while another format is selected, so that a workflow with
 * values for both formats keeps both. The editor still empties a field when it hides it.
 */
const fieldsOf = (format: string, properties: INodeProperties[]): INodeProperties[] =>
	properties.flatMap((property) => {
		const { displayName, name, default: start } = property;
		const kept: INodeProperties = { displayName, name, type: 'hidden', default: '', displayOptions: { hide: { scriptFormat: [format] } } };
		return [
			{ ...property, displayOptions: { show: { scriptFormat: [format] } } },
			{ ...kept, default: start },
		];
	});

const textField: INodeProperties = {
	displayName: 'Text',
	name: 'scriptText',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	required: true,
	placeholder: 'e.g. Hello, this is an automated call. Your order is ready.',
	description: 'What is said on the call',
	// Not {{name}}: n8n turns a text into an expression when that is pasted.
	hint: 'Write [name] for the name of the recipient; any variable can stand in brackets',
};

const jsonField: INodeProperties = {
	displayName: 'JSON',
	name: 'scriptJson',
	type: 'json',
	typeOptions: { rows: 8 },
	// Empty, so that no sample text is ever spoken.
	default: '',
	required: true,
	placeholder: '{ "text": "Hello [name], this is an automated call." }',
	description: 'The script as JSON: an object with text, with greeting and fallback, or with steps',
	hint: 'e.g. { "steps": [ { "type": "question", "text": "Shall we go on?", "responses": { "yes": { "next": "goodbye" } } }, { "type": "goodbye", "text": "Thank you." } ] }',
};

/** The forms of a script: what to say, a greeting with responses, steps that lead to one another, or JSON. */
export const scriptProperties: INodeProperties[] = [
	{
		displayName: 'Script',
		name: 'scriptFormat',
		type: 'options',
		noDataExpression: true,
		default: 'text',
		description: 'How the script is written; a switch to another form empties the fields of this one',
		options: [
			{ name: 'Text', value: 'text', description: 'One message' },
			{ name: 'Dialogue', value: 'dialogue', description: 'A greeting, what the person may answer, and the replies' },
			{ name: 'Steps', value: 'steps', description: 'Several steps, where answers choose the next one' },
			{ name: 'JSON', value: 'json', description: 'Any of the three as JSON' },
		],
	},
	...fieldsOf('text', [textField]),
	...fieldsOf('dialogue', dialogueProperties),
	dialogueGroup,
	...fieldsOf('steps', [stepsProperty]),
	...fieldsOf('json', [jsonField]),
];

/** Whether an agent speaks the script at this provider: it does if no voice can be chosen per call, or if the provider says so. */
export const scriptNeedsAgent = (provider: Provider): boolean => provider.agentForScripts ?? !supports(provider, 'voiceChoice');

/** The person's name. The node fills the script itself, so the provider needs no field for the name. */
export const nameInScript: Field<string | null> = { ...recipientName, capability: null };

const inDialogues: INodeProperties = { ...recipientName.property, displayOptions: { show: { '/scriptFormat': ['dialogue'] } } };

/** Whether every form of a script shows the most fields already, because the call needs an agent and a caller number. */
const isFull = (provider: Provider): boolean => scriptNeedsAgent(provider) && provider.callerNumber?.isRequired === true;

/** Recipient Name under Options, for providers that also need an agent or a voice: a dialogue already shows the most fields. */
export const nameUnderOptions: Field<string | null> = {
	...nameInScript,
	property: inDialogues,
	propertyFor: (provider) => (isFull(provider) ? recipientName.property : inDialogues),
	providers: ({ inProcess }) => inProcess === undefined,
};

/** Recipient Name outside Options, for the other formats and the other providers. */
export const shownNameProperties: INodeProperties[] = providers
	.filter((provider) => !isFull(provider))
	.map((provider) => ({
		...recipientName.property,
		displayOptions: {
			show: { provider: [provider.id] },
			...(isShown(nameUnderOptions, provider) ? { hide: { scriptFormat: ['dialogue'] } } : {}),
		},
	}));

/** Notices for providers whose agent speaks the script: what the user must set up there, and where to find the recipient's name. */
export const scriptNoticeProperties: INodeProperties[] = providers.flatMap((provider) => {
	const { id, scriptNotice } = provider;
	if (scriptNotice === undefined) return [];
	const notice: INodeProperties = {
		displayName: scriptNotice,
		name: `${id}ScriptNotice`,
		type: 'notice',
		default: '',
		displayOptions: { show: { provider: [id] } },
	};
	if (!isShown(nameUnderOptions, provider)) return [notice];
	const nameIsElsewhere = `${scriptNotice} You find Recipient Name under Options.`;
	if (isFull(provider)) return [{ ...notice, displayName: nameIsElsewhere }];
	return [
		{ ...notice, displayOptions: { ...notice.displayOptions, hide: { scriptFormat: ['dialogue'] } } },
		{
			...notice,
			displayName: nameIsElsewhere,
			name: `${id}DialogueNotice`,
			displayOptions: { show: { provider: [id], scriptFormat: ['dialogue'] } },
		},
	];
});

/**
 * Reads the script in the selected format, checks it and fills its placeholders.
 * @param raw reads a parameter of the node by name
 * @param recipientNamed the name of the person
 * @param words are spoken before the script
 */
export function readScript(
	raw: (name: string) => unknown,
	variables: CallVariables,
	recipientNamed: string | null = null,
	words: string | null = null,
): { script: Script | null; faults: FieldIssue[] } {
	const read = scriptIn(raw);
	if ('faults' in read) return { script: null, faults: read.faults };
	const own = withNamesOfSteps(read.script);
	const values = scriptValues(variables, recipientNamed);
	const missing = scriptFaults(own);
	const script = words === null || missing.length > 0 ? own : openedWith(own, words);
	const faults = [...missing, ...unfilled(script, values)];
	if (faults.length > 0) return { script: null, faults };
	const complete = filled(script, values);
	// A value may be empty or very long, so the filled script is checked too.
	const late = scriptFaults(complete);
	return { script: late.length === 0 ? complete : null, faults: late };
}

type Read = { script: Script } | { faults: FieldIssue[] };

function scriptIn(raw: (name: string) => unknown): Read {
	switch (raw('scriptFormat')) {
		case 'dialogue':
			return dialogueIn(raw);
		case 'steps':
			return typed((textOf) => stepsIn(raw('steps'), textOf));
		case 'json':
			return jsonIn(raw('scriptJson'));
		default:
			return typed((textOf) => ({ form: 'text', text: textOf(raw('scriptText'), 'Text') }));
	}
}

function jsonIn(raw: unknown): Read {
	if (isBlank(raw)) return { faults: [scriptFault('JSON', 'is empty. Write what is to be said, such as { "text": "Hello." }.')] };
	if (typeof raw !== 'string') return scriptFromJson(raw);
	try {
		return scriptFromJson(JSON.parse(raw));
	} catch {
		return { faults: [scriptFault('JSON', 'is not valid JSON. Check quotes, commas and brackets.')] };
	}
}

/** Reads one text of the script. `place` names where the text is. */
type TextReader = (raw: unknown, place: string) => string;

/** Reads a script typed into the editor. An expression may give a list or an object, which cannot be spoken. */
function typed(read: (textOf: TextReader) => Script): Read {
	const faults: FieldIssue[] = [];
	const script = read((raw, place) => {
		if (raw === undefined || raw === null) return '';
		if (typeof raw !== 'object') return String(raw);
		faults.push(scriptFault(place, 'is a list or an object. Give text.'));
		return '';
	});
	return faults.length > 0 ? { faults } : { script };
}

/** The rows of a fixed collection. n8n omits the key if there are none. */
const rowsIn = (raw: unknown, key: string): JsonObject[] => {
	const rows = isObject(raw) ? raw[key] : raw;
	return (Array.isArray(rows) ? rows : rows === undefined || rows === null ? [] : [rows]).filter(isObject);
};

/** The rows. Empty if there is only the editor's initial row without content. */
function writtenRows(raw: unknown, key: string): JsonObject[] {
	const rows = rowsIn(raw, key);
	const isUntouched = ({ type = 'greeting', ...row }: JsonObject): boolean => type === 'greeting' && !Object.values(row).some(isGiven);
	return rows.length === 1 && isUntouched(rows[0]) ? [] : rows;
}

/** The dialogue from its three fields, or from the group of the same three in a workflow that was written by hand. */
function dialogueIn(raw: (name: string) => unknown): Read {
	const [group = {}] = rowsIn(raw('dialogue'), 'dialogue');
	const parts: Record<string, unknown> = {};
	// The editor's initial row has no content.
	const written = (value: unknown): unknown => (isObject(value) && writtenRows(value, 'response').length === 0 ? undefined : value);
	for (const name of dialogueParts) {
		const [field, other] = [written(raw(name)), group[name]];
		if (isGiven(field) && isGiven(other) && !saysTheSame(field, other)) {
			return { faults: [scriptFault(labelOf(name), 'is given twice, in its field and as part of Dialogue. Take one of the two out.')] };
		}
		parts[name] = isGiven(field) ? field : other;
	}
	return typed((textOf) => {
		const fallback = textOf(parts.fallback, 'Fallback');
		return {
			form: 'dialogue',
			greeting: textOf(parts.greeting, 'Greeting'),
			responses: writtenRows(parts.responses, 'response').map((row, index) => {
				const place = `response ${index + 1}`;
				return {
					name: textOf(row.name, `${place}: Name`).trim(),
					patterns: patternsOf(row.patterns, (pattern) => textOf(pattern, `${place}: Patterns`)),
					reply: textOf(row.reply, `${place}: Reply`),
				};
			}),
			fallback: fallback === '' ? null : fallback,
		};
	});
}

const patternsOf = (raw: unknown, textOf: (raw: unknown) => string): string[] =>
	(Array.isArray(raw) ? raw.map(textOf) : textOf(raw).split(',')).map((pattern) => pattern.trim()).filter((pattern) => pattern !== '');

function stepsIn(raw: unknown, textOf: TextReader): Script {
	return {
		form: 'steps',
		steps: rowsIn(raw, 'step').map((row, index) => {
			const place = `step ${index + 1}`;
			const id = textOf(row.id, `${place}: ID`).trim();
			return {
				id: id === '' ? null : id,
				type: textOf(row.type, `${place}: Type`),
				text: textOf(row.text, `${place}: Text`),
				answers: rowsIn(row.responses, 'response').map(({ answer, next }, position) => ({
					answer: textOf(answer, `${place}: response ${position + 1}: Answer`).trim(),
					next: textOf(next, `${place}: response ${position + 1}: Go To`).trim(),
				})),
			};
		}),
	};
}
