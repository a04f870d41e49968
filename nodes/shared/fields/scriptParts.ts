import type { INodeProperties } from 'n8n-workflow';
import { ok } from '../call/result';
import { customField } from './builders';
import { stepTypes } from '../call/script';

/** The parts of a dialogue, by the names of their parameters. */
export const dialogueParts = ['greeting', 'responses', 'fallback'] as const;

/** The fields of a dialogue that are not under Options: one greeting and any number of responses. */
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
		// One empty row to fill in when the format is selected.
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

/** What the agent says when no response fits. It is under Options, because a call works without it. */
export const fallback = customField<unknown>({
	label: 'Fallback',
	name: 'fallback',
	type: 'string',
	typeOptions: { rows: 2 },
	default: '',
	placeholder: 'e.g. Sorry, I did not catch that.',
	description: 'What is said when no response fits',
	displayOptions: { show: { '/scriptFormat': ['dialogue'] } },
	read: ok,
});

/**
 * Group with all three parts, for a workflow that was written by hand. n8n drops names that it does not know. Its editor fails on a group
 * with an initial value.
 */
export const dialogueGroup: INodeProperties = { displayName: 'Dialogue', name: 'dialogue', type: 'hidden', default: {} };

const about: Record<(typeof stepTypes)[number], { name: string; description: string }> = {
	greeting: { name: 'Greeting', description: 'Opens the call; goes on below, or waits for an answer if it has responses' },
	question: { name: 'Question', description: 'Asks and waits for the answer, which chooses the next step' },
	details: { name: 'Details', description: 'Says something and goes on with the step below' },
	goodbye: { name: 'Goodbye', description: 'Says something and ends the call' },
};

/** The steps as the editor shows them, from top to bottom. */
export const stepsProperty: INodeProperties = {
	displayName: 'Steps',
	name: 'steps',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	// One empty step to fill in when the format is selected.
	default: { step: [{ type: 'greeting', text: '', responses: {}, id: '' }] },
	placeholder: 'Add Step',
	description: 'The first step opens the call; the others follow from top to bottom, or where a response leads',
	options: [
		{
			displayName: 'Step',
			name: 'step',
			values: [
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					default: 'question',
					options: stepTypes.map((value) => ({ value, ...about[value] })),
				},
				{
					displayName: 'Text',
					name: 'text',
					type: 'string',
					typeOptions: { rows: 2 },
					default: '',
					placeholder: 'e.g. Are you interested in our services?',
					description: 'What is said',
				},
				{
					displayName: 'Responses',
					name: 'responses',
					type: 'fixedCollection',
					typeOptions: { multipleValues: true, sortable: true },
					default: {},
					placeholder: 'Add Response',
					displayOptions: { show: { type: ['greeting', 'question'] } },
					options: [
						{
							displayName: 'Response',
							name: 'response',
							values: [
								{
									displayName: 'Answer',
									name: 'answer',
									type: 'string',
									default: '',
									placeholder: 'e.g. yes',
									description: 'What the person answers',
								},
								{
									displayName: 'Go To',
									name: 'next',
									type: 'string',
									default: '',
									placeholder: 'e.g. goodbye',
									description: 'The step that follows this answer: its ID, or its type where only one step has it',
								},
							],
						},
					],
				},
				{
					displayName: 'ID (Optional)',
					name: 'id',
					type: 'string',
					default: '',
					placeholder: 'e.g. offer',
					description: 'Name of the step, so that a response can lead to it; needed only where several steps have the same type',
				},
			],
		},
	],
};
