import type { IWebhookDescription } from 'n8n-workflow';

/** The address at which a waiting execution is resumed; a constant, since the node itself is no trigger. */
export const resumeWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		responseData: '',
		path: '',
		restartWebhook: true,
		isFullPath: true,
	},
];
