import type { FieldIssue } from '../call/result';
import { hasWayOut, indexOfNext, reachable, responseName, stepName } from './walk';
import { scriptToJson } from './json';
import type { Script, Step } from '../call/script';
import { asks, stepTypes, scriptFault } from '../call/script';

/** Characters of the script's JSON. No provider publishes a limit. This one is ours, about half an hour of speech. */
const largestScript = 20_000;
const maxSteps = 100;
const maxResponses = 50;
const maxPatterns = 50;

const blank = (text: string): boolean => text.trim() === '';

/** All faults of a script, each naming the step and the field. An empty list means that the script can be spoken. */
export function scriptFaults(script: Script): FieldIssue[] {
	const size = JSON.stringify(scriptToJson(script)).length;
	if (size > largestScript) {
		return [scriptFault('', `is ${size} characters long, and ${largestScript} is the most. Shorten it.`)];
	}
	switch (script.form) {
		case 'text':
			return blank(script.text) ? [scriptFault('Text', 'is empty. Write what is to be said.')] : [];
		case 'dialogue':
			return dialogueFaults(script);
		case 'steps':
			return stepsFaults(script.steps);
	}
}

function dialogueFaults({ greeting, responses, fallback }: Extract<Script, { form: 'dialogue' }>): FieldIssue[] {
	const faults: FieldIssue[] = [];
	if (blank(greeting)) faults.push(scriptFault('Greeting', 'is empty. Write the first sentence.'));
	if (fallback !== null && blank(fallback)) {
		faults.push(scriptFault('Fallback', 'is empty. Write what to say when nothing fits, or remove it.'));
	}
	if (responses.length > maxResponses) {
		faults.push(scriptFault('Responses', `has more than ${maxResponses} entries. Remove some.`));
	}
	for (const [index, { name, patterns, reply }] of responses.entries()) {
		const place = responseName(name, index);
		if (blank(name)) faults.push(scriptFault(`${place}: Name`, 'is empty. Give it a name such as yes.'));
		else if (isHostile(name)) faults.push(scriptFault(`${place}: Name`, 'cannot be used. Choose another name.'));
		if (responses.findIndex((earlier) => earlier.name === name) < index && !blank(name)) {
			faults.push(scriptFault(`${place}: Name`, 'is used twice. Rename one of the two.'));
		}
		if (patterns.length === 0 || patterns.some(blank)) {
			faults.push(scriptFault(`${place}: Patterns`, 'has none or an empty one. Write what the person may say.'));
		}
		if (patterns.length > maxPatterns) {
			faults.push(scriptFault(`${place}: Patterns`, `has more than ${maxPatterns} entries. Remove some.`));
		}
		if (blank(reply)) faults.push(scriptFault(`${place}: Reply`, 'is empty. Write what to say then.'));
	}
	return faults;
}

/** Whether the name is one that would change an object's prototype instead of adding a key. */
const isHostile = (name: string): boolean => ['__proto__', 'constructor', 'prototype'].includes(name);

function stepsFaults(steps: Step[]): FieldIssue[] {
	if (steps.length === 0) return [scriptFault('Steps', 'has none. Add a step.')];
	if (steps.length > maxSteps) return [scriptFault('Steps', `has more than ${maxSteps}. Remove some.`)];
	const faults = steps.flatMap((_step, index) => stepFaults(steps, index));
	// Ways through the script are checked only if every single step is valid.
	return faults.length > 0 ? faults : wayFaults(steps);
}

function stepFaults(steps: Step[], index: number): FieldIssue[] {
	const { id, type, text, answers } = steps[index];
	const place = stepName(steps, index);
	const faults: FieldIssue[] = [];
	if (id !== null && blank(id)) faults.push(scriptFault(`${place}: ID`, 'is blank. Give it a name or leave it out.'));
	if (id !== null && steps.findIndex((earlier) => earlier.id === id) < index) {
		faults.push(scriptFault(`${place}: ID`, 'is used by an earlier step. Rename one of the two.'));
	}
	if (!(stepTypes as readonly string[]).includes(type)) {
		faults.push(scriptFault(`${place}: Type`, `is not known. Use one of ${stepTypes.join(', ')}.`));
		return faults;
	}
	if (blank(text)) faults.push(scriptFault(`${place}: Text`, 'is empty. Write what is to be said.'));
	if (!asks(type) && answers.length > 0) {
		faults.push(scriptFault(`${place}: Responses`, 'are set on a step that asks nothing. Remove them, or choose the type Question.'));
	}
	if (answers.length > maxResponses) {
		faults.push(scriptFault(`${place}: Responses`, `has more than ${maxResponses} entries. Remove some.`));
	}
	for (const [position, { answer, next }] of answers.entries()) {
		const where = `${place}: ${responseName(answer, position)}`;
		if (blank(answer)) faults.push(scriptFault(`${where}: Answer`, 'is empty. Write what the person may say, such as yes.'));
		else if (isHostile(answer)) faults.push(scriptFault(`${where}: Answer`, 'cannot be used. Choose another word.'));
		if (answers.findIndex((earlier) => earlier.answer === answer) < position && !blank(answer)) {
			faults.push(scriptFault(`${where}: Answer`, 'is given twice. Remove one of the two.'));
		}
		faults.push(...nextFaults(steps, next, where));
	}
	return faults;
}

function nextFaults(steps: Step[], next: string, where: string): FieldIssue[] {
	const names = [...new Set(steps.map((step) => (step.id ?? step.type).slice(0, 40)))].slice(0, 20).join(', ');
	if (blank(next)) return [scriptFault(`${where}: Go To`, `is empty. Name the step that follows: ${names}.`)];
	const index = indexOfNext(steps, next);
	if (index === 'unknown') {
		return [scriptFault(`${where}: Go To`, `names "${next.slice(0, 40)}", and there is no such step. There is: ${names}.`)];
	}
	return index === 'ambiguous'
		? [scriptFault(`${where}: Go To`, `names the type "${next.slice(0, 40)}", which several steps have. Give the one you mean an ID.`)]
		: [];
}

function wayFaults(steps: Step[]): FieldIssue[] {
	const reached = reachable(steps, 0);
	return steps.flatMap((_step, index) => {
		const place = stepName(steps, index);
		if (!reached.has(index)) return [scriptFault(place, 'is never reached. Lead a response to it with Go To, or remove it.')];
		return hasWayOut(steps, index)
			? []
			: [scriptFault(place, 'leads in a circle that never ends. Lead one of its responses to a goodbye.')];
	});
}
