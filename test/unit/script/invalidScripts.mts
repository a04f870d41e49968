/** Scripts that must be refused: as they stand in the node, the field that must be named, and words of the sentence. */
import type { IDataObject } from 'n8n-workflow';
import type { CallVariables } from '../../../nodes/shared/call/request';

export interface InvalidScript {
	title: string;
	parameters: IDataObject;
	variables?: CallVariables;
	/** The first fault's field, whole. */
	field: string;
	/** Part of its sentence. */
	says: string;
}

type Row = [title: string, given: unknown, field: string, says: string, variables?: CallVariables];

const rowsAs =
	(parametersOf: (given: any) => IDataObject) =>
	([title, given, field, says, variables]: Row): InvalidScript => ({ title, parameters: parametersOf(given), field, says, variables });

const asJson = rowsAs((scriptJson) => ({
	scriptFormat: 'json',
	scriptJson: typeof scriptJson === 'string' ? scriptJson : JSON.stringify(scriptJson),
}));
const asText = rowsAs((scriptText) => ({ scriptFormat: 'text', scriptText }));
const asDialogue = rowsAs((dialogue) => ({ scriptFormat: 'dialogue', dialogue }));
const asSteps = rowsAs((step) => ({ scriptFormat: 'steps', steps: { step } }));

const many = (count: number, text: (index: number) => string): string[] => Array.from({ length: count }, (_, index) => text(index));
const bye = { type: 'goodbye', text: 'Bye.' };
const ask = (responses: unknown, more: object = {}): object => ({ type: 'question', text: 'Well?', responses, ...more });
const dialogue = (responses: unknown): object => ({ greeting: { text: 'Hello.', responses } });
const oneKey = 'exactly one of the keys text, greeting or steps';

const notThisJson: Row[] = [
	['nothing at all', '', 'Script, JSON', 'is empty. Write what is to be said, such as { "text": "Hello." }.'],
	['words', 'Hello!', 'Script, JSON', 'is not valid JSON'],
	['cut off', '{"text": "Hello."', 'Script, JSON', 'is not valid JSON'],
	['single quotes', "{'text': 'Hello.'}", 'Script, JSON', 'is not valid JSON'],
	['a comma at the end', '{"text": "Hello.",}', 'Script, JSON', 'is not valid JSON'],
	['a list', [], 'Script', 'is not a JSON object'],
	['null', null, 'Script', 'is not a JSON object'],
	['a text', '"Hello."', 'Script', 'is not a JSON object'],
	['a number', 42, 'Script', 'is not a JSON object'],
	['an empty object', {}, 'Script', oneKey],
	['two forms at once', { text: 'Hello.', greeting: { text: 'Hello.' } }, 'Script', oneKey],
	['greeting and steps', { greeting: { text: 'Hello.' }, steps: [bye] }, 'Script', oneKey],
	['a fallback alone', { fallback: { text: 'Pardon?' } }, 'Script', oneKey],
	['script twice', { script: { script: { text: 'Hello.' } } }, 'Script', oneKey],
	['script as text', { script: 'Hello.' }, 'Script', oneKey],
	['the whole body', { phone_number: '+442079460018', script: { text: 'Hello.' } }, 'Script', oneKey],
	['the name __proto__ alone', '{"__proto__": {"text": "Hello."}}', 'Script', oneKey],
	['text that is a number', { text: 5 }, 'Script, text', 'is not text'],
	['text that is null', { text: null }, 'Script, text', 'is not text'],
	['text that is a list', { text: ['Hello.'] }, 'Script, text', 'is not text'],
	['a key beside text', { text: 'Hello.', voice: 'x' }, 'Script', 'has the key "voice"'],
	['__proto__ beside text', '{"text": "Hello.", "__proto__": {"x": 1}}', 'Script', 'has the key "__proto__"'],
	['constructor beside steps', { steps: [bye], constructor: 1 }, 'Script', 'has the key "constructor"'],
];

