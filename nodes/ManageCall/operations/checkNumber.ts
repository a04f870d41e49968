import type { IDataObject } from 'n8n-workflow';
import type { HoursAnswer } from '../../shared/callingHours/check';
import { checkCallingHours } from '../../shared/callingHours/check';
import { timeThere } from '../../shared/callingHours/sentence';
import { toJson } from '../../shared/call/json';
import type { Problem } from '../../shared/call/problem';
import { problem } from '../../shared/call/problem';
import type { Result } from '../../shared/call/result';
import { faultProblem } from '../../shared/call/result';
import { collection } from '../../shared/fields/field';
import { defaultCountry } from '../../shared/fields/options';
import { phoneNumberProperty } from '../../shared/fields/callParameters';
import type { CheckedNumber } from '../../shared/phoneNumber/e164';
import { checkPhoneNumber } from '../../shared/phoneNumber/e164';
import { numberFault } from '../../shared/phoneNumber/numberPolicy';
import type { Provider } from '../../shared/providers/provider';
import type { LocalOperation } from '../operation';

const options = collection({ displayName: 'Options', name: 'options', placeholder: 'Add Option' }, { defaultCountry });

/** What is known of a number. `allowedNow` says whether a call node with default settings and Lawful hours would dial it now. */
export interface NumberReport {
	provider: string;
	/** E.164, null if the number cannot be dialed. */
	to: string | null;
	country: string | null;
	numberType: string | null;
	timeZones: string[] | null;
	/** ISO 8601 with offset, in the time zone that decided. */
	localTime: string | null;
	rule: string | null;
	allowedNow: boolean;
	/** ISO 8601 UTC. Null if the number may never be called, or if it is unknown where it rings. */
	nextAllowedAt: string | null;
	problem: Problem | null;
}

/** The operation Check Number: says whether a number may be called now, without a request. */
export const checkNumber: LocalOperation<Result<CheckedNumber>> = {
	value: 'checkNumber',
	name: 'Check Number',
	action: 'Check a number',
	description: 'Say whether a number may be called now, without a request and without a credential',
	tool: 'Checks whether a phone number may be called now: its country, its kind and the calling hours there. Phones nobody. Phone Number must be E.164, such as +12025550100, taken from the user and never guessed.',
	capability: null,
	properties: [phoneNumberProperty, options.property],
	read(raw, reading) {
		const chosen = options.read(raw('options'), reading);
		const input = checkPhoneNumber(raw('phoneNumber'), 'Phone Number', chosen.ok ? chosen.value.defaultCountry : null);
		return { input, faults: chosen.ok ? [] : [chosen.fault] };
	},
	execute: (provider, checked, now) => [{ json: toJson(report(provider, checked, now)) as IDataObject }],
};

/** Makes the report on one number. An invalid number is part of the report, not an error. */
export function report(provider: Provider, checked: Result<CheckedNumber>, now: Date): NumberReport {
	const nothing = { to: null, country: null, numberType: null, timeZones: null, localTime: null, rule: null };
	const refused = { provider: provider.id, allowedNow: false, nextAllowedAt: null };
	if (!checked.ok) return { ...refused, ...nothing, problem: faultProblem(checked.fault) };
	const number = checked.value;
	const hours = checkCallingHours({
		e164: number.e164,
		country: number.country,
		numberType: number.type,
		at: now,
		mode: 'lawful',
		custom: null,
		timezone: null,
	});
	const known = {
		to: number.e164,
		country: number.country,
		numberType: number.type,
		timeZones: hours.timeZones,
		localTime: hours.localTime,
		rule: hours.rule,
	};
	const rules = { allowedCountries: null, blockRiskyNumbers: true, fictionalAllowed: provider.inProcess !== undefined };
	const fault = numberFault(number, rules, 'Phone Number', provider.displayName);
	if (fault !== null) return { ...refused, ...known, problem: faultProblem(fault) };
	return {
		...refused,
		...known,
		allowedNow: hours.allowed,
		nextAllowedAt: hours.nextAllowedAt,
		problem: hours.allowed ? null : closed(hours),
	};
}

function closed({ reason, nextAllowedAt, timeZones }: HoursAnswer): Problem {
	const when =
		nextAllowedAt === null
			? 'Set Time Zone under Safety of the call node if you know where the person is.'
			: `The next allowed time is ${timeThere(nextAllowedAt, timeZones)}: put a Wait node until then before the call.`;
	return problem(
		'outside_calling_hours',
		`This person is not to be called now, since ${reason ?? 'the hour there is not known'}. ${when}`,
		{
			nextAllowedAt,
		},
	);
}
