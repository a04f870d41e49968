import type { INodeProperties } from 'n8n-workflow';
import { good } from '../call/result';
import type { Field } from './field';

/** The parts of a dialogue, by the names of their parameters. */
export const dialogueParts = ['greeting', 'responses', 'fallback'] as const;

/** What is seen of a dialogue at first sight: one greeting and any number of responses. */
export const dialogueProperties: INodeProperties[] = [
	{
		displayName: 'Greeting',
		name: 'greeting',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. Hello [name], do you have a minute?',
		description: 'What is said first',
	},
	{
		displayName: 'Responses',
		name: 'responses',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		// One row to fill as soon as the format is chosen.
		default: { response: [{ name: '', patterns: '', reply: '' }] },
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
];

/** What is said when nothing fits: not seen at first sight, since a call may do without it. */
export const fallback: Field<unknown> = {
	property: {
		displayName: 'Fallback',
		name: 'fallback',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. Sorry, I did not catch that.',
		description: 'What is said when no response fits',
		displayOptions: { show: { '/scriptFormat': ['dialogue'] } },
	},
	capability: null,
	read: good,
};


/**
 * The group of all three that a workflow written by hand may hold: n8n drops what it does not know, and its editor breaks on a
 * group that starts with something in it.
 */
export const dialogueGroup: INodeProperties = { displayName: 'Dialogue', name: 'dialogue', type: 'hidden', default: {} };
