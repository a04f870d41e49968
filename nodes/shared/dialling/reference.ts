import { createHash } from 'node:crypto';

/**
 * The name of a call that was given none: the same request in the same place of the same workflow gets the same name,
 * in every try and every retry of the execution, so that a call can be recognised. It tells nothing about the person.
 * @param place workflow, node, run and item
 * @param request all that is known of the call
 */
export function referenceFor(place: readonly string[], request: unknown): string {
	const hash = createHash('sha256').update(JSON.stringify([place, request])).digest('hex');
	return `vc-${hash.slice(0, 24)}`;
}
