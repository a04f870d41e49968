import type { Script, Step } from '../call/script';
import { asks } from '../call/script';

export type Mood = 'positive' | 'negative' | 'neutral';

/** One conversation through a script: who said what, and the names of the branches taken. */
interface Walk {
	turns: Array<{ speaker: 'agent' | 'person'; text: string }>;
	branches: string[];
	/** Whether every answer of the person matched a response, where one was expected. */
	understood: boolean;
}

/** Enough for the longest straight script: 100 steps with an answer each. A loop may be cut off before it ends. */
const maxTurns = 250;

const words: Record<Mood, RegExp> = {
	positive: /^(yes|yeah|sure|ok(ay)?|positive|interested|good|ja|oui|si|sí|agree|confirm)/i,
	negative: /^(no|not|negative|bad|nein|non|never|decline|cancel|busy)/i,
	neutral: /^(maybe|neutral|later|other|unsure|perhaps)/i,
};
/** What a person in this mood says if no answer is given. */
export const replies: Record<Mood, string> = {
	positive: 'Yes, gladly.',
	negative: 'No, thank you.',
	neutral: 'Let me think about it.',
};

/**
 * Walks through a script as a person in this mood would, or with the given answers, one per question, in order. Pure: the same script, mood
 * and answers give the same conversation.
 */
export function walk(script: Script, mood: Mood, answers: readonly string[] = []): Walk {
	const talk: Walk = { turns: [], branches: [], understood: true };
	const given = [...answers];
	if (script.form === 'steps') walkSteps(script.steps, mood, given, talk);
	else if (script.form === 'dialogue') walkDialogue(script, mood, given, talk);
	else {
		agent(talk, script.text);
		person(talk, given.shift() ?? replies[mood]);
	}
	return talk;
}

const agent = (talk: Walk, text: string): void => void talk.turns.push({ speaker: 'agent', text });
const person = (talk: Walk, text: string): void => void talk.turns.push({ speaker: 'person', text });

function walkDialogue(script: Extract<Script, { form: 'dialogue' }>, mood: Mood, given: string[], talk: Walk): void {
	agent(talk, script.greeting);
	const said = given.shift();
	const names = script.responses.map(({ name }) => name);
	const chosen =
		said === undefined
			? choose(names, mood, script.fallback !== null)
			: bestFit(
					said,
					script.responses.map(({ name, patterns }) => [name, ...patterns]),
				);
	const response = script.responses[chosen];
	person(talk, said ?? response?.patterns[0] ?? replies[mood]);
	if (response) {
		talk.branches.push(response.name);
		agent(talk, response.reply);
		return;
	}
	talk.understood = script.responses.length === 0;
	if (script.fallback !== null) {
		talk.branches.push('fallback');
		agent(talk, script.fallback);
	}
}

function walkSteps(steps: Step[], mood: Mood, given: string[], talk: Walk): void {
	const visits = new Map<number, number>();
	let index = 0;
	while (index < steps.length && talk.turns.length < maxTurns) {
		const step = steps[index];
		agent(talk, step.text);
		if (step.type === 'goodbye') return;
		if (!asks(step.type) || (step.type === 'greeting' && step.answers.length === 0)) {
			index++;
			continue;
		}
		const said = given.shift();
		if (step.answers.length === 0) {
			person(talk, said ?? replies[mood]);
			index++;
			continue;
		}
		const visit = visits.get(index) ?? 0;
		visits.set(index, visit + 1);
		const names = step.answers.map(({ answer }) => answer);
		// Each return to a question selects the next answer, so that the conversation does not loop.
		const chosen =
			said === undefined
				? (choose(names, mood, false) + visit) % names.length
				: bestFit(
						said,
						names.map((name) => [name]),
					);
		person(talk, said ?? names[chosen]);
		if (chosen < 0) {
			talk.understood = false;
			agent(talk, step.text);
			return;
		}
		talk.branches.push(names[chosen]);
		index = Number(indexOfNext(steps, step.answers[chosen].next));
	}
}

/** The mood that the name of a branch expresses, or null. */
export const moodOf = (branch: string): Mood | null => (Object.keys(words) as Mood[]).find((mood) => words[mood].test(branch)) ?? null;

const opposite = { positive: 'negative', negative: 'positive' } as const;

