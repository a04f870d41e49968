import type { Delivery } from './delivery';
import { digestOf, isOneOf } from './compare';
import type { EventProof } from './proof';

/** Exactly one value, and one of those whose digests are known. */
const isToken = (carried: string[], keys: readonly Buffer[]): boolean =>
	carried.length === 1 && isOneOf(carried[0], keys);

const inAddress = (delivery: Delivery): string[] => delivery.query('token');

/** A secret token in the address (`?token=`), for providers that sign nothing: only who was told it can send. */
export const addressToken: EventProof = {
	keyFrom: 'credential',
	secretField: { name: 'webhookToken', label: 'Webhook Token', inAddress: true },
	coversBody: true,
	carried: inAddress,
	keyOf: digestOf,
	holds: (delivery, keys) => isToken(inAddress(delivery), keys),
};

/** A random token in a header of our own, handed to the provider when the trigger registered itself. */
export const registeredToken = (header: string): EventProof => ({
	keyFrom: 'registration',
	coversBody: true,
	carried: (delivery) => delivery.header(header),
	keyOf: digestOf,
	holds: (delivery, keys) => isToken(delivery.header(header), keys),
});
