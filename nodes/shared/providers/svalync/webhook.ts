import type { EventWebhook } from '../../webhooks/proof';
import { addressToken } from '../../webhooks/token';

/** Svalync signs nothing, so the address itself carries the secret. */
export const webhook: EventWebhook = {
	proofs: [addressToken],
	notice:
		'Put a Webhook URL of this node (test or production), followed by ?token= and the Webhook Token of the credential, into Callback URL of Make Call or Send Call.',
};