const notThisDialogue: Row[] = [
	['greeting as text', { greeting: 'Hello.' }, 'Script, greeting', 'needs a text'],
	['greeting without text', { greeting: {} }, 'Script, greeting', 'needs a text'],
	['greeting text of a wrong type', { greeting: { text: 1 } }, 'Script, greeting', 'needs a text'],
	['an unknown key in greeting', { greeting: { text: 'Hello.', response: {} } }, 'Script, greeting', 'has the key "response"'],
	['an unknown key beside greeting', { greeting: { text: 'Hello.' }, closing: {} }, 'Script', 'has the key "closing"'],
	['fallback as text', { greeting: { text: 'Hello.' }, fallback: 'Pardon?' }, 'Script, fallback', 'needs a text and nothing else'],
	['fallback with more', { greeting: { text: 'Hello.' }, fallback: { text: 'Pardon?', next: 'x' } }, 'Script, fallback', 'nothing else'],
	['fallback that is null', { greeting: { text: 'Hello.' }, fallback: null }, 'Script, fallback', 'needs a text'],
	['responses as a list', dialogue([]), 'Script, greeting: responses', 'is not an object'],
	['responses that are null', dialogue(null), 'Script, greeting: responses', 'is not an object'],
	['a response as text', dialogue({ yes: 'Good.' }), 'Script, response "yes"', 'needs pattern'],
	['a pattern as text', dialogue({ yes: { pattern: 'yes', reply: 'Good.' } }), 'Script, response "yes"', 'a list of texts'],
	['a pattern that holds a number', dialogue({ yes: { pattern: [1], reply: 'Good.' } }), 'Script, response "yes"', 'a list of texts'],
	['no reply', dialogue({ yes: { pattern: ['yes'] } }), 'Script, response "yes"', 'reply, a text'],
	['next in a reply', dialogue({ yes: { pattern: ['yes'], reply: 'Good.', next: 'x' } }), 'Script, response "yes"', 'has the key "next"'],
	['an empty greeting', { greeting: { text: '' } }, 'Script, Greeting', 'is empty'],
	['a blank greeting', { greeting: { text: ' \n ' } }, 'Script, Greeting', 'is empty'],
	['an empty fallback', { greeting: { text: 'Hello.' }, fallback: { text: '' } }, 'Script, Fallback', 'is empty'],
	['a response without a name', dialogue({ '': { pattern: ['yes'], reply: 'Good.' } }), 'Script, response 1: Name', 'is empty'],
	['no pattern', dialogue({ yes: { pattern: [], reply: 'Good.' } }), 'Script, response "yes": Patterns', 'has none'],
	['an empty pattern', dialogue({ yes: { pattern: ['yes', ' '], reply: 'Good.' } }), 'Script, response "yes": Patterns', 'an empty one'],
	['an empty reply', dialogue({ yes: { pattern: ['yes'], reply: ' ' } }), 'Script, response "yes": Reply', 'is empty'],
	[
		'a response named __proto__',
		'{"greeting":{"text":"Hello.","responses":{"__proto__":{"pattern":["yes"],"reply":"Good."}}}}',
		'Script, response "__proto__": Name',
		'cannot be used',
	],
	[
		'a response named constructor',
		dialogue({ constructor: { pattern: ['yes'], reply: 'Good.' } }),
		'Script, response "constructor": Name',
		'cannot be used',
	],
	[
		'too many responses',
		dialogue(Object.fromEntries(many(51, (i) => `r${i}`).map((name) => [name, { pattern: ['x'], reply: 'y' }]))),
		'Script, Responses',
		'more than 50',
	],
	[
		'too many patterns',
		dialogue({ yes: { pattern: many(51, (i) => `p${i}`), reply: 'Good.' } }),
		'Script, response "yes": Patterns',
		'more than 50',
	],
	[
		'a very long name',
		dialogue({ ['n'.repeat(5000)]: { pattern: ['yes'], reply: '' } }),
		`Script, response "${'n'.repeat(40)}": Reply`,
		'is empty',
	],
];

