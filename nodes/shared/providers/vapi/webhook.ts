import type { EventWebhook } from '../provider';
import { addressToken, headerSecret } from '../../webhooks/secret';
import { bodySignature, secondsOrMilliseconds } from '../../webhooks/signature';

const secretField = { name: 'webhookSecret', label: 'Webhook Secret', inAddress: false };
/** Milliseconds. Vapi documents neither the unit of its time nor how old it may be. */
const tolerance = 300_000;

/**
 * Vapi has no signature of its own: the account's owner makes a credential for the server URL, as a secret in a header or as HMAC, and both
 * are read here in their default forms. At an address that came with one call Vapi sends neither, so that address carries a token.
 * Source: https://docs.vapi.ai/server-url/server-authentication
 */
const legacySecret = headerSecret('x-vapi-secret', secretField, { absentPerCall: true });

/** HMAC-SHA256 over time, full stop and body, hex: the defaults of the HMAC credential. */
const signature = bodySignature({
	secretField,
	header: 'x-signature',
	timeHeader: 'x-timestamp',
	around: (time) => ({ before: `${time}.` }),
	toMilliseconds: secondsOrMilliseconds,
	tolerance,
	absentPerCall: true,
});

export const webhook: EventWebhook = {
	proofs: [legacySecret, signature, addressToken],
	notice:
		'Put the Webhook URL of this node (test or production) into Server URL of the assistant, of the phone number or of the organization at Vapi, with a credential that sends the Webhook Secret as X-Vapi-Secret or signs with it (HMAC). In Callback URL of Make Call or Send Call put it followed by ?token= and the Webhook Token of the credential.',
};
