import { at, text } from '../../call/json';
import type { CallRequest } from '../../call/request';
import type { FieldIssue } from '../../call/result';
import type { Choice } from '../provider';

/** The path of a call by the provider of its caller number (the discriminator `provider` of GET /v1/convai/phone-numbers). */
const paths: Readonly<Record<string, string>> = {
	twilio: '/v1/convai/twilio/outbound-call',
	sip_trunk: '/v1/convai/sip-trunk/outbound-call',
	exotel: '/v1/convai/exotel/outbound-call',
};

/** The paths as one text, for a call whose number was typed and not looked up. */
export const anyPath = '/v1/convai/{twilio, sip-trunk or exotel}/outbound-call';

/** A number's provider and its ID, from the ID of a choice such as "twilio:phnum_1". */
function partsOf(choice: string): { provider: string; id: string } {
	const colon = choice.indexOf(':');
	return { provider: choice.slice(0, Math.max(colon, 0)), id: choice.slice(colon + 1) };
}

/** The path and the number's ID of a call. Null if its number has no path, which `checkCallerNumber` refuses. */
export function lineOf({ fromNumberId }: CallRequest): { path: string; id: string } | null {
	const { provider, id } = partsOf(fromNumberId ?? '');
	return Object.hasOwn(paths, provider) && id !== '' ? { path: paths[provider], id } : null;
}

/** The fault of a number by which ElevenLabs publishes no way to call. A number that is typed as E.164 is looked up first. */
export function checkCallerNumber(call: CallRequest): FieldIssue[] {
	if (call.fromNumberId === null || lineOf(call) !== null) return [];
	const { provider } = partsOf(call.fromNumberId);
	const fault = (sentence: string): FieldIssue[] => [{ type: 'invalid_parameters', field: 'From Number', sentence }];
	return Object.hasOwn(paths, provider) || provider === ''
		? fault('is no number of the list: before its ID stands where it was imported from, such as twilio:phnum_123. Choose it from the list.')
		: fault(
				`belongs to the phone provider "${provider.slice(0, 40)}", and ElevenLabs publishes a way to call from numbers of Twilio, Exotel and SIP trunks alone. Choose one of those.`,
			);
}

/** Reads a row of GET /v1/convai/phone-numbers. */
export function readNumber(row: unknown): Choice | null {
	const id = text(at(row, 'phone_number_id'));
	if (id === null) return null;
	const number = text(at(row, 'phone_number'));
	const label = text(at(row, 'label'));
	const agent = text(at(row, 'assigned_agent', 'agent_name'));
	const provider = text(at(row, 'provider')) ?? 'unknown';
	const name = number === null ? (label ?? id) : label === null || label === number ? number : `${number} (${label})`;
	return {
		id: `${provider}:${id}`,
		// It stays in the list, so that who looks for it learns why it cannot be chosen.
		name: Object.hasOwn(paths, provider) ? name : `${name}: not for calls from n8n`,
		...(number === null ? {} : { number }),
		...(agent === null ? {} : { description: `Assigned to ${agent}` }),
	};
}