const notTheseSteps: Row[] = [
	['steps as an object', { steps: {} }, 'Script, steps', 'is not a list'],
	['no steps', { steps: [] }, 'Script, Steps', 'has none'],
	['a step as text', { steps: ['Hello.'] }, 'Script, step 1', 'is not an object'],
	['a step that is null', { steps: [bye, null] }, 'Script, step 2', 'is not an object'],
	['an unknown key in a step', { steps: [{ ...bye, reply: 'x' }] }, 'Script, step 1', 'has the key "reply"'],
	['__proto__ in a step', '{"steps":[{"type":"goodbye","text":"Bye.","__proto__":{}}]}', 'Script, step 1', 'has the key "__proto__"'],
	['an ID that is a number', { steps: [{ ...bye, id: 5 }] }, 'Script, step 1: id', 'is not text'],
	['an ID that is null', { steps: [{ ...bye, id: null }] }, 'Script, step 1: id', 'is not text'],
	['no type', { steps: [{ type: 'details', text: 'x' }, { text: 'Bye.' }] }, 'Script, step 2: type', 'is missing or not text'],
	['a type that is a number', { steps: [{ type: 7, text: 'Bye.' }] }, 'Script, step 1: type', 'is missing or not text'],
	['no text', { steps: [{ type: 'goodbye' }] }, 'Script, step 1: text', 'is missing or not text'],
	['a text that is a list', { steps: [{ type: 'goodbye', text: ['Bye.'] }] }, 'Script, step 1: text', 'is missing or not text'],
	['responses as a list', { steps: [ask(['yes']), bye] }, 'Script, step 1: responses', 'is not an object'],
	['a response as text', { steps: [ask({ yes: 'goodbye' }), bye] }, 'Script, step 1: response "yes"', 'needs next'],
	['next as a number', { steps: [ask({ yes: { next: 2 } }), bye] }, 'Script, step 1: response "yes"', 'needs next'],
	[
		'a reply beside next',
		{ steps: [ask({ yes: { next: 'goodbye', reply: 'x' } }), bye] },
		'Script, step 1: response "yes"',
		'nothing else',
	],
	[
		'an unknown type',
		{ steps: [{ type: 'menu', text: 'x' }, bye] },
		'Script, step 1 (menu): Type',
		'is not known. Use one of greeting, question, details, goodbye',
	],
	['a type in capitals', { steps: [{ type: 'Goodbye', text: 'Bye.' }] }, 'Script, step 1 (Goodbye): Type', 'is not known'],
	['a type of Object', { steps: [{ type: 'constructor', text: 'Bye.' }] }, 'Script, step 1 (constructor): Type', 'is not known'],
	['an empty text', { steps: [{ type: 'details', text: '' }, bye] }, 'Script, step 1 (details): Text', 'is empty'],
	['a blank text in a named step', { steps: [bye, { id: 'end', type: 'goodbye', text: '\t' }] }, 'Script, step 2 (end): Text', 'is empty'],
	['a blank ID', { steps: [{ ...bye, id: ' ' }] }, 'Script, step 1 ( ): ID', 'is blank'],
	[
		'two steps with one ID',
		{
			steps: [
				{ id: 'a', type: 'details', text: 'x' },
				{ ...bye, id: 'a' },
			],
		},
		'Script, step 2 (a): ID',
		'is used by an earlier step',
	],
	[
		'responses on details',
		{ steps: [{ type: 'details', text: 'x', responses: { yes: { next: 'goodbye' } } }, bye] },
		'Script, step 1 (details): Responses',
		'asks nothing',
	],
	[
		'responses on goodbye',
		{ steps: [bye, { ...bye, id: 'b', responses: { yes: { next: 'b' } } }] },
		'Script, step 2 (b): Responses',
		'asks nothing',
	],
	[
		'an unknown next',
		{ steps: [ask({ yes: { next: 'nowhere' } }), bye] },
		'Script, step 1 (question): response "yes": Go To',
		'names "nowhere", and there is no such step. There is: question, goodbye.',
	],
	[
		'next in other capitals, which several steps may mean',
		{ steps: [ask({ yes: { next: 'Goodbye' } }), bye, bye] },
		'Script, step 1 (question): response "yes": Go To',
		'which several steps have',
	],
	[
		'next __proto__',
		{ steps: [ask({ yes: { next: '__proto__' } }), bye] },
		'Script, step 1 (question): response "yes": Go To',
		'names "__proto__"',
	],
	[
		'an empty next',
		{ steps: [ask({ yes: { next: '' } }), bye] },
		'Script, step 1 (question): response "yes": Go To',
		'is empty. Name the step that follows',
	],
	[
		'a type that two steps have',
		{ steps: [ask({ yes: { next: 'goodbye' } }), bye, bye] },
		'Script, step 1 (question): response "yes": Go To',
		'which several steps have',
	],
	['an empty answer', { steps: [ask({ '': { next: 'goodbye' } }), bye] }, 'Script, step 1 (question): response 1: Answer', 'is empty'],
	[
		'an answer named __proto__',
		'{"steps":[{"type":"question","text":"Well?","responses":{"__proto__":{"next":"goodbye"}}},{"type":"goodbye","text":"Bye."}]}',
		'Script, step 1 (question): response "__proto__": Answer',
		'cannot be used',
	],
	[
		'too many answers',
		{ steps: [ask(Object.fromEntries(many(51, (i) => `a${i}`).map((name) => [name, { next: 'goodbye' }]))), bye] },
		'Script, step 1 (question): Responses',
		'more than 50',
	],
	['a step below a goodbye', { steps: [bye, { type: 'details', text: 'x' }] }, 'Script, step 2 (details)', 'is never reached'],
	[
		'a step no answer leads to',
		{ steps: [ask({ yes: { next: 'c' } }), { ...bye, id: 'b' }, { ...bye, id: 'c' }] },
		'Script, step 2 (b)',
		'is never reached',
	],
	[
		'a question that leads to itself',
		{ steps: [ask({ yes: { next: 'question' } })] },
		'Script, step 1 (question)',
		'leads in a circle that never ends',
	],
	[
		'a circle of two',
		{ steps: [ask({ yes: { next: 'b' } }, { id: 'a' }), ask({ no: { next: 'a' } }, { id: 'b' })] },
		'Script, step 1 (a)',
		'leads in a circle',
	],
	[
		'a circle that one branch falls into',
		{ steps: [ask({ yes: { next: 'b' }, no: { next: 'goodbye' } }, { id: 'a' }), bye, ask({ x: { next: 'b' } }, { id: 'b' })] },
		'Script, step 3 (b)',
		'leads in a circle',
	],
	[
		'too many steps',
		{ steps: [...many(100, (i) => `s${i}`).map((text) => ({ type: 'details', text })), bye] },
		'Script, Steps',
		'has more than 100',
	],
];

