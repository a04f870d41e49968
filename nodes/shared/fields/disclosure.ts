import { invalid } from '../call/result';
import { textField } from './builders';

/** The sentence that a call from a script begins with, such as that an AI is speaking, for the providers that take its first words. */
export const disclosure = textField({
	label: 'Disclosure',
	name: 'disclosure',
	rows: 2,
	maxLength: 500,
	placeholder: 'e.g. Hello, I am an AI assistant calling for Example Ltd.',
	description: 'Sentence that is spoken first in every call, before the script and before a voicemail message',
	hint: 'Several laws ask for it: say that an AI speaks, and for whom',
	capability: 'disclosure',
	protects: true,
	nothingMeant: 'take the setting out where nothing is to be said',
	unhonoured: (_value, { displayName }, label) =>
		invalid(
			label,
			`cannot be given to ${displayName}: the first words belong to its agent. Write the sentence into the greeting of the agent, and take this setting out.`,
		).fault,
});
