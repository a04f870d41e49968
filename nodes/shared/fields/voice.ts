import type { INodeProperties } from 'n8n-workflow';
import type { VoiceSettings } from '../call/request';
import { providers, providersThatHonour } from '../providers/registry';
import type { Field } from './field';
import { collection } from './field';
import type { Checked } from './fault';
import { bad, good } from './fault';
import { readText } from './values';

const withList = providers.filter((one) => one.capabilities.voiceChoice.supported !== 'no' && one.listVoices);
const chooseVoice = providersThatHonour('voiceChoice');

const locator = (ids: string[], modes: INodeProperties['modes'], start: string): INodeProperties => ({
	displayName: 'Voice',
	name: 'voiceId',
	type: 'resourceLocator',
	default: { mode: modes?.[0].name ?? 'id', value: start },
	required: true,
	description: 'The voice that speaks the script',
	displayOptions: { show: { provider: ids } },
	modes,
});

const byId = {
	displayName: 'By ID',
	name: 'id',
	type: 'string' as const,
	placeholder: 'e.g. voice_default',
};

const fromList = {
	displayName: 'From List',
	name: 'list',
	type: 'list' as const,
	placeholder: 'Select a voice...',
	typeOptions: { searchListMethod: 'searchVoices', searchable: true },
};

/** Where a voice is chosen per call: from a list where the provider publishes one, by its ID elsewhere. */
export const voiceProperties: INodeProperties[] = [
	locator(withList.map((one) => one.id), [fromList, byId], 'sim-voice-alto'),
	locator(chooseVoice.filter((id) => !withList.some((one) => one.id === id)), [byId], 'voice_default'),
];

export function readVoiceId(raw: unknown): Checked<string> {
	const text = readText(raw, 'Voice', 200);
	if (!text.ok) return text;
	return text.value === null
		? bad('Voice', 'is empty. Choose one from the list, or type its ID.')
		: good(text.value);
}

const gender: Field<string | null> = {
	property: {
		displayName: 'Gender',
		name: 'gender',
		type: 'options',
		default: 'female',
		options: [
			{ name: 'Female', value: 'female' },
			{ name: 'Male', value: 'male' },
			{ name: 'Neutral', value: 'neutral' },
		],
	},
	capability: null,
	read: (raw) => readText(raw, 'Voice Settings: Gender', 40),
};

const accent: Field<string | null> = {
	property: {
		displayName: 'Accent',
		name: 'accent',
		type: 'string',
		default: '',
		placeholder: 'e.g. neutral',
		description: 'The accent, in the words of the provider',
	},
	capability: null,
	read: (raw) => readText(raw, 'Voice Settings: Accent', 40),
};

const speed: Field<number | null> = {
	property: {
		displayName: 'Speed',
		name: 'speed',
		type: 'number',
		typeOptions: { minValue: 0.5, maxValue: 2, numberPrecision: 2 },
		default: 1,
		description: 'How fast the voice speaks: 1 is normal, 0.5 half and 2 double the speed',
	},
	capability: null,
	read: (raw) => {
		if (raw === undefined || raw === null || raw === '') return good(null);
		const value = typeof raw === 'number' || typeof raw === 'string' ? Number(raw) : NaN;
		return value >= 0.5 && value <= 2
			? good(value)
			: bad('Voice Settings: Speed', 'must be a number from 0.5 to 2.', 'invalid_script');
	},
};

const group = collection(
	{ displayName: 'Voice Settings', name: 'voiceSettings', placeholder: 'Add Setting' },
	{ accent, gender, speed },
);

export const voiceSettings: Field<VoiceSettings | null> = {
	property: group.property,
	capability: 'voiceChoice',
	read: (raw, context) => {
		const read = group.read(raw, context);
		if (!read.ok) return read;
		return good(Object.values(read.value).some((one) => one !== null) ? read.value : null);
	},
};
