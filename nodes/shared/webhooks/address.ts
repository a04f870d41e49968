import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

/** The address that n8n gives a node while "Listen for test event" is on; in a delivery n8n names the production one alone. */
const testAddresses = new Map<string, string>();
const mostNodes = 1_000;

const nodeKey = (context: IHookFunctions | IWebhookFunctions): string =>
	`${String(context.getWorkflow().id)}\n${context.getNode().id}`;

/** The address that is being registered, and remembered where it is a test's. */
export function addressToRegister(context: IHookFunctions): string {
	const address = context.getNodeWebhookUrl('default') ?? '';
	if (context.getActivationMode() === 'manual') {
		testAddresses.delete(nodeKey(context));
		if (testAddresses.size >= mostNodes) testAddresses.delete(testAddresses.keys().next().value as string);
		testAddresses.set(nodeKey(context), address);
	}
	return address;
}

/** The address that this delivery was sent to, as n8n shows it in the editor; `null` if it is not known any more. */
export const addressOf = (context: IWebhookFunctions): string | null =>
	(context.getMode() === 'manual' ? testAddresses.get(nodeKey(context)) : context.getNodeWebhookUrl('default')) ?? null;
