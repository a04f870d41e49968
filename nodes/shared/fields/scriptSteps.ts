import type { INodeProperties } from 'n8n-workflow';
import { stepTypes } from '../script/model';

const about: Record<(typeof stepTypes)[number], { name: string; description: string }> = {
	greeting: { name: 'Greeting', description: 'Opens the call; goes on below, or waits for an answer if it has responses' },
	question: { name: 'Question', description: 'Asks and waits for the answer, which chooses the next step' },
	details: { name: 'Details', description: 'Says something and goes on with the step below' },
	goodbye: { name: 'Goodbye', description: 'Says something and ends the call' },
};

/** The steps as they are written in the editor, from top to bottom. */
export const stepsProperty: INodeProperties = {
	displayName: 'Steps',
	name: 'steps',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	default: {},
	placeholder: 'Add Step',
	hint: 'The first step opens the call. Next names a step by its ID, or by its type where only one step has it',
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
					displayName: 'ID',
					name: 'id',
					type: 'string',
					default: '',
					placeholder: 'e.g. offer',
					description: 'Name of the step, so that a response can lead to it; may stay empty',
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
									displayName: 'Next',
									name: 'next',
									type: 'string',
									default: '',
									placeholder: 'e.g. details (the ID or the type of another step)',
									description: 'The step that follows this answer',
								},
							],
						},
					],
				},
			],
		},
	],
};
