/** The front door of the number rules: may this number, which exists, be called at all? */
import type { Fault } from '../call/result';
import { countryFault } from './allowList';
import type { CheckedNumber } from './e164';
import { isFictional } from './e164';
import { maskNumber } from './mask';
import { riskOf } from './risk';
import { emergencyBehindAreaCode, nameOf, shortNumberBehindPlus } from './shortNumbers';

export interface NumberRules {
	/** ISO 3166-1 alpha-2; null: every country. */
	allowedCountries: readonly string[] | null;
	/** Refuses premium-rate, satellite and other numbers where no person answers at an ordinary price. */
	blockRiskyNumbers: boolean;
	/** Only for the Simulator, which calls nobody. */
	fictionalAllowed: boolean;
}

/**
 * The fault that stops this number (`blocked_number_type` or `blocked_country`), or null.
 * Emergency, short and, for real providers, fictional numbers are refused whatever the user chose.
 * @param number as `checkPhoneNumber` gave it
 * @param field the field's label for the sentence
 * @param providerName as shown in the editor
 */
export function numberFault(number: CheckedNumber, rules: NumberRules, field: string, providerName: string): Fault | null {
	const blocked = (sentence: string): Fault => ({ type: 'blocked_number_type', field, sentence });
	const masked = maskNumber(number.e164);

	const short = shortNumberBehindPlus(number.e164) ?? emergencyBehindAreaCode(number.e164, number.country);
	if (short) return blocked(`(${masked}) is ${nameOf(short)}, which is never called. Give the number of a person.`);
	if (!rules.fictionalAllowed && isFictional(number.e164)) {
		return blocked(
			`is from the range reserved for fiction (+1 … 555 01xx), where nobody answers. ${providerName} places real calls: give a real number, or choose the provider Simulator.`,
		);
	}
	const risk = rules.blockRiskyNumbers ? riskOf(number) : null;
	if (risk !== null) {
		return blocked(`(${masked}) is ${risk}. Give another number, or turn off Block Risky Numbers under Safety if you are sure.`);
	}
	return rules.allowedCountries === null ? null : countryFault(number, rules.allowedCountries, field);
}
