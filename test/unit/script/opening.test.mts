import { expect, test } from 'vitest';
import { compileScript } from '../../../nodes/shared/script/compile';
import type { Script } from '../../../nodes/shared/call/script';
import { openedWith } from '../../../nodes/shared/script/opening';

const scripts: Script[] = [
	{ form: 'text', text: 'Your order is ready.' },
	{ form: 'dialogue', greeting: 'Your order is ready.', responses: [], fallback: 'Pardon?' },
	{
		form: 'steps',
		steps: [
			{ id: null, type: 'greeting', text: 'Your order is ready.', answers: [] },
			{ id: null, type: 'goodbye', text: 'Goodbye.', answers: [] },
		],
	},
];

test.each(scripts)('the words come before the first ones of a script in the form $form, and nowhere else', (script) => {
	const opened = openedWith(script, 'I am an AI.');
	expect(compileScript(opened).greeting).toBe('I am an AI. Your order is ready.');
	expect(JSON.stringify(opened).split('I am an AI.')).toHaveLength(2);
	expect(compileScript(script).greeting).toBe('Your order is ready.');
});
