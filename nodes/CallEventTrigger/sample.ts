import type { IHookFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type { CallbackDelivery } from '../shared/providers/provider';
import type { EventSettings } from './settings';

/** Milliseconds until n8n has taken a test address into use and the editor listens: both happen after `create` has returned. */
const settling = 1_000;
/** A machine under load takes longer. */
const tries = 3;
/** Milliseconds for one delivery. */
const timeout = 10_000;

/**
 * For a trigger under test at a provider that plays in this process: lets it play a call and posts its events to the
 * test address, so that a first event needs neither an account nor a second workflow. Returns at once; what goes wrong
 * is logged alone, and the trigger goes on listening.
 */
export function playSample(context: IHookFunctions, { provider, events, sampleCall }: EventSettings): void {
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
		// 404: not in use yet, or not any more because the person stopped listening.
		if (statusCode !== 404) return;
	}
}
