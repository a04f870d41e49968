import type { EventWebhook } from '../../webhooks/proof';
import { standardSignature } from '../../webhooks/standardWebhooks';

/** Signs as Standard Webhooks say, with the callback address as the secret: there is no account to keep one in. */
export const webhook: EventWebhook = {
	proofs: [standardSignature],
	notice:
		'Put the Production URL above, unchanged, into the Callback URL of Make Call or Send Call with the provider Simulator: it sends the events of the simulated call to it. Keep the address to yourself, it is what the events are signed with.',
};