const notTyped: InvalidScript[] = [
	...(
		[
			['an empty text', '', 'Script, Text', 'is empty'],
			['a blank text', '  \n', 'Script, Text', 'is empty'],
			['no text', undefined, 'Script, Text', 'is empty'],
			['an object from an expression', { a: 1 }, 'Script, Text', 'is a list or an object'],
			['too long a text', 'x'.repeat(20_001), 'Script', 'is 20012 characters long, and 20000 is the most'],
			['a placeholder without a variable', 'Hello {{name}}.', 'Script, Text', 'uses {{name}}, and nothing fills it'],
			['a placeholder with blanks', 'Hello {{ first name }}.', 'Script, Text', 'uses {{first name}}'],
			['a placeholder without a name', 'Hello {{}}.', 'Script, Text', 'uses {{}}'],
			['a placeholder with a name of Object', 'Hello {{toString}}.', 'Script, Text', 'uses {{toString}}'],
			['a placeholder __proto__', 'Hello {{__proto__}}.', 'Script, Text', 'uses {{__proto__}}'],
			[
				'a placeholder in other capitals, which two variables have',
				'Hello {{NAME}}.',
				'Script, Text',
				'uses {{NAME}}',
				{ name: 'Ada', Name: 'Grace' },
			],
			[
				'brackets that nothing fills',
				'Hello [first name].',
				'Script, Text',
				'holds [first name], which nothing fills. Add it under Variables, or write it without brackets.',
				{ name: 'Ada' },
			],
			[
				'braces that nothing fills',
				'Hello {firstname}.',
				'Script, Text',
				'holds {firstname}, which nothing fills. Add it under Variables, or write it without braces.',
				{ name: 'Ada' },
			],
			['brackets around a stage direction', '[laughs] Hello.', 'Script, Text', 'holds [laughs], which nothing fills'],
			[
				'brackets in another alphabet',
				'Hello [prénom].',
				'Script, Text',
				'holds [prénom], which nothing fills. Write it without brackets.',
			],
			[
				'an expression in a field that is set to Fixed',
				'Hello {{ $json.name }}.',
				'Script, Text',
				'holds {{ $json.name }}, an expression, and the field is set to Fixed. Switch this field to Expression, or write [name] for the Recipient Name.',
			],
			[
				'an expression of another node',
				"Order {{ $('Orders').item.json['order no'] }}.",
				'Script, Text',
				'Switch this field to Expression, or write [order no] for a variable of that name.',
			],
			['a value that leaves nothing', '{{name}}', 'Script, Text', 'is empty', { name: ' ' }],
			['values that make it too long', '{{a}}'.repeat(21), 'Script', 'characters long', { a: 'x'.repeat(1000) }],
		] as Row[]
	).map(asText),
	...(
		[
			['nothing', {}, 'Script, Greeting', 'is empty'],
			['a greeting that is an object', { dialogue: { greeting: { a: 1 } } }, 'Script, Greeting', 'is a list or an object'],
			[
				'patterns of nothing but commas',
				{ dialogue: { greeting: 'Hello.', responses: { response: [{ name: 'yes', patterns: ', ,', reply: 'Good.' }] } } },
				'Script, response "yes": Patterns',
				'has none',
			],
			[
				'two responses with one name',
				{
					dialogue: {
						greeting: 'Hello.',
						responses: {
							response: [
								{ name: 'yes', patterns: 'a', reply: 'x' },
								{ name: 'yes ', patterns: 'b', reply: 'y' },
							],
						},
					},
				},
				'Script, response "yes": Name',
				'is used twice',
			],
			[
				'a placeholder in a reply',
				{ dialogue: { greeting: 'Hello.', responses: { response: [{ name: 'yes', patterns: 'a', reply: '{{day}}' }] } } },
				'Script, response "yes": Reply',
				'uses {{day}}',
			],
			[
				'a placeholder in a pattern',
				{ dialogue: { greeting: 'Hello.', responses: { response: [{ name: 'yes', patterns: '{{day}}', reply: 'x' }] } } },
				'Script, response "yes": Patterns',
				'uses {{day}}',
			],
			['a placeholder in the fallback', { dialogue: { greeting: 'Hello.', fallback: '{{day}}' } }, 'Script, Fallback', 'uses {{day}}'],
		] as Row[]
	).map(asDialogue),
	...(
		[
			['none', undefined, 'Script, Steps', 'has none'],
			[
				'an answer given twice',
				[
					{
						type: 'question',
						text: 'Well?',
						responses: {
							response: [
								{ answer: 'yes', next: 'goodbye' },
								{ answer: ' yes', next: 'goodbye' },
							],
						},
					},
					bye,
				],
				'Script, step 1 (question): response "yes": Answer',
				'is given twice',
			],
			['a text that is a list', [bye, { type: 'goodbye', text: ['Bye.'] }], 'Script, step 2: Text', 'is a list or an object'],
			[
				'a next that is an object',
				[{ type: 'question', text: 'Well?', responses: { response: [{ answer: 'yes', next: {} }] } }, bye],
				'Script, step 1: response 1: Go To',
				'is a list or an object',
			],
			[
				'a placeholder in a step',
				[{ type: 'details', id: 'offer', text: 'It costs {{price}}.' }, bye],
				'Script, step 1 (offer): Text',
				'uses {{price}}',
			],
			[
				'a value that leaves a step empty',
				[{ type: 'details', text: '{{price}}' }, bye],
				'Script, step 1 (details): Text',
				'is empty',
				{ price: '' },
			],
		] as Row[]
	).map(asSteps),
];

export const invalidScripts: InvalidScript[] = [
	...notThisJson.map(asJson).map((row) => ({ ...row, title: `JSON: ${row.title}` })),
	...notThisDialogue.map(asJson).map((row) => ({ ...row, title: `dialogue: ${row.title}` })),
	...notTheseSteps.map(asJson).map((row) => ({ ...row, title: `steps: ${row.title}` })),
	...notTyped.map((row) => ({ ...row, title: `typed ${row.parameters.scriptFormat}: ${row.title}` })),
];
