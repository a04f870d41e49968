import { at, isObject } from '../call/json';
import type { FieldIssue } from '../call/result';
import { invalid, ok } from '../call/result';
import { customField } from './builders';
import { labelOf } from './field';

/** Whether the person agreed to be called, as far as the item tells: it was not asked, the item says yes, or it does not. */
export type Consent = 'notAsked' | 'given' | 'missing';

const name = 'requireConsent';
const yes = ['true', 'yes', '1'];

/** Whether a value clearly says yes: true, 1, or one of the words true, yes and 1 in any case. */
const saysYes = (value: unknown): boolean =>
	value === true || value === 1 || (typeof value === 'string' && yes.includes(value.trim().toLowerCase()));

/** The consent of the person, taken from a field of the item. A setting that is there and says anything but yes holds the item back. */
export const requireConsent = customField<Consent>({
	label: labelOf(name),
	name,
	type: 'string',
	// The setting is about a field of the item, so it starts as an expression.
	default: '={{ $json.consent }}',
	placeholder: 'e.g. {{ $json.consent }}',
	description: 'The field of the item that must say yes (true, yes or 1), or the person is not called',
	hint: 'Anything but true, yes or 1 holds the item back',
	read: (raw) => ok(raw === undefined ? 'notAsked' : saysYes(raw) ? 'given' : 'missing'),
});

/** The consent in the settings of an item. A setting without a value is one that says nothing. */
export const consentIn = (settings: Readonly<Record<string, unknown>>): Consent => {
	if (!Object.hasOwn(settings, name)) return 'notAsked';
	return saysYes(settings[name]) ? 'given' : 'missing';
};

type Written = Readonly<Record<string, unknown>>;

/** Every place of the node's parameters where the setting may be written: Safety, or an expression for all of Options. */
const placesOf = (written: Written): unknown[] => [
	typeof written.options === 'string' ? written.options : at(written.options, 'safety'),
	written.safety,
];

/**
 * Whether the node asks for consent at all. An expression may leave the setting out of its result, such as for an undefined value.
 * @param written the node's parameters before any expression is resolved
 */
export const isConsentAsked = (written: Written): boolean =>
	placesOf(written).some((place) => (isObject(place) ? Object.hasOwn(place, name) : typeof place === 'string' && place.includes(name)));

/**
 * The fault of a consent that does not come from the data of the item, or null: a fixed value would be the consent of everybody, and a
 * language model must not agree for a person.
 * @param written the node's parameters before any expression is resolved (an expression starts with `=`)
 */
export function consentFault(written: Written): FieldIssue | null {
	const label = `Safety: ${labelOf(name)}`;
	const asked = placesOf(written).flatMap((place) => {
		if (isObject(place)) return Object.hasOwn(place, name) ? [place[name]] : [];
		return typeof place === 'string' && place.includes(name) ? [place] : [];
	});
	const wayOut = 'Give the field of the item that holds the answer of the person, such as {{ $json.consent }}, or take the setting out.';
	if (asked.some((value) => !isFromData(value))) return invalid(label, `is the same for everybody. ${wayOut}`).fault;
	return asked.some((value) => /\$fromai\b/i.test(String(value))) ? invalid(label, `is given by a language model. ${wayOut}`).fault : null;
}

const isFromData = (value: unknown): boolean => typeof value === 'string' && value.startsWith('=') && value.includes('$');
