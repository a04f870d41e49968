import type { EventWebhook } from '../../webhooks/proof';
import { addressToken } from '../../webhooks/token';

/** Svalync signs nothing, so the address itself carries the secret. */
export const webhook: EventWebhook = {
	proofs: [addressToken],
	notice:
		'Put the Production URL above, followed by ?token= and the Webhook Token of the credential, into the Callback URL of Make Call or Send Call (such as https://…/events?token=YOUR-TOKEN): Svalync sends the events of that call to it.',
};
