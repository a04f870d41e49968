import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

/** Whether an AI agent uses the node as its tool: then only output 0 reaches it, and it cannot wait. */
export const isTool = (context: IExecuteFunctions): boolean => context.getNode().type.endsWith('Tool');

/**
 * Whether everything leaves on output 0, asked of n8n itself: an item on an output that is not there would be lost. An
 * output for errors is n8n's own.
 */
export function isOneOutput(context: IExecuteFunctions): boolean {
	if (isTool(context)) return true;
	const own = context.getNodeOutputs().filter(({ type, category }) => type === NodeConnectionTypes.Main && category !== 'error');
	return own.length === 1;
}
