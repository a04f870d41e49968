import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError, UserError, sleep } from 'n8n-workflow';
import { reportable } from '../shared/call/bugReport';
import { unsupportedSelection } from '../shared/fields/events';
import type { Provider, CallbackDelivery } from '../shared/providers/provider';
import { secretOf } from '../shared/webhooks/verify';
import { isRegistered, register, unregister } from './register';
import { checkSecrets, secretsIn } from '../shared/webhooks/secret';
import type { EventSettings } from './fields';
import { readSettings, addressToRegister } from './fields';

/** `checkExists`: whether the trigger is registered at the provider. Without a registration the answer is always false. */
export const checkExists = (context: IHookFunctions): Promise<boolean> =>
	inSentences(context, async () => {
		const settings = readSettings(context);
		addressToRegister(context);
		requireEvents(settings);
		await requireSecret(context, settings);
		const { registration } = settings.provider.webhook;
		if (registration === undefined || settings.agentId === null) return false;
		return await isRegistered(context, settings, registration, settings.agentId);
	});

/** `create`: registers the trigger. Fails the activation, with what to do, where forged events could not be recognized. */
export const create = (context: IHookFunctions): Promise<boolean> =>
	inSentences(context, async () => {
		const settings = readSettings(context);
		requireEvents(settings);
		await requireSecret(context, settings);
		const { registration } = settings.provider.webhook;
		if (registration !== undefined && settings.agentId !== null) {
			await register(context, settings, registration, settings.agentId);
		}
		if (context.getActivationMode() === 'manual') playSample(context, settings);
		return true;
	});

/** `delete`: never fails, since n8n would stop there and leave the other triggers of the workflow half removed. */
export async function remove(context: IHookFunctions): Promise<boolean> {
	try {
		const { provider } = readSettings(context);
		const { registration } = provider.webhook;
		if (registration !== undefined) await unregister(context, provider, registration);
		return true;
	} catch (error) {
		context.logger.warn(`Call Event Trigger: its registration could not be removed. ${(error as Error).message}`);
		return false;
	}
}

/** Refuses a selection of which the provider sends no event: the trigger would never start. */
function requireEvents({ provider, events }: EventSettings): void {
	const fault = unsupportedSelection(provider, events, 'pushed');
	if (fault !== null) throw new UserError(`${fault.field} ${fault.sentence}`);
}

/** Refuses to activate without a secret, unless unsigned events are accepted. A malformed secret is refused in any case. */
async function requireSecret(context: IHookFunctions, settings: EventSettings): Promise<void> {
	const { provider, acceptUnsigned, events, resumeWaiting } = settings;
	const { proofs, registration } = provider.webhook;
	const fields = proofs.filter(({ secretField }) => secretField !== undefined);
	if (provider.credentialType === null || fields.length === 0) return;
	const credential = await readCredential(context, provider, provider.credentialType);
	let secretCount = 0;
	for (const proof of fields) {
		const { label = '', inAddress = false } = proof.secretField ?? {};
		const checked = checkSecrets(secretOf(proof, credential), label, inAddress);
		if (!checked.ok) throw new UserError(`${provider.displayName} credential: ${checked.fault.field} ${checked.fault.sentence}`);
		secretCount += secretsIn(secretOf(proof, credential)).length;
	}
	const registers = (registration?.eventsFor(events, resumeWaiting).length ?? 0) > 0;
	if (secretCount > 0 || registers || acceptUnsigned) return;
	const label = fields[0].secretField?.label;
	const why = registration ? ' None of the chosen events comes from an agent of its own accord.' : '';
	throw new UserError(
		`${label} is empty in the credential of ${provider.displayName}: without it anyone could send events to this workflow.${why} Fill it in, or switch on Accept Unsigned Events under Options.`,
	);
}

async function readCredential(context: IHookFunctions, provider: Provider, type: string) {
	return await context.getCredentials(type).catch(() => {
		throw new UserError(
			`${provider.displayName} needs a credential, and none is chosen or it cannot be read. Choose one under Credential.`,
		);
	});
}

/** Turns every error into a NodeOperationError, which n8n shows to the person who activates. */
async function inSentences<T>(context: IHookFunctions, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw reportable(context.getNode(), new NodeOperationError(context.getNode(), error as Error));
	}
}

/** Milliseconds to wait before a sample is sent: n8n registers the test URL and the editor listens only after `create` returned. */
const settling = 1_000;
/** Tries, since a machine under load needs longer than one wait. */
const tries = 3;
/** Milliseconds for one delivery. */
const timeout = 10_000;

/**
 * Plays a sample call for a trigger under test and posts its events to the test URL. Only a provider that runs in this
 * process (the Simulator) does it, so that a first event needs no account and no second workflow. Returns at once; an
 * error is only logged, and the trigger goes on listening.
 */
function playSample(context: IHookFunctions, { provider, events, sampleCall }: EventSettings): void {
	const url = context.getNodeWebhookUrl('default') ?? '';
	if (!sampleCall || url === '' || provider.inProcess === undefined) return;
	const { sample } = provider.inProcess;
	void post(context, () => sample(events, url, new Date())).catch((error: Error) =>
		context.logger.warn(`Call Event Trigger: the sample call could not be handed to its test address. ${error.message}`),
	);
}

async function post(context: IHookFunctions, play: () => CallbackDelivery | null): Promise<void> {
	const delivery = play();
	for (let left = tries; delivery !== null && left > 0; left--) {
		await sleep(settling);
		const { statusCode } = (await context.helpers.httpRequest({
			method: 'POST',
			url: delivery.url,
			headers: { ...delivery.headers, 'content-type': 'application/json' },
			body: JSON.stringify(delivery.body),
			timeout,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		})) as { statusCode: number };
		// 404: n8n has not registered the test URL yet, or the person stopped listening.
		if (statusCode !== 404) return;
	}
}
