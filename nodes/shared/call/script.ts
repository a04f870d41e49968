import type { FieldIssue } from './result';

/** A response the person may give to the greeting: what to listen for and what to say then. */
interface DialogueResponse {
	name: string;
	patterns: string[];
	reply: string;
}

/** An answer the person may give to a step, and the step that follows it (by id, or by type where that is unique). */
export interface StepAnswer {
	answer: string;
	next: string;
}

/** What a step does. `greeting` and `question` may ask; `details` only says something; `goodbye` says it and hangs up. */
export const stepTypes = ['greeting', 'question', 'details', 'goodbye'] as const;

export const asks = (type: string): boolean => type === 'greeting' || type === 'question';

export interface Step {
	id: string | null;
	type: string;
	text: string;
	answers: StepAnswer[];
}

/**
 * What is to be said on a call, in one of three forms. docs/reference/scripts.md describes the forms and their JSON, and names the page that
 * they and the words of the step types come from.
 */
export type Script =
	| { form: 'text'; text: string }
	| { form: 'dialogue'; greeting: string; responses: DialogueResponse[]; fallback: string | null }
	| { form: 'steps'; steps: Step[] };

/** A fault of the script: `place` says where ("step 2 (details): Text"), `sentence` goes on and ends with the way out. */
export const scriptFault = (place: string, sentence: string): FieldIssue => ({
	type: 'invalid_script',
	field: place === '' ? 'Script' : `Script, ${place}`,
	sentence,
});
