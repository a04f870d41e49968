import { randomBytes } from 'node:crypto';
import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { checkCallbackUrl, isLoopbackHost } from '../shared/transport/url';
import { connect, isConnection } from '../shared/transport/connect';
import type { Operation, Provider, RegisteredWebhook, EventRegistration } from '../shared/providers/provider';
import { wayOutOf } from '../shared/providers/refusal';
import type { Connection } from '../shared/transport/send';
import type { Answered, RequestError } from '../shared/transport/request';
import { request } from '../shared/transport/request';
import type { Result } from '../shared/call/result';
import { addressToRegister } from './fields';
import { digestOf } from '../shared/webhooks/secret';
import type { EventSettings } from './fields';
import { classifyStatus } from '../shared/call/http';
import { at, text } from '../shared/call/json';
/** Seconds for one request of a registration. */
const timeout = 15;

/** Sends a request, and retries it after a failure of the connection or the provider. A refusal is final. */
async function ask<I, O>(
	context: IHookFunctions,
	connection: Connection,
	operation: Operation<I, O>,
	input: I,
	tries = 2,
): Promise<Result<Answered<O>, RequestError>> {
	const asked = await request(context, connection, operation, input);
	return asked.ok || isRefused(asked.fault) || tries === 1 ? asked : await ask(context, connection, operation, input, tries - 1);
}

type AnsweredByStatus = Extract<RequestError, { kind: 'status' }>;

const isRefused = (error: RequestError): error is AnsweredByStatus =>
	error.kind === 'status' && classifyStatus(error.answer.status) === 'refused';

const isGone = (error: RequestError): boolean => error.kind === 'status' && error.answer.status === 404;

/** Why the provider did not fulfill the request, with advice. */
const reasonOf = (error: RequestError, provider: Provider): string =>
	isRefused(error)
		? wayOutOf(provider.readRefusal(error.answer).type, provider)
		: `${provider.displayName} could not be reached or gave no usable answer. Try again in a moment, and check the Base URL in the credential.`;

async function connected(context: IHookFunctions, { provider }: EventSettings): Promise<Connection> {
	const connection = await connect(context, provider, timeout);
	if (!isConnection(connection)) throw new UserError(connection.detail);
	return connection;
}

/**
 * Refuses an address that the provider cannot reach. A provider on this machine, as in a test, may call this machine. Any other would
 * deliver nothing without any sign of it.
 */
function requireReachable(address: string, { baseUrl, provider }: Connection): void {
	const local = isLoopbackHost(new URL(baseUrl).hostname);
	if (checkCallbackUrl(address, 'Address', local).ok) return;
	const shown = URL.canParse(address) ? new URL(address).origin : 'an address that cannot be read';
	throw new UserError(
		`The trigger cannot register itself: ${provider.displayName} could deliver no events to this n8n at ${shown}. Set WEBHOOK_URL of this n8n to its public https address and restart it.`,
	);
}

async function webhooksOf(
	context: IHookFunctions,
	connection: Connection,
	{ list }: EventRegistration,
	agentId: string,
): Promise<RegisteredWebhook[]> {
	const asked = await ask(context, connection, list, { agentId });
	if (asked.ok) return asked.value.value;
	const { displayName } = connection.provider;
	const why = isGone(asked.fault) ? `${displayName} knows no such agent. Choose it again.` : reasonOf(asked.fault, connection.provider);
	throw new UserError(`The trigger could not register itself at ${displayName}. ${why}`);
}

/** Whether both lists contain the same events, in any order. */
const sameEvents = (a: string[], b: string[]): boolean => a.length === b.length && a.every((name) => b.includes(name));

/** Whether the provider still has the webhook of this address with the current settings, and its token is still known here. */
export async function isRegistered(
	context: IHookFunctions,
	settings: EventSettings,
	registration: EventRegistration,
	agentId: string,
): Promise<boolean> {
	const address = addressToRegister(context);
	const known = registrationAt(context, address);
	if (known === null || known.agentId !== agentId) return false;
	const wanted = registration.eventsFor(settings.events, settings.resumeWaiting);
	const connection = await connected(context, settings);
	if (wanted.length > 0) requireReachable(address, connection);
	const rows = await webhooksOf(context, connection, registration, agentId);
	const ours = rows.filter(({ url }) => url === address);
	return ours.length === 1 && ours[0].id === known.webhookId && ours[0].enabled && sameEvents(ours[0].events, wanted);
}

/**
 * Registers the trigger with a random token in a header, and replaces any webhook at this address.
 * @throws UserError with the reason, so that the activation fails
 */
