import { expect, test } from 'vitest';
import { placeholderInExpression } from '../../../nodes/shared/script/expressionTrap';

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
		sentence: expect.stringMatching(/\{\{name\}\} in a field that is set to Expression.*Switch that field to Fixed, or write \{\{ \$json\.name \}\}/),
	});
});

test.each([
	[{ scriptText: 'Hello {{name}}' }],
	[{ scriptText: '=Hello {{ $json.name }}' }],
	[{ scriptText: '={{ $json.formal ? "Good day" : "Hi" }}' }],
	[{ scriptText: '={{ true }}' }],
	[{ phoneNumber: '={{ phone }}' }],
])('what n8n resolves, and what is no expression, passes: %j', (parameters) => {
	expect(placeholderInExpression(parameters)).toBeNull();
});
