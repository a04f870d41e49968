import { at } from '../call/json';
import type { Privacy } from '../privacy/privacy';
import { openly, strictly } from '../privacy/privacy';
import { flagField, orElse } from './builders';
import type { Field } from './field';
import { collection, isGiven } from './field';

/** Whoever adds the setting wants it, so the switch starts on. Without the setting it is off. */
const setting = (label: string, name: string, description: string): Field<boolean> =>
	orElse(flagField({ label, name, default: true, description, protects: true, nothingMeant: 'give true or false' }), false);

const fields = {
	maskNumbers: setting('Mask Numbers', 'maskNumbers', 'Whether phone numbers leave the node with their last four digits alone'),
	omitRecording: setting('Omit Recording', 'omitRecording', 'Whether to leave the address of the recording out of the item'),
	omitTranscript: setting('Omit Transcript', 'omitTranscript', 'Whether to leave the transcript out of the item'),
};

const property = {
	displayName: 'Privacy',
	name: 'privacy',
	placeholder: 'Add Privacy Setting',
	description: 'What stays out of the items, and so out of what n8n stores; the raw answer does with any of them',
};

/** What stays out of the items of a node. */
export const privacy: Field<Privacy> = { ...collection(property, fields), protects: true, settings: Object.keys(fields) };

/**
 * The privacy of an item whose settings cannot be read: everything that can be left out, if the node asks for any of it.
 * @param written the node's parameters before any expression is resolved
 */
export function privacyUnread(written: Readonly<Record<string, unknown>>): Privacy {
	const { options } = written;
	const isAsked = isGiven(written.privacy) || isGiven(at(options, 'privacy')) || (typeof options === 'string' && /privacy/.test(options));
	return isAsked ? strictly : openly;
}