export async function register(
	context: IHookFunctions,
	settings: EventSettings,
	registration: EventRegistration,
	agentId: string,
): Promise<void> {
	const { provider, events, resumeWaiting } = settings;
	const address = addressToRegister(context);
	const wanted = registration.eventsFor(events, resumeWaiting);
	const connection = await connected(context, settings);
	if (wanted.length > 0) requireReachable(address, connection);
	await removeAll(context, connection, registration, address, registrationAt(context, address)?.agentId ?? agentId, agentId);
	forgetRegistration(context, address);
	if (wanted.length === 0) return;
	const token = randomBytes(32).toString('hex');
	const name = `n8n: ${context.getWorkflow().name ?? 'Call Event Trigger'}`;
	// The request is sent only once, because a second one after a lost answer could create two webhooks. The next activation removes the
	// first.
	const asked = await ask(context, connection, registration.register, { agentId, name, url: address, token, events: wanted }, 1);
	if (!asked.ok) {
		const why = isGone(asked.fault) ? 'It knows no such agent. Choose it again.' : reasonOf(asked.fault, provider);
		throw new UserError(`The trigger could not register itself at ${provider.displayName}. ${why}`);
	}
	keepRegistration(context, address, { webhookId: asked.value.value, agentId, tokenHash: digestOf(token).toString('hex') });
}

/** Removes the webhooks with this address from an earlier agent and from the selected one. */
async function removeAll(
	context: IHookFunctions,
	connection: Connection,
	registration: EventRegistration,
	address: string,
	...agents: string[]
): Promise<void> {
	for (const agentId of new Set(agents)) {
		const rows = await webhooksOf(context, connection, registration, agentId).catch((error: unknown) => {
			if (agentId === agents.at(-1)) throw new UserError((error as Error).message);
			return []; // the earlier agent may be gone by now
		});
		for (const { id } of rows.filter(({ url }) => url === address)) {
			const kept = await whyKept(context, connection, registration, { agentId, id });
			if (kept !== null) throw new UserError(`An earlier webhook of this trigger could not be removed from the agent. ${kept}`);
		}
	}
}

/**
 * Removes the registration. A failed removal must not stop the deactivation: n8n would skip the following triggers and keep the address. So
 * the log names the webhook that stays behind, and the next activation removes it.
 */
export async function unregister(context: IHookFunctions, provider: Provider, registration: EventRegistration): Promise<void> {
	const address = addressToRegister(context);
	const known = registrationAt(context, address);
	if (known === null) return;
	const connection = await connect(context, provider, timeout);
	const { agentId, webhookId: id } = known;
	const kept = isConnection(connection) ? await whyKept(context, connection, registration, { agentId, id }) : connection.detail;
	if (kept !== null) {
		context.logger.warn(
			`Call Event Trigger: webhook ${id} stays behind on agent ${agentId} at ${provider.displayName}, its deliveries are refused. ${kept} Remove it there, or activate and deactivate the workflow once more.`,
		);
		return;
	}
	forgetRegistration(context, address);
}

/** Removes a webhook. Returns the reason if it stays, or null. A webhook that no longer exists counts as removed. */
async function whyKept(
	context: IHookFunctions,
	connection: Connection,
	{ remove }: EventRegistration,
	webhook: { agentId: string; id: string },
): Promise<string | null> {
	const asked = await ask(context, connection, remove, webhook);
	return asked.ok || isGone(asked.fault) ? null : reasonOf(asked.fault, connection.provider);
}

/** The stored data of a registration at a provider. Of the token only its SHA-256 is stored, in hex. */
interface Registration {
	webhookId: string;
	agentId: string;
	tokenHash: string;
}

type Context = IHookFunctions | IWebhookFunctions;

/** Registrations of tests. n8n keeps a node's static data only for an activation. */
const ofTests = new Map<string, Registration>();
const maxTests = 1_000;

const registrationsOf = (context: Context): Record<string, unknown> => {
	const data = context.getWorkflowStaticData('node');
	return (data.registrations ??= {}) as Record<string, unknown>;
};

/**
 * The registration of an address. "Listen for test event" has an address of its own, so it never affects the registration of the active
 * workflow.
 */
export function registrationAt(context: Context, address: string): Registration | null {
	const kept = at(context.getWorkflowStaticData('node'), 'registrations', address) ?? ofTests.get(address);
	const [webhookId, agentId, tokenHash] = ['webhookId', 'agentId', 'tokenHash'].map((name) => text(at(kept, name)));
	return webhookId && agentId && tokenHash ? { webhookId, agentId, tokenHash } : null;
}

/** Stores a registration. Works only during an activation or a deactivation, because n8n discards what a delivery writes. */
function keepRegistration(context: IHookFunctions, address: string, registration: Registration): void {
	if (context.getActivationMode() === 'manual') {
		if (ofTests.size >= maxTests) ofTests.delete(ofTests.keys().next().value as string);
		ofTests.set(address, registration);
	} else {
		registrationsOf(context)[address] = { ...registration };
	}
}

function forgetRegistration(context: IHookFunctions, address: string): void {
	ofTests.delete(address);
	if (at(context.getWorkflowStaticData('node'), 'registrations', address) !== undefined) {
		delete registrationsOf(context)[address];
	}
}
