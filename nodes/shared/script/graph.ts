import type { Script, Step } from '../call/script';
import { asks } from '../call/script';

/** How a person reads a step in a message: its place in the list and its name. */
export const stepName = (steps: readonly Step[], index: number): string =>
	`step ${index + 1} (${(steps[index].id ?? steps[index].type).slice(0, 40)})`;

/** The same for a response: its name, or its place in the list where it has none. */
export const responseName = (name: string, index: number): string =>
	name.trim() === '' ? `response ${index + 1}` : `response "${name.slice(0, 40)}"`;

/**
 * The index of the step that `next` names: by id first, then by type, as it is written and then whatever its capitals are;
 * `ambiguous` where several steps are meant.
 */
export function indexOfNext(steps: readonly Step[], next: string): number | 'unknown' | 'ambiguous' {
	const wanted = next.toLowerCase();
	const found = [
		steps.flatMap((step, index) => (step.id === next ? [index] : [])).slice(0, 1),
		steps.flatMap((step, index) => (step.type === next ? [index] : [])),
		steps.flatMap((step, index) => (step.id?.toLowerCase() === wanted ? [index] : [])),
		steps.flatMap((step, index) => (step.type.toLowerCase() === wanted ? [index] : [])),
	].find((one) => one.length > 0);
	if (found === undefined) return 'unknown';
	return found.length === 1 ? found[0] : 'ambiguous';
}

/** The script in which every answer names its step as that step is named: a provider compares letter by letter. */
export function withNamesOfSteps(script: Script): Script {
	if (script.form !== 'steps') return script;
	const { steps } = script;
	const nameOf = (next: string): string => {
		if (steps.some((step) => step.id === next || step.type === next)) return next;
		const index = indexOfNext(steps, next);
		return typeof index === 'number' ? (steps[index].id ?? steps[index].type) : next;
	};
	return { ...script, steps: steps.map((step) => ({ ...step, answers: step.answers.map((one) => ({ ...one, next: nameOf(one.next) })) })) };
}

/** Where a step can lead: to its answers' steps, else to the step below it; `end` where the call is over. */
export function waysFrom(steps: readonly Step[], index: number): Array<number | 'end'> {
	const step = steps[index];
	if (step.type === 'goodbye') return ['end'];
	if (asks(step.type) && step.answers.length > 0) {
		return step.answers
			.map(({ next }) => indexOfNext(steps, next))
			.filter((one): one is number => typeof one === 'number');
	}
	return [index + 1 < steps.length ? index + 1 : 'end'];
}

/** All steps that can be reached from one, itself included. */
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
