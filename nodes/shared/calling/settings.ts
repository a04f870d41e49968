import type { FieldIssue } from '../call/result';
import type { CallOptions } from '../dialling/job';
import { consentFault, isConsentAsked } from '../fields/consent';
import type { ReadContext } from '../fields/field';
import { callOptions } from '../fields/options';
import type { OptionFields, RawReader } from '../fields/places';
import { privacyUnread } from '../fields/privacy';
import { openly } from '../privacy/privacy';
import { holdersOf, namesGiven, placed, strayFaults } from '../fields/places';
import type { Safety } from '../fields/safety';
import { safety as safetyField } from '../fields/safety';
import type { Evaluate } from '../fields/vanished';
import { vanishedProtections } from '../fields/vanished';

/** Options and Safety of one item, and what is wrong with them. */
export interface Settings {
	/** Every field under Options, by name, from whichever place it was given at. */
	values: Readonly<Record<string, unknown>>;
	options: CallOptions;
	safety: Safety | null;
	faults: readonly FieldIssue[];
}

export const defaultOptions: CallOptions = {
	callsPerMinute: null,
	concurrency: 1,
	defaultCountry: null,
	dryRun: false,
	includeRaw: false,
	privacy: openly,
	reference: null,
	timeout: 30,
};

/**
 * Reads Options and Safety for one item.
 * @param written the node's parameters before any expression is resolved
 * @param evaluate evaluates one expression for the item
 * @param unread the faults of parameters that cannot be read
 */
export function readSettings(
	fields: OptionFields,
	reading: ReadContext,
	written: Readonly<Record<string, unknown>>,
	raw: RawReader,
	evaluate: Evaluate,
	unread: readonly FieldIssue[],
): Settings {
	const names = namesGiven(fields, written);
	const given = Object.fromEntries(names.map((name) => [name, raw(name)]));
	const { values, faults } = placed(fields, given, reading.provider);
	const holders = Object.entries(holdersOf(fields)).filter(([name]) => names.includes(name));
	faults.unshift(...strayFaults(fields.fields, written));
	if (unread.length === 0) faults.unshift(...vanishedProtections(Object.fromEntries(holders), written, (name) => given[name], evaluate));
	const ofTheRun = Object.entries(values).filter(([name]) => Object.hasOwn(callOptions.fields, name));
	const options = callOptions.read(Object.fromEntries(ofTheRun), reading);
	const safety = safetyField.read(values.safety, reading);
	for (const read of [options, safety]) if (!read.ok) faults.push(read.fault);
	const unfit = consentFault(written);
	if (unfit !== null) faults.push(unfit);
	const chosen = options.ok ? options.value : defaultOptions;
	return {
		values,
		options: faults.length > 0 ? { ...chosen, privacy: privacyUnread(written) } : chosen,
		safety: safety.ok ? withConsent(safety.value, written) : null,
		faults,
	};
}

/** An expression for all of Safety may leave Require Consent out of its result: then nobody has agreed. */
const withConsent = (safety: Safety, written: Readonly<Record<string, unknown>>): Safety =>
	safety.requireConsent === 'notAsked' && isConsentAsked(written) ? { ...safety, requireConsent: 'missing' } : safety;
