import type { IDataObject, INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** Sends the answer here, so that n8n sends none; the message holds no secret and nothing of the delivery. */
export function refuse(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	const response = context.getResponseObject();
	if (!response.headersSent) response.status(status).json({ error: message });
	return { noWebhookResponse: true };
}

/** Status 200, and nothing is started: n8n answers for itself. */
export const accepted = (): IWebhookResponseData => ({});

/** Status 200, and the workflow starts with one item per event. */
export function start(items: IDataObject[]): IWebhookResponseData {
	const data: INodeExecutionData[] = items.map((json) => ({ json }));
	return { workflowData: [data] };
}
