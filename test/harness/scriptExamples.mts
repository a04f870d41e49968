/** Scripts as a person writes them in Make Call, and the JSON each becomes: shared by unit, contract and end-to-end tests. */
import type { IDataObject } from 'n8n-workflow';

export interface ScriptExample {
	form: 'text' | 'dialogue' | 'steps';
	/** The parameters of the node, as the editor saves them. */
	typed: IDataObject;
	/** The `script` of Svalync's page Make Call. */
	json: IDataObject;
}

export const forms = ['text', 'dialogue', 'steps'] as const;
export type Form = (typeof forms)[number];

/**
 * The three examples of https://docs.svalync.com/nodes/voice-ai/make-call, word for word. On the page the third one leads
 * to `details` and `goodbye` without defining them; here the two steps are there, since a script must be whole.
 */
export const documented: Record<Form, ScriptExample> = {
	text: {
		form: 'text',
		typed: { scriptFormat: 'text', scriptText: 'Hello, this is a test call from AI.' },
		json: { text: 'Hello, this is a test call from AI.' },
	},
	dialogue: {
		form: 'dialogue',
		typed: {
			scriptFormat: 'dialogue',
			greeting: 'Hello, this is AI calling. How are you today?',
			responses: {
				response: [
					{ name: 'positive', patterns: 'good, fine, great', reply: "I'm glad to hear that!" },
					{ name: 'negative', patterns: 'bad, not good, terrible', reply: "I'm sorry to hear that." },
				],
			},
			fallback: "I apologize, I didn't catch that. Could you please repeat?",
		},
		json: {
			greeting: {
				text: 'Hello, this is AI calling. How are you today?',
				responses: {
					positive: { pattern: ['good', 'fine', 'great'], reply: "I'm glad to hear that!" },
					negative: { pattern: ['bad', 'not good', 'terrible'], reply: "I'm sorry to hear that." },
				},
			},
			fallback: { text: "I apologize, I didn't catch that. Could you please repeat?" },
		},
	},
	steps: {
		form: 'steps',
		typed: {
			scriptFormat: 'steps',
			steps: {
				step: [
					{ type: 'greeting', text: 'Hello, this is Sarah from AI Company.' },
					{
						type: 'question',
						text: 'Are you interested in our services?',
						responses: {
							response: [
								{ answer: 'yes', next: 'details' },
								{ answer: 'no', next: 'goodbye' },
							],
						},
					},
					{ type: 'details', text: 'We will send you the details by e-mail.' },
					{ type: 'goodbye', text: 'Thank you for your time. Goodbye.' },
				],
			},
		},
		json: {
			steps: [
				{ type: 'greeting', text: 'Hello, this is Sarah from AI Company.' },
				{
					type: 'question',
					text: 'Are you interested in our services?',
					responses: { yes: { next: 'details' }, no: { next: 'goodbye' } },
				},
				{ type: 'details', text: 'We will send you the details by e-mail.' },
				{ type: 'goodbye', text: 'Thank you for your time. Goodbye.' },
			],
		},
	},
};

/** The examples of docs/reference/scripts.md: each with the placeholder {{name}}, the steps with three branches and IDs. */
export const examples: Record<Form, ScriptExample> = {
	text: {
		form: 'text',
		typed: { scriptFormat: 'text', scriptText: 'Hello {{name}}, this is an automated call. Your order is ready.' },
		json: { text: 'Hello {{name}}, this is an automated call. Your order is ready.' },
	},
	dialogue: {
		form: 'dialogue',
		typed: {
			scriptFormat: 'dialogue',
			greeting: 'Hello {{name}}, this is an automated call. Is tomorrow at ten still fine?',
			responses: {
				response: [
					{ name: 'yes', patterns: 'yes, fine, of course', reply: 'Great, see you tomorrow.' },
					{ name: 'no', patterns: 'no, not tomorrow', reply: 'No problem, we will send you another date.' },
				],
			},
			fallback: 'I did not catch that. We will send you a message instead.',
		},
		json: {
			greeting: {
				text: 'Hello {{name}}, this is an automated call. Is tomorrow at ten still fine?',
				responses: {
					yes: { pattern: ['yes', 'fine', 'of course'], reply: 'Great, see you tomorrow.' },
					no: { pattern: ['no', 'not tomorrow'], reply: 'No problem, we will send you another date.' },
				},
			},
			fallback: { text: 'I did not catch that. We will send you a message instead.' },
		},
	},
	steps: {
		form: 'steps',
		typed: {
			scriptFormat: 'steps',
			steps: {
				step: [
					{ type: 'greeting', text: 'Hello {{name}}, this is the assistant of Example Ltd. This call is automated.' },
					{
						id: 'offer',
						type: 'question',
						text: 'Shall a colleague call you about the offer?',
						responses: {
							response: [
								{ answer: 'yes', next: 'details' },
								{ answer: 'no', next: 'no thanks' },
								{ answer: 'later', next: 'later' },
							],
						},
					},
					{ type: 'details', text: 'Good. A colleague will call you today.' },
					{ id: 'thanks', type: 'goodbye', text: 'Thank you, goodbye.' },
					{ id: 'no thanks', type: 'goodbye', text: 'Then we will not call again. Goodbye.' },
					{ id: 'later', type: 'goodbye', text: 'We will call again next week. Goodbye.' },
				],
			},
		},
		json: {
			steps: [
				{ type: 'greeting', text: 'Hello {{name}}, this is the assistant of Example Ltd. This call is automated.' },
				{
					id: 'offer',
					type: 'question',
					text: 'Shall a colleague call you about the offer?',
					responses: { yes: { next: 'details' }, no: { next: 'no thanks' }, later: { next: 'later' } },
				},
				{ type: 'details', text: 'Good. A colleague will call you today.' },
				{ id: 'thanks', type: 'goodbye', text: 'Thank you, goodbye.' },
				{ id: 'no thanks', type: 'goodbye', text: 'Then we will not call again. Goodbye.' },
				{ id: 'later', type: 'goodbye', text: 'We will call again next week. Goodbye.' },
			],
		},
	},
};

/** The same script pasted as JSON, without and with the outer `script` that the page shows. */
export const pasted = ({ json }: ScriptExample): IDataObject[] => [
	{ scriptFormat: 'json', scriptJson: JSON.stringify(json, null, 2) },
	{ scriptFormat: 'json', scriptJson: JSON.stringify({ script: json }) },
];
