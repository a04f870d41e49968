import type { EventWebhook } from '../../webhooks/proof';
import { standardSignature } from '../../webhooks/standardWebhooks';

/** Signs as Standard Webhooks say, with the callback address as the secret: there is no account to keep one in. */
export const webhook: EventWebhook = {
	proofs: [standardSignature],
	notice:
		'Execute this step to see the event of a sample call. For your own simulated calls put a Webhook URL of this node (test or production), unchanged, into Callback URL of Make Call or Send Call.',
};
