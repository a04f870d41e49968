import { hash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { isObject } from '../call/json';

/** Nodes that hand their items on as they are. Any other node may make a new value in every try. */
const passingOn = ['if', 'switch', 'filter', 'limit', 'noOp', 'splitInBatches', 'splitOut', 'wait'].map((name) => `n8n-nodes-base.${name}`);

/** An expression of texts and members of the item. Anything else, such as $now or a function, may give another value in every try. */
const ofTheItem =
	/^(?:\s|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\d|[+()]|\$json(?:\.[A-Za-z_]\w*(?!\w|\s*\()|\[(?:"[^"]*"|'[^']*'|\d+)\])*)+$/;

/**
 * The reference of a call for which the user set none. The same request at the same place of a workflow gets the same
 * reference in every try and retry of the execution, so that a call can be recognized. It holds no personal data.
 * @param place workflow, node, run and item
 * @param request all that is known of the call
 */
export function referenceFor(place: readonly string[], request: unknown): string {
	return `vc-${hash('sha256', JSON.stringify([place, request]), 'hex').slice(0, 24)}`;
}

/** The references of one run at a provider whose calls can be searched by them alone. */
export class RunReferences {
	private readonly callsTo = new Map<string, number>();

	private hasSteady: boolean | null = null;

	/** @param parameters the node's parameters before any expression is resolved */
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly parameters: Readonly<Record<string, unknown>>,
	) {}

	/**
	 * The reference of the next call to a number. It is not made of what is said: a try after a crash may have other words, or the items in
	 * another order, and must still find the call of the first try.
	 * @param place workflow and node
	 * @param mayRepeat the run may call a number several times
	 */
	ofNumber([workflow, node]: readonly string[], to: string, mayRepeat: boolean): string {
		const earlier = mayRepeat ? (this.callsTo.get(to) ?? 0) : 0;
		this.callsTo.set(to, earlier + 1);
		return referenceFor([workflow, node, String(earlier)], to);
	}

	/**
	 * Whether the reference is surely the same in every try of the execution. A retry after a crash runs the nodes before this one again,
	 * so a value of the item counts only if it comes from the trigger, whose items are stored.
	 * @param given the user's own reference
	 */
	isSteady(given: string | null): boolean {
		return given === null || (this.hasSteady ??= this.isGivenSteadily());
	}

	private isGivenSteadily(): boolean {
		const { options, reference } = this.parameters;
		// An expression for all of Options may make the reference of anything.
		const written = [reference, isObject(options) ? options.reference : options];
		const expressions = written.filter((value): value is string => typeof value === 'string' && value.startsWith('='));
		if (expressions.length === 0) return true;
		return !expressions.includes(String(options)) && expressions.every(isOfTheItem) && hasStoredItems(this.context);
	}
}

const isOfTheItem = (expression: string): boolean =>
	[...expression.slice(1).matchAll(/\{\{([\s\S]*?)\}\}/g)].every(([, code]) => ofTheItem.test(code));

/** Whether the items come from a trigger of this workflow through nodes that do not change them. */
function hasStoredItems(context: IExecuteFunctions): boolean {
	const above = context.getParentNodes(context.getNode().name);
	const isTrigger = (name: string, type: string): boolean =>
		context.getParentNodes(name).length === 0 && type !== 'n8n-nodes-base.executeWorkflowTrigger';
	return above.length > 0 && above.every(({ name, type }) => passingOn.includes(type) || isTrigger(name, type));
}
