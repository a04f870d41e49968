import { expect, test } from 'vitest';
import { placeholderInExpression } from '../../../nodes/shared/script/placeholders';

test.each([
	[{ scriptText: '=Hello {{name}}, you' }],
	[{ dialogue: { dialogue: { greeting: '=Hi {{ name }}' } } }],
	[{ greeting: '=Hi {{ name }}' }],
	[{ responses: { response: [{ reply: '=Thanks, {{name}}' }] } }],
	[{ fallback: '=Sorry, {{name}}?' }],
	[{ steps: { step: [{ text: 'Hi' }, { text: '={{ name }}' }] } }],
	[{ scriptJson: '={ "text": "Hello {{name}}" }' }],
])('a placeholder that n8n would empty is refused, and the way out named: %j', (parameters) => {
	expect(placeholderInExpression(parameters)).toMatchObject({
		type: 'invalid_script',
		sentence: expect.stringMatching(
			/\{\{name\}\} in a field that is set to Expression.*Write \[name\] instead, or \{\{ \$json\.name \}\}, or switch that field to Fixed\./,
		),
	});
});

test.each([
	[{ scriptText: 'Hello {{name}}' }],
	[{ scriptText: '=Hello {{ $json.name }}' }],
	[{ scriptText: '={{ $json.formal ? "Good day" : "Hi" }}' }],
	[{ scriptText: '={{ true }}' }],
	[{ phoneNumber: '={{ phone }}' }],
	// What another format left behind is not spoken.
	[{ scriptFormat: 'text', scriptText: 'Hello', steps: { step: [{ text: '={{ name }}' }] }, greeting: '=Hi {{name}}' }],
	[{ scriptFormat: 'steps', scriptText: '=Hello {{name}}' }],
])('a text that n8n resolves, or that is no expression, passes: %j', (parameters) => {
	expect(placeholderInExpression(parameters)).toBeNull();
});
