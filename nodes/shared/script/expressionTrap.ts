import type { Fault } from '../fields/fault';
import { scriptFault } from './fault';

/** A name alone between the braces, which means nothing in an n8n expression and so would vanish: `{{ name }}`. */
const bareName = /\{\{\s*([A-Za-z_]\w*)\s*\}\}/;

/** Words that are values in an expression, not names. */
const literals = ['true', 'false', 'null', 'undefined', 'NaN', 'Infinity'];

/**
 * The fault of a script whose field is in Expression mode while it means our placeholders. n8n switches a field to that
 * mode when `{{` is typed or pasted; it then reads {{name}} as an unknown variable and puts nothing in its place.
 * @param parameters the node's parameters before any expression is resolved (an expression starts with `=`)
 */
export function placeholderInExpression(parameters: Record<string, unknown>): Fault | null {
	for (const text of expressionsIn(parameters)) {
		const name = bareName.exec(text)?.[1];
		if (name === undefined || literals.includes(name)) continue;
		return scriptFault(
			'',
			`holds {{${name.slice(0, 40)}}} in a field that is set to Expression, where it would vanish. Switch that field to Fixed, or write {{ $json.${name.slice(0, 40)} }}.`,
		);
	}
	return null;
}

const scriptParameters = ['scriptText', 'greeting', 'responses', 'fallback', 'dialogue', 'steps', 'scriptJson'];

function expressionsIn(parameters: Record<string, unknown>): string[] {
	const found: string[] = [];
	const look = (value: unknown): void => {
		if (typeof value === 'string') {
			if (value.startsWith('=')) found.push(value);
		} else if (typeof value === 'object' && value !== null) {
			Object.values(value).forEach(look);
		}
	};
	for (const name of scriptParameters) look(parameters[name]);
	return found;
}
