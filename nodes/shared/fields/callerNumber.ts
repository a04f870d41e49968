import type { INodeProperties } from 'n8n-workflow';
import { isObject } from '../call/json';
import { checkPhoneNumber } from '../phoneNumber/e164';
import type { Provider } from '../providers/provider';
import { providers, supports } from '../providers/registry';
import type { Result } from '../call/result';
import { invalid, ok } from '../call/result';
import { customField } from './builders';
import type { Field } from './field';
import { inOptions, locator } from './locator';
import { isBlank, readText } from './values';

const label = 'From Number';

/** A caller number as the user gave it: the number, or the provider's own ID of it. */
export interface CallerNumber {
	e164: string | null;
	id: string | null;
}

const nobody: CallerNumber = { e164: null, id: null };

const number = {
	displayName: label,
	name: 'fromNumber',
	noun: 'a number',
	description: 'Caller ID: a number of your account at the provider',
	listMethod: 'searchNumbers',
	idPlaceholder: 'e.g. +12025550199',
	// The editor has no room for "By Number".
	typedAs: { displayName: 'Number', name: 'number' },
};

/** n8n marks no missing number, since the field is not required where the provider is an expression. */
const needed = 'Needed: a number of your account, from which the call comes';

const isRequired = ({ callerNumber }: Provider): boolean => callerNumber?.isRequired === true;
const isListed = (provider: Provider): boolean => provider.listNumbers !== undefined && supports(provider, 'fromNumber');

const locatorFor = (provider: Provider): INodeProperties =>
	locator({ ...number, hint: isRequired(provider) ? needed : undefined }, provider, { mode: 'list', value: '' });

/**
 * The drop-downs of the providers whose calls need a caller number. The node itself says that one is missing: n8n would also ask for it
 * where the provider is an expression and another one is meant.
 */
export const callerNumberProperties: INodeProperties[] = providers
	.filter(isRequired)
	.map((provider) => ({ ...locatorFor(provider), required: false }));

/** The caller number of a call, wherever its field stands. */
export const fromNumber: Field<CallerNumber> = customField({
	label,
	name: 'fromNumber',
	type: 'string',
	default: '',
	placeholder: number.idPlaceholder,
	description: `${number.description}, or empty for its own choice`,
	capability: 'fromNumber',
	read: (raw, _label, { provider }) => readCallerNumber(raw, provider),
});

/** The same under Options, for the providers that have a number of their own choice: a drop-down where they list their numbers. */
export const fromNumberUnderOptions: Field<CallerNumber> = {
	...fromNumber,
	providers: (provider) => !isRequired(provider),
	propertyFor: (provider) => (isListed(provider) ? inOptions(locatorFor(provider)) : fromNumber.property),
};

/** What is written like a number and not like an ID. */
const looksLikeNumber = /^[+(]?\d[\d\s().\-/]*$/;

function readCallerNumber(raw: unknown, provider: Provider): Result<CallerNumber> {
	const given = isObject(raw) && raw.__rl === true ? raw.value : raw;
	if (isBlank(given)) {
		return isRequired(provider)
			? invalid(label, `is empty, and ${provider.displayName} needs a number to call from. Choose one from the list, or type it.`)
			: ok(nobody);
	}
	const takesId = provider.callerNumber?.isSentAs === 'id';
	if (takesId && typeof given === 'string' && !looksLikeNumber.test(given.trim())) {
		const id = readText(given, label, 200);
		if (!id.ok) return id;
		return /\s/.test(id.value ?? '')
			? invalid(label, 'has a blank in its ID. Copy the ID again, or choose a number from the list.')
			: ok({ e164: null, id: id.value });
	}
	const checked = checkPhoneNumber(given, label);
	return checked.ok ? ok({ e164: checked.value.e164, id: null }) : checked;
}
