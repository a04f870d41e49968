import { createHmac } from 'node:crypto';
import { at } from '../../call/json';
import { digestOf, isOneOf } from '../../webhooks/compare';
import type { Delivery } from '../../webhooks/delivery';
import type { EventProof, EventWebhook } from '../../webhooks/proof';

/** The page names the header as a WSGI server spells it; what travels is one of these. */
const headers = ['synthflow-signature', 'x-synthflow-signature', 'http_synthflow_signature', 'http-synthflow-signature'];

/** Every header that is there; one that came twice is no proof. */
const carried = (delivery: Delivery): string[] => headers.flatMap((name) => delivery.header(name));
const isTwice = (delivery: Delivery): boolean => headers.some((name) => delivery.header(name).length > 1);

/**
 * HMAC-SHA256 of the call id, base64, with the secret of the workspace as plain text.
 * It says nothing about the rest of the body: https://docs.synthflow.ai/security
 */
const callIdSignature: EventProof = {
	keyFrom: 'credential',
	secretField: { name: 'webhookSecret', label: 'Webhook Secret', inAddress: false },
	coversBody: false,
	carried,
	keyOf: (secret) => Buffer.from(secret, 'utf8'),
	holds(delivery, keys) {
		const callId = at(delivery.body(), 'call', 'call_id');
		if (typeof callId !== 'string' || callId.trim() === '' || callId.length > 256 || isTwice(delivery)) return false;
		const expected = keys.map((key) => digestOf(createHmac('sha256', key).update(callId).digest('base64')));
		return carried(delivery).every((one) => isOneOf(one, expected));
	},
};

export const webhook: EventWebhook = {
	proofs: [callIdSignature],
	notice:
		'Put a Webhook URL of this node (test or production) into Callback URL of Make Call or Send Call, or into the webhook settings of the agent at Synthflow. The Webhook Secret of the credential is the one that Synthflow shows under Security, Webhooks.',
};
