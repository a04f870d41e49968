import type { IExecuteFunctions } from 'n8n-workflow';

/** Whether an AI agent uses the node as its tool: then only output 0 reaches it, and it cannot wait. */
export const isTool = (context: IExecuteFunctions): boolean => context.getNode().type.endsWith('Tool');
