import type { Step } from './model';
import { asks } from './model';

/** How a person reads a step in a message: its place in the list and its name. */
export const stepName = (steps: readonly Step[], index: number): string =>
	`step ${index + 1} (${(steps[index].id ?? steps[index].type).slice(0, 40)})`;

/** The same for a response: its name, or its place in the list where it has none. */
export const responseName = (name: string, index: number): string =>
	name.trim() === '' ? `response ${index + 1}` : `response "${name.slice(0, 40)}"`;

/** The index of the step that `next` names, by id first, then by type; `ambiguous` where several steps have that type. */
export function indexOfNext(steps: readonly Step[], next: string): number | 'unknown' | 'ambiguous' {
	const byId = steps.findIndex((step) => step.id === next);
	if (byId >= 0) return byId;
	const byType = steps.flatMap((step, index) => (step.type === next ? [index] : []));
	if (byType.length === 0) return 'unknown';
	return byType.length === 1 ? byType[0] : 'ambiguous';
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
