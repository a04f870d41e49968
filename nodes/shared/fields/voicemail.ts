import type { VoicemailAction, VoicemailPolicy } from '../call/request';
import type { Result } from '../call/result';
import { invalid, ok } from '../call/result';
import { choiceField, textField } from './builders';
import type { Field } from './field';
import { collection } from './field';

const label = 'Voicemail';

const action = choiceField<VoicemailAction>({
	label: 'Action',
	within: label,
	name: 'action',
	default: 'hangUp',
	options: [
		{ name: 'Hang Up', value: 'hangUp', description: 'End the call when a machine answers' },
		{ name: 'Ignore', value: 'ignore', description: 'Talk to a machine as to a person' },
		{ name: 'Leave Message', value: 'leaveMessage', description: 'Say the message after the tone, then hang up' },
	],
	description: 'What to do when a machine answers',
});

const message = textField({
	label: 'Message',
	within: label,
	name: 'message',
	rows: 2,
	maxLength: 1000,
	placeholder: 'e.g. Hello, this is Example Ltd. Please call us back.',
	description: 'What is said to the machine; for Leave Message',
});

const group = collection({ displayName: label, name: 'voicemail', placeholder: 'Add Setting' }, { action, message });

/** What happens when a machine answers. Null leaves it to the agent's own settings. */
export const voicemail: Field<VoicemailPolicy | null> = {
	property: { ...group.property, description: 'What to do when a machine answers, instead of the settings of the agent' },
	capability: 'voicemail',
	read: (raw, context) => {
		const read = group.read(raw, context);
		return read.ok ? policyOf(read.value) : read;
	},
};

/** A message alone means that it is to be left. */
function policyOf({
	action: chosen,
	message: text,
}: {
	action: VoicemailAction | null;
	message: string | null;
}): Result<VoicemailPolicy | null> {
	const meant = chosen ?? (text === null ? null : 'leaveMessage');
	if (meant === null) return ok(null);
	if (meant === 'leaveMessage' && text === null) {
		return invalid(`${label}: Message`, 'is empty, and Action is Leave Message. Write the message, or choose Hang Up.');
	}
	if (meant !== 'leaveMessage' && text !== null) {
		return invalid(`${label}: Message`, 'is only said with the Action Leave Message. Choose it, or take the message out.');
	}
	return ok({ action: meant, message: text });
}
