import type { CallParts, RetryPolicy, VoicemailPolicy } from '../call/request';
import type { CallerNumber } from '../fields/callerNumber';
import { fromNumber, fromNumberUnderOptions } from '../fields/callerNumber';
import {
	assistantModel,
	callParameterGroup,
	campaignId,
	delaySeconds,
	language,
	leadEmail,
	leadTimezone,
	maxDuration,
	priority,
	recipientName,
	ringTimeout,
	scheduledTime,
	testCall,
} from '../fields/callParameters';
import { greeting, prompt, responseHandlers, callbackUrl, recording, transcription } from '../fields/conversation';
import { context, variables } from '../fields/data';
import { disclosure } from '../fields/disclosure';
import { readAgentId, readOptionalAgentId } from '../fields/provider';
import type { FieldIssue, Result } from '../call/result';
import type { Fields, ReadContext, ReadOnce } from '../fields/field';
import { isShown, readFields } from '../fields/field';
import { callOptions } from '../fields/options';
import type { OptionFields, RawReader } from '../fields/places';
import { optionFields } from '../fields/places';
import { agentRetry, retry } from '../fields/retry';
import { safety } from '../fields/safety';
import { nameInScript, nameUnderOptions, readScript, scriptNeedsAgent } from '../fields/script';
import { fallback } from '../fields/scriptParts';
import type { Evaluate } from '../fields/vanished';
import { vanishedInOptions, vanishedInScript } from '../fields/vanished';
import { readOptionalVoiceId, readVoiceId, voiceSettings, voiceUnderOptions } from '../fields/voice';
import { voicemail } from '../fields/voicemail';
import { waitLimitMinutes } from '../fields/waiting';
import type { CapabilityName } from '../providers/capabilities';
import type { Provider } from '../providers/provider';
import { supports } from '../providers/registry';
import { filledText, placeholderInExpression, scriptValues } from '../script/placeholders';
import { timingFor } from '../dialling/schedule';

interface ReadParts {
	parts: Partial<CallParts>;
	/** The redials that were asked for and are none of the provider's own. */
	redial: RetryPolicy | null;
	faults: FieldIssue[];
}

/** The differences between Make Call and Send Call; the rest of a run is the same. */
export interface CallNodeSpec {
	/** What a call of this kind carries, by name. */
	fields: Fields;
	/** Those of them that are seen at first sight, below the phone number. */
	shown: Fields;
	/** All others under Options, with the settings of the run. */
	options: OptionFields;
	/**
	 * @param raw reads a field from its place, under Options or at the top
	 * @param written the node's parameters before any expression is resolved
	 * @param evaluate evaluates one expression for the item; the default never reports an empty result
	 * @param once keeps the values that are the same for every item of the run
	 */
	read(raw: RawReader, reading: ReadContext, written: Readonly<Record<string, unknown>>, evaluate?: Evaluate, once?: ReadOnce): ReadParts;
}

const anything = (): unknown => '';

/** The provider redials where it can; otherwise this node does. */
const redials = (asked: RetryPolicy | null, provider: Provider, native: CapabilityName): Record<'retry' | 'redial', RetryPolicy | null> =>
	supports(provider, native) ? { retry: asked, redial: null } : { retry: null, redial: asked };

/** Settings of every run. */
const runFields = { ...callOptions.fields, safety, waitLimitMinutes };

/** When, from which number and how the provider dials. */
const dialFields = { language, maxDuration, priority, ringTimeout, scheduledTime, voicemail };

const sendCallFields = {
	greeting,
	prompt,
	variables,
	context,
	...dialFields,
	campaignId,
	delaySeconds,
	testCall,
	leadEmail,
	leadTimezone,
	recording,
	transcription,
	callbackUrl,
	responseHandlers,
	retry: agentRetry,
};

/** The call's parts from the fields that both nodes have, and the fault of a time that the provider does not know. */
function dialParts(
	{
		scheduledTime: time,
		delaySeconds: delay,
		fromNumber: from,
	}: { scheduledTime: string | null; delaySeconds?: number | null; fromNumber?: CallerNumber },
	{ provider, now }: ReadContext,
): { parts: Partial<CallParts>; faults: FieldIssue[] } {
	const timing = timingFor(provider, { scheduledTime: time ?? null, delaySeconds: delay ?? null }, now);
	const parts = { ...(timing.ok ? timing.value : {}), fromNumber: from?.e164 ?? null, fromNumberId: from?.id ?? null };
	return { parts, faults: timing.ok ? [] : [timing.fault] };
}

/** What a call of Send Call carries. */
const sendCallParts = { recipientName, fromNumber, ...sendCallFields };

