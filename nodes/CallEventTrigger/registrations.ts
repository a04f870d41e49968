import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { at, text } from '../shared/call/json';

/** What is kept of a registration at a provider; of the token only its SHA-256, in hex. */
export interface Registration {
	webhookId: string;
	agentId: string;
	tokenHash: string;
}

type Context = IHookFunctions | IWebhookFunctions;

/** Registrations made while testing: n8n keeps a node's static data only from an activation. */
const ofTests = new Map<string, Registration>();
const mostTests = 1_000;

const registrationsOf = (context: Context): Record<string, unknown> => {
	const data = context.getWorkflowStaticData('node');
	return (data.registrations ??= {}) as Record<string, unknown>;
};

/**
 * The registration of an address. By address, so that "Listen for test event", which has one of its own, never touches
 * the registration of the active workflow.
 */
export function registrationAt(context: Context, address: string): Registration | null {
	const kept = at(context.getWorkflowStaticData('node'), 'registrations', address) ?? ofTests.get(address);
	const [webhookId, agentId, tokenHash] = ['webhookId', 'agentId', 'tokenHash'].map((name) => text(at(kept, name)));
	return webhookId && agentId && tokenHash ? { webhookId, agentId, tokenHash } : null;
}

/** Only in an activation or a deactivation: n8n loses what a delivery writes. */
export function keepRegistration(context: IHookFunctions, address: string, registration: Registration): void {
	if (context.getActivationMode() === 'manual') {
		if (ofTests.size >= mostTests) ofTests.delete(ofTests.keys().next().value as string);
		ofTests.set(address, registration);
	} else {
		registrationsOf(context)[address] = { ...registration };
	}
}

export function forgetRegistration(context: IHookFunctions, address: string): void {
	ofTests.delete(address);
	if (at(context.getWorkflowStaticData('node'), 'registrations', address) !== undefined) {
		delete registrationsOf(context)[address];
	}
}
