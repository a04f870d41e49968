import type { INodeProperties } from 'n8n-workflow';

/** The parts of a dialogue, by the names of their parameters. */
export const dialogueParts = ['greeting', 'responses', 'fallback'] as const;

/** The dialogue as it is written in the editor: one greeting, any number of responses, one fallback. */
const parts: INodeProperties[] = [
	{
		displayName: 'Greeting',
		name: 'greeting',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. Hello {{name}}, do you have a minute?',
		description: 'What is said first',
	},
	{
		displayName: 'Responses',
		name: 'responses',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		default: {},
		placeholder: 'Add Response',
		description: 'What the person may say, and what is said then',
		options: [
			{
				displayName: 'Response',
				name: 'response',
				values: [
					{ displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. yes' },
					{
						displayName: 'Patterns',
						name: 'patterns',
						type: 'string',
						default: '',
						placeholder: 'e.g. yes, sure, of course',
						description: 'What the person may say, separated by commas',
					},
					{
						displayName: 'Reply',
						name: 'reply',
						type: 'string',
						typeOptions: { rows: 2 },
						default: '',
						placeholder: 'e.g. Great, we will send you the details.',
						description: 'What is said then',
					},
				],
			},
		],
	},
	{
		displayName: 'Fallback',
		name: 'fallback',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. Sorry, I did not catch that.',
		description: 'What is said when nothing fits',
	},
];

/**
 * The three parts, and beside them the group of the same three that a workflow written by hand may hold: n8n drops what it
 * does not know, and its editor breaks on a group that starts with something in it.
 */
export const dialogueProperties: INodeProperties[] = [
	...parts.map((part) => ({ ...part, displayOptions: { show: { scriptFormat: ['dialogue'] } } })),
	{ displayName: 'Dialogue', name: 'dialogue', type: 'hidden', default: {} },
];
