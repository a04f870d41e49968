import { responseName, stepName } from './graph';
import type { Script } from '../call/script';

/** Every text of the script that is spoken or listened for, changed by `change`; names and ids stay. `place` as in faults. */
export function mapTexts(script: Script, change: (text: string, place: string) => string): Script {
	switch (script.form) {
		case 'text':
			return { ...script, text: change(script.text, 'Text') };
		case 'dialogue':
			return {
				...script,
				greeting: change(script.greeting, 'Greeting'),
				responses: script.responses.map((one, index) => {
					const place = responseName(one.name, index);
					return {
						...one,
						patterns: one.patterns.map((pattern) => change(pattern, `${place}: Patterns`)),
						reply: change(one.reply, `${place}: Reply`),
					};
				}),
				fallback: script.fallback === null ? null : change(script.fallback, 'Fallback'),
			};
		case 'steps':
			return {
				...script,
				steps: script.steps.map((step, index) => ({
					...step,
					text: change(step.text, `${stepName(script.steps, index)}: Text`),
				})),
			};
	}
}