/** The response that a person in this mood gives: the one whose name fits, else the first, the last or the middle one. */
function choose(names: string[], mood: Mood, hasFallback: boolean): number {
	const byName = names.findIndex((name) => words[mood].test(name));
	if (byName >= 0 || names.length === 0) return byName;
	const chosen = mood === 'positive' ? 0 : names.length - 1;
	// A branch for the opposite mood does not fit: the fallback is taken instead.
	if (mood !== 'neutral') return hasFallback && moodOf(names[chosen]) === opposite[mood] ? -1 : chosen;
	return hasFallback ? -1 : Math.floor(names.length / 2);
}

const wordsOf = (text: string): string =>
	text
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();

/**
 * The index of the list with a pattern that equals the answer, or that the answer contains as whole words. -1 if there is none. The longest
 * pattern wins: "not good" beats "good".
 */
function bestFit(said: string, lists: string[][]): number {
	const heard = ` ${wordsOf(said)} `;
	const lengths = lists.map((patterns) =>
		Math.max(0, ...patterns.map(wordsOf).map((wanted) => (heard.includes(` ${wanted} `) ? wanted.length : 0))),
	);
	const longest = Math.max(0, ...lengths);
	return longest === 0 ? -1 : lengths.indexOf(longest);
}

/** The name of a step in a message: its place in the list and its name. */
export const stepName = (steps: readonly Step[], index: number): string =>
	`step ${index + 1} (${(steps[index].id ?? steps[index].type).slice(0, 40)})`;

/** The name of a response in a message: its name, or its place in the list if it has none. */
export const responseName = (name: string, index: number): string =>
	name.trim() === '' ? `response ${index + 1}` : `response "${name.slice(0, 40)}"`;

/**
 * The index of the step that `next` names. IDs are compared first, then types, each exactly and then without regard to upper and lower
 * case. `ambiguous` if several steps match.
 */
export function indexOfNext(steps: readonly Step[], next: string): number | 'unknown' | 'ambiguous' {
	const wanted = next.toLowerCase();
	const found = [
		steps.flatMap((step, index) => (step.id === next ? [index] : [])).slice(0, 1),
		steps.flatMap((step, index) => (step.type === next ? [index] : [])),
		steps.flatMap((step, index) => (step.id?.toLowerCase() === wanted ? [index] : [])),
		steps.flatMap((step, index) => (step.type.toLowerCase() === wanted ? [index] : [])),
	].find((indexes) => indexes.length > 0);
	if (found === undefined) return 'unknown';
	return found.length === 1 ? found[0] : 'ambiguous';
}

/** The script with every answer naming its step exactly as the step is named, because a provider compares letter by letter. */
export function withNamesOfSteps(script: Script): Script {
	if (script.form !== 'steps') return script;
	const { steps } = script;
	const nameOf = (next: string): string => {
		if (steps.some((step) => step.id === next || step.type === next)) return next;
		const index = indexOfNext(steps, next);
		return typeof index === 'number' ? (steps[index].id ?? steps[index].type) : next;
	};
	return {
		...script,
		steps: steps.map((step) => ({ ...step, answers: step.answers.map((answer) => ({ ...answer, next: nameOf(answer.next) })) })),
	};
}

/** The steps that can follow a step: its answers' steps, else the step below it. `end` if the call is over. */
function waysFrom(steps: readonly Step[], index: number): Array<number | 'end'> {
	const step = steps[index];
	if (step.type === 'goodbye') return ['end'];
	if (asks(step.type) && step.answers.length > 0) {
		return step.answers.map(({ next }) => indexOfNext(steps, next)).filter((way): way is number => typeof way === 'number');
	}
	return [index + 1 < steps.length ? index + 1 : 'end'];
}

/** All steps that can be reached from one step, including itself. */
export function reachable(steps: readonly Step[], from: number): Set<number> {
	const seen = new Set<number>([from]);
	const open = [from];
	for (let index = open.pop(); index !== undefined; index = open.pop()) {
		for (const way of waysFrom(steps, index)) {
			if (way === 'end' || seen.has(way)) continue;
			seen.add(way);
			open.push(way);
		}
	}
	return seen;
}

/** Whether the call can end from this step on. */
export const hasWayOut = (steps: readonly Step[], from: number): boolean =>
	[...reachable(steps, from)].some((index) => waysFrom(steps, index).includes('end'));
