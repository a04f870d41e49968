import type { CallParts } from '../call/request';
import { callParameters, campaignId, delaySeconds, testCall } from '../fields/callParameters';
import { greeting, prompt, responseHandlers } from '../fields/conversation';
import { context, variables } from '../fields/data';
import { readAgentId } from '../fields/agent';
import type { Fault } from '../fields/fault';
import type { Fields, ReadContext } from '../fields/field';
import { readFields } from '../fields/field';
import { callOptions } from '../fields/options';
import { fromNumber, leadEmail, leadTimezone, recipientName } from '../fields/person';
import { callbackUrl, recording, transcription } from '../fields/recording';
import { nativeRetry, scriptedRetry } from '../fields/retry';
import { readScript } from '../fields/script';
import { readVoiceId, voiceSettings } from '../fields/voice';
import type { CapabilityName } from '../providers/capabilities';
import type { Provider } from '../providers/provider';
import { honours } from '../providers/registry';
import { placeholderInExpression } from '../script/expressionTrap';
import { timingFor } from './schedule';

/** Reads a parameter of the item by name; `extract` takes the value out of a resource locator. */
export type RawReader = (name: string, extract?: boolean) => unknown;

export interface ReadParts {
	parts: Partial<CallParts>;
	faults: Fault[];
}

/** What tells Make Call and Send Call apart; everything else of a run is the same. */
export interface CallKind {
	/** The fields between the phone number and the options, in the editor's order. */
	fields: Fields;
	options: typeof callOptions;
	/** What says that the provider itself redials such a call. */
	nativeRetry: CapabilityName;
	/** @param written the node's parameters before any expression is resolved */
	read(raw: RawReader, reading: ReadContext, written: Record<string, unknown>): ReadParts;
}

const sendCallFields = {
	recipientName,
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
	callParameters,
	retry: nativeRetry,
};

/** Send Call: an agent that is configured at the provider. */
export const sendCallKind: CallKind = {
	fields: sendCallFields,
	options: callOptions,
	nativeRetry: 'nativeRetry',
	read(raw, reading) {
		const agent = readAgentId(raw('agentId', true), reading.provider);
		const { values, faults } = readFields(sendCallFields, raw, reading);
		if (!agent.ok) faults.unshift(agent.fault);
		const { callParameters: parameters, delaySeconds: delay, fromNumber: from, ...same } = values;
		const timing = timingFor(
			reading.provider,
			{ scheduledTime: parameters?.scheduledTime ?? null, delaySeconds: delay ?? null },
			reading.now,
		);
		if (!timing.ok) faults.push(timing.fault);
		return {
			faults,
			parts: {
				...same,
				...(timing.ok ? timing.value : {}),
				agentId: agent.ok ? agent.value : null,
				fromNumber: from?.e164 ?? null,
				priority: parameters?.priority ?? null,
				maxDuration: parameters?.maxDuration ?? null,
			},
		};
	},
};

const makeCallFields = { recipientName, variables, context, recording, callbackUrl, retry: scriptedRetry };

/** Whether a script is spoken by an agent there: where no voice is chosen per call, it belongs to one. */
export const scriptNeedsAgent = (provider: Provider): boolean => !honours(provider, 'voiceChoice');

/** Make Call: a script, and a voice where it is chosen per call. */
export const makeCallKind: CallKind = {
	fields: makeCallFields,
	options: callOptions,
	nativeRetry: 'scriptedRetry',
	read(raw, reading, written) {
		const { provider } = reading;
		const { values, faults } = readFields({ ...makeCallFields, voiceSettings }, raw, reading);
		const { script, faults: scriptFaults } = readScript(raw, values.variables ?? {});
		const vanishing = placeholderInExpression(written);
		faults.unshift(...(vanishing ? [vanishing] : scriptFaults));
		const agent = scriptNeedsAgent(provider) ? readAgentId(raw('agentId', true), provider) : null;
		const voice = scriptNeedsAgent(provider) ? null : readVoiceId(raw('voiceId', true), provider);
		for (const one of [agent, voice]) if (one !== null && !one.ok) faults.unshift(one.fault);
		const { voiceSettings: settings, ...same } = values;
		return {
			faults,
			parts: {
				...same,
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