/** Send Call: an agent that is configured at the provider. */
export const sendCallSpec: CallNodeSpec = {
	fields: sendCallParts,
	shown: { recipientName },
	options: optionFields({ ...runFields, ...sendCallFields, fromNumber: fromNumberUnderOptions }, callParameterGroup),
	read(raw, reading, written, evaluate = anything, once = undefined) {
		const { provider } = reading;
		const agent = provider.agentIsOptional
			? readOptionalAgentId(raw('agentId', true), provider)
			: readAgentId(raw('agentId', true), provider);
		const { values, faults } = readFields(sendCallParts, raw, reading, once);
		if (!agent.ok) faults.unshift(agent.fault);
		// Only an expression can vanish.
		if (!spokenPlaces.every((name) => once?.isFixed(name))) faults.push(...vanishedInOptions(spokenLabels(provider), written, evaluate));
		const { scheduledTime: time, delaySeconds: delay, fromNumber: from, retry: asked } = values;
		const dial = dialParts({ scheduledTime: time ?? null, delaySeconds: delay ?? null, fromNumber: from }, reading);
		faults.push(...dial.faults);
		const { retry: own, redial } = redials(asked ?? null, provider, 'nativeRetry');
		return { faults, redial, parts: Object.assign(values, dial.parts, { retry: own, agentId: agent.ok ? agent.value : null }) };
	},
};

/** Where the fields that are spoken may be written. */
const spokenPlaces = ['options', 'prompt', 'greeting'];

/** The labels of the fields that are spoken, where the provider has them. */
function spokenLabels(provider: Provider): Record<string, string> {
	const labels: Record<string, string> = {};
	if (isShown(prompt, provider)) labels.prompt = prompt.property.displayName;
	if (isShown(greeting, provider)) labels.greeting = greeting.property.displayName;
	return labels;
}

/** The fields as Make Call has them: without those that a call from a script lacks at the provider. */
const forScripts = <F extends Fields>(fields: F): F =>
	Object.fromEntries(
		Object.entries(fields).map(([name, field]) => [
			name,
			{
				...field,
				providers: (provider: Provider) =>
					(field.providers?.(provider) ?? true) &&
					![field.capability ?? []].flat().some((capability) => provider.notForScripts?.includes(capability)),
			},
		]),
	) as F;

const makeCallFields = {
	variables,
	context,
	disclosure,
	recording,
	callbackUrl,
	voiceSettings,
	retry,
	assistantModel,
	...forScripts(dialFields),
};
const { fromNumber: callerNumber, fromNumberUnderOptions: callerNumberUnderOptions } = forScripts({ fromNumber, fromNumberUnderOptions });

/** What a call of Make Call carries beside its script. */
const makeCallParts = { recipientName: nameInScript, fromNumber: callerNumber, ...makeCallFields };

/** Make Call: a script, and a voice where it is chosen per call. */
export const makeCallSpec: CallNodeSpec = {
	fields: makeCallParts,
	shown: { recipientName: nameInScript },
	options: optionFields(
		{
			...runFields,
			...makeCallFields,
			fallback,
			recipientName: nameUnderOptions,
			voiceId: voiceUnderOptions,
			fromNumber: callerNumberUnderOptions,
		},
		callParameterGroup,
	),
	read(raw, reading, written, evaluate = anything, once = undefined) {
		const { provider } = reading;
		const { values, faults } = readFields(makeCallParts, raw, reading, once);
		const { voiceSettings: settings, retry: asked, scheduledTime: time, fromNumber: from, disclosure: first = null, ...same } = values;
		const [variables, named] = [values.variables ?? {}, values.recipientName ?? null];
		const { script, faults: scriptFaults } = readScript(raw, variables, named, first);
		const words = first === null ? null : filledText(first, scriptValues(variables, named));
		if (first !== null) faults.push(...vanishedInOptions({ disclosure: disclosure.property.displayName }, written, evaluate));
		const vanishing = placeholderInExpression(written);
		const gaps = vanishing ? [vanishing] : vanishedInScript(raw('scriptFormat'), written, evaluate);
		faults.unshift(...(gaps.length > 0 ? gaps : scriptFaults));
		const agent = scriptNeedsAgent(provider) ? readAgentId(raw('agentId', true), provider) : null;
		const voice = readVoice(raw, provider);
		for (const choice of [agent, voice]) if (choice !== null && !choice.ok) faults.unshift(choice.fault);
		const dial = dialParts({ scheduledTime: time ?? null, fromNumber: from }, reading);
		faults.push(...dial.faults);
		const { retry: own, redial } = redials(asked ?? null, provider, 'scriptedRetry');
		return {
			faults,
			redial,
			parts: {
				...same,
				...(words !== null && same.voicemail?.message && { voicemail: spokenAfter(words, same.voicemail) }),
				...dial.parts,
				retry: own,
				agentId: agent?.ok ? agent.value : null,
				scripted: script && {
					script,
					voiceId: voice?.ok ? voice.value : null,
					voice: settings ?? null,
					simulatedAnswers: [],
				},
			},
		};
	},
};

/** A machine hears the disclosure too. */
const spokenAfter = (words: string, voicemail: VoicemailPolicy): VoicemailPolicy => ({
	...voicemail,
	message: `${words} ${voicemail.message}`,
});

/** The voice that was chosen: needed where the script is spoken without an agent. Null where no voice can be chosen. */
function readVoice(raw: RawReader, provider: Provider): Result<string | null> | null {
	if (isShown(voiceUnderOptions, provider)) return readOptionalVoiceId(raw('voiceId', true), provider);
	return scriptNeedsAgent(provider) ? null : readVoiceId(raw('voiceId', true), provider);
}
