import { at } from '../call/json';
import type { Fault } from '../call/result';
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
export function placeholderInExpression(parameters: Readonly<Record<string, unknown>>): Fault | null {
	for (const text of expressionsIn(parameters)) {
		const name = bareName.exec(text)?.[1];
		if (name === undefined || literals.includes(name)) continue;
		return scriptFault(
			'',
			`holds {{${name.slice(0, 40)}}} in a field that is set to Expression, where it would vanish. Write [${name.slice(0, 40)}] instead, or {{ $json.${name.slice(0, 40)} }}, or switch that field to Fixed.`,
		);
	}
	return null;
}

/** The parameters of each format: what another format left behind is not spoken. */
export const parametersOf: Record<string, readonly string[]> = {
	dialogue: ['greeting', 'responses', 'fallback', 'dialogue', 'options'],
	steps: ['steps'],
	json: ['scriptJson'],
	text: ['scriptText'],
};

function expressionsIn(parameters: Readonly<Record<string, unknown>>): string[] {
	const found: string[] = [];
	const look = (value: unknown): void => {
		if (typeof value === 'string') {
			if (value.startsWith('=')) found.push(value);
		} else if (typeof value === 'object' && value !== null) {
			Object.values(value).forEach(look);
		}
	};
	const names = parametersOf[String(parameters.scriptFormat)] ?? Object.values(parametersOf).flat();
	for (const name of names) look(name === 'options' ? at(parameters.options, 'fallback') : parameters[name]);
	return found;
}
