import type { INodeProperties } from 'n8n-workflow';

/** The dialogue as it is written in the editor: one greeting, any number of responses, one fallback. */
export const dialogueProperty: INodeProperties = {
	displayName: 'Dialogue',
	name: 'dialogue',
	type: 'fixedCollection',
	default: { dialogue: { greeting: '', fallback: '' } },
	placeholder: 'Add Dialogue',
	options: [
		{
			displayName: 'Dialogue',
			name: 'dialogue',
			values: [
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
			],
		},
	],
};
