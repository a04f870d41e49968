import type { EventWebhook } from '../../webhooks/proof';
import { addressToken } from '../../webhooks/token';

/** UnleashX signs nothing, so the address itself carries the secret. */
export const webhook: EventWebhook = {
	proofs: [addressToken],
	notice:
		'Put a Webhook URL of this node (test or production), followed by ?token= and the Webhook Token of the credential, into the field session_data_webhook of the agent at UnleashX.',
};
