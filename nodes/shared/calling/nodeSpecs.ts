import type { CallParts, RetryPolicy } from '../call/request';
import {
	callParameterGroup,
	campaignId,
	delaySeconds,
	fromNumber,
	leadEmail,
	leadTimezone,
	maxDuration,
	priority,
	recipientName,
	scheduledTime,
	testCall,
} from '../fields/callParameters';
import { greeting, prompt, responseHandlers, callbackUrl, recording, transcription } from '../fields/conversation';
import { context, variables } from '../fields/data';
import { readAgentId } from '../fields/provider';
import type { FieldIssue } from '../call/result';
import type { Fields, ReadContext } from '../fields/field';
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
import { readVoiceId, simulatedVoice, voiceSettings } from '../fields/voice';
import { waitLimitMinutes } from '../fields/waiting';
import type { CapabilityName } from '../providers/capabilities';
import type { Provider } from '../providers/provider';
import { supports } from '../providers/registry';
import { placeholderInExpression } from '../script/placeholders';
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
	 */
	read(raw: RawReader, reading: ReadContext, written: Readonly<Record<string, unknown>>, evaluate?: Evaluate): ReadParts;
}

const anything = (): unknown => '';

/** The provider redials where it can; otherwise this node does. */
const redials = (asked: RetryPolicy | null, provider: Provider, native: CapabilityName): Record<'retry' | 'redial', RetryPolicy | null> =>
	supports(provider, native) ? { retry: asked, redial: null } : { retry: null, redial: asked };

/** Settings of every run. */
const runFields = { ...callOptions.fields, safety, waitLimitMinutes };

const sendCallFields = {
	greeting,
	prompt,
	variables,
	context,
	fromNumber,
	campaignId,
	delaySeconds,
	testCall,
	leadEmail,
	leadTimezone,
	recording,
	transcription,
	callbackUrl,
	responseHandlers,
	priority,
	maxDuration,
	scheduledTime,
	retry: agentRetry,
};

/** Send Call: an agent that is configured at the provider. */
export const sendCallSpec: CallNodeSpec = {
	fields: { recipientName, ...sendCallFields },
	shown: { recipientName },
	options: optionFields({ ...runFields, ...sendCallFields }, callParameterGroup),
	read(raw, reading, written, evaluate = anything) {
		const agent = readAgentId(raw('agentId', true), reading.provider);
		const { values, faults } = readFields({ recipientName, ...sendCallFields }, raw, reading);
		if (!agent.ok) faults.unshift(agent.fault);
		if (isShown(prompt, reading.provider))
			faults.push(
				...vanishedInOptions({ prompt: prompt.property.displayName, greeting: greeting.property.displayName }, written, evaluate),
			);
		const { scheduledTime: time, delaySeconds: delay, fromNumber: from, retry: asked, ...same } = values;
		const timing = timingFor(reading.provider, { scheduledTime: time ?? null, delaySeconds: delay ?? null }, reading.now);
		if (!timing.ok) faults.push(timing.fault);
		const { retry: own, redial } = redials(asked ?? null, reading.provider, 'nativeRetry');
		return {
			faults,
			redial,
			parts: {
				...same,
				...(timing.ok ? timing.value : {}),
				retry: own,
				agentId: agent.ok ? agent.value : null,
				fromNumber: from?.e164 ?? null,
			},
		};
	},
};

const makeCallFields = { variables, context, recording, callbackUrl, voiceSettings, retry };

/** Make Call: a script, and a voice where it is chosen per call. */
export const makeCallSpec: CallNodeSpec = {
	fields: { recipientName: nameInScript, ...makeCallFields },
	shown: { recipientName: nameInScript },
	options: optionFields({ ...runFields, ...makeCallFields, fallback, recipientName: nameUnderOptions, voiceId: simulatedVoice }),
	read(raw, reading, written, evaluate = anything) {
		const { provider } = reading;
		const { values, faults } = readFields({ recipientName: nameInScript, ...makeCallFields }, raw, reading);
		const { script, faults: scriptFaults } = readScript(raw, values.variables ?? {}, values.recipientName ?? null);
		const vanishing = placeholderInExpression(written);
		const gaps = vanishing ? [vanishing] : vanishedInScript(raw('scriptFormat'), written, evaluate);
		faults.unshift(...(gaps.length > 0 ? gaps : scriptFaults));
		const agent = scriptNeedsAgent(provider) ? readAgentId(raw('agentId', true), provider) : null;
		const voice = scriptNeedsAgent(provider) ? null : readVoiceId(raw('voiceId', true), provider);
		for (const choice of [agent, voice]) if (choice !== null && !choice.ok) faults.unshift(choice.fault);
		const { voiceSettings: settings, retry: asked, ...same } = values;
		const { retry: own, redial } = redials(asked ?? null, provider, 'scriptedRetry');
		return {
			faults,
			redial,
			parts: {
				...same,
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
