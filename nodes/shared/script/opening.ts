import type { Script } from '../call/script';

/** The script with these words before its own first ones, so that whoever speaks it says them first. */
export function openedWith(script: Script, words: string): Script {
	const first = (text: string): string => `${words} ${text}`;
	switch (script.form) {
		case 'text':
			return { ...script, text: first(script.text) };
		case 'dialogue':
			return { ...script, greeting: first(script.greeting) };
		case 'steps':
			return { ...script, steps: script.steps.map((step, index) => (index === 0 ? { ...step, text: first(step.text) } : step)) };
	}
}
