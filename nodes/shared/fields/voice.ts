import type { INodeProperties } from 'n8n-workflow';
import type { VoiceSettings } from '../call/request';
import type { Provider } from '../providers/provider';
import { supports, providers } from '../providers/registry';
import { simulator } from '../providers/simulator';
import { simulatedVoices } from '../providers/simulator/agents';
import type { Field } from './field';
import { customField, textField } from './builders';
import { collection } from './field';
import type { Result } from '../call/result';
import { invalid, ok } from '../call/result';
import { inOptions, locator, readChosen } from './locator';
import { scriptNeedsAgent } from './script';
import { readText } from './values';

const voice = {
	displayName: 'Voice',
	name: 'voiceId',
	noun: 'a voice',
	description: 'The voice that speaks the script',
	listMethod: 'searchVoices',
	idPlaceholder: 'e.g. voice_default',
};

const [firstVoice] = simulatedVoices;

/** A list if the provider publishes one, else the ID alone. */
function locatorFor(provider: Provider): INodeProperties {
	const listed = provider.listVoices !== undefined;
	return locator(voice, provider, { mode: listed ? 'list' : 'id', value: provider.usualVoiceId ?? '' }, listed);
}

/** Whether a script is spoken without a choice of the voice: an agent has one, the Simulator speaks nothing, or the provider chooses. */
const isOptional = (provider: Provider): boolean =>
	provider.inProcess !== undefined || provider.voiceIsOptional === true || scriptNeedsAgent(provider);

/** The voice fields of the providers that speak a script without an agent, and so need a voice. */
export const voiceProperties: INodeProperties[] = providers
	.filter((provider) => supports(provider, 'voiceChoice') && !isOptional(provider))
	.map(locatorFor);

const simulatedVoice = inOptions(locator(voice, simulator, { mode: 'list', value: firstVoice.id, cachedResultName: firstVoice.name }));

/** The voice under Options, where it need not be chosen. */
export const voiceUnderOptions: Field<unknown> = {
	property: simulatedVoice,
	capability: 'voiceChoice',
	providers: isOptional,
	propertyFor: (provider) => (provider.inProcess ? simulatedVoice : inOptions(locatorFor(provider))),
	read: ok,
};

/** The ID of the selected voice, or null for the agent's or the provider's own. The Simulator has a default voice. */
export const readOptionalVoiceId = (raw: unknown, provider: Provider): Result<string | null> =>
	provider.inProcess ? readVoiceId(raw, provider) : readChosen(raw, provider, voice);

/** The ID of the selected voice. The Simulator has a default voice. */
export function readVoiceId(raw: unknown, provider: Provider): Result<string> {
	const text = readChosen(raw, provider, voice);
	if (!text.ok) return text;
	if (text.value !== null) return ok(text.value);
	return provider.inProcess ? ok(firstVoice.id) : invalid(voice.displayName, 'is empty. Choose one from the list, or type its ID.');
}

const label = 'Voice Settings';

const gender = customField({
	label: 'Gender',
	within: label,
	name: 'gender',
	type: 'options',
	default: 'female',
	options: [
		{ name: 'Female', value: 'female' },
		{ name: 'Male', value: 'male' },
		{ name: 'Neutral', value: 'neutral' },
	],
	capability: 'voiceAccent',
	read: (raw, named) => readText(raw, named, 40),
});

const accent = textField({
	label: 'Accent',
	within: label,
	name: 'accent',
	maxLength: 40,
	placeholder: 'e.g. neutral',
	description: 'The accent, in the words of the provider',
	capability: 'voiceAccent',
});

const [minSpeed, maxSpeed] = [0.5, 2];

const speed = customField<number | null>({
	label: 'Speed',
	within: label,
	name: 'speed',
	type: 'number',
	typeOptions: { minValue: minSpeed, maxValue: maxSpeed, numberPrecision: 2 },
	default: 1,
	description: 'How fast the voice speaks: 1 is normal, 0.5 half and 2 double the speed',
	capability: 'voiceSpeed',
	read: (raw, named) => {
		if (raw === undefined || raw === null || raw === '') return ok(null);
		const value = typeof raw === 'number' || typeof raw === 'string' ? Number(raw) : NaN;
		return value >= minSpeed && value <= maxSpeed
			? ok(value)
			: invalid(named, `must be a number from ${minSpeed} to ${maxSpeed}.`, 'invalid_script');
	},
});

const group = collection({ displayName: label, name: 'voiceSettings', placeholder: 'Add Setting' }, { accent, gender, speed });

export const voiceSettings: Field<VoiceSettings | null> = {
	property: group.property,
	capability: group.capability,
	read: (raw, context) => {
		const read = group.read(raw, context);
		if (!read.ok) return read;
		return ok(Object.values(read.value).some((setting) => setting !== null) ? read.value : null);
	},
};
