import type { IExecuteFunctions } from 'n8n-workflow';
import type { CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import { readAgentId } from '../fields/agent';
import type { Fault } from '../fields/fault';
import type { ReadContext } from '../fields/field';
import { readFields } from '../fields/field';
import { options as optionsField } from '../fields/options';
import type { CheckedNumber } from '../phoneNumber/e164';
import { checkPhoneNumber, isFictional } from '../phoneNumber/e164';
import { maskNumbersIn } from '../phoneNumber/mask';
import type { Provider } from '../providers/provider';
import { referenceFor } from './reference';
import { timingFor } from './schedule';
import { sendCallFields } from './sendCallFields';

/** What the user chose under Options, for one item. */
export interface CallOptions {
	callsPerMinute: number | null;
	concurrency: number;
	dryRun: boolean;
	includeRaw: boolean;
	/** Seconds. */
	timeout: number;
}

/** One item of the run after reading: a call that may be placed, or the faults that hold it back. */
export interface PlannedCall {
	item: number;
	faults: Fault[];
	call: CallRequest | null;
	number: CheckedNumber | null;
	options: CallOptions;
	/** What is known of the call even where it cannot be placed. */
	known: Partial<CallRecord>;
}

const defaults: CallOptions = { callsPerMinute: null, concurrency: 1, dryRun: false, includeRaw: false, timeout: 30 };

/** Reads and checks every item before anything is sent. */
export function planCalls(context: IExecuteFunctions, provider: Provider): PlannedCall[] {
	const reading: ReadContext = { provider, timezone: context.getTimezone(), now: new Date() };
	return context.getInputData().map((_item, item) => planCall(context, reading, item));
}

function planCall(context: IExecuteFunctions, reading: ReadContext, item: number): PlannedCall {
	const { provider } = reading;
	const faults: Fault[] = [];
	const raw = (name: string, extractValue = false): unknown => {
		try {
			return context.getNodeParameter(name, item, undefined, { extractValue });
		} catch (error) {
			faults.push(unreadable(name, error));
			return undefined;
		}
	};
	const chosen = optionsField.read(raw('options'), reading);
	const options = chosen.ok ? chosen.value : { ...defaults, defaultCountry: null, reference: null };
	if (!chosen.ok) faults.push(chosen.fault);

	const rawNumber = raw('phoneNumber');
	const number = checkPhoneNumber(rawNumber, 'Phone Number', options.defaultCountry);
	if (!number.ok && !faults.some((fault) => fault.field === 'phoneNumber')) faults.push(number.fault);
	if (number.ok && isFictional(number.value.e164) && provider.inProcess === undefined) faults.push(fictional(provider));

	const agent = readAgentId(raw('agentId', true));
	if (!agent.ok) faults.push(agent.fault);
	const { values, faults: unfit } = readFields(sendCallFields, raw, reading);
	faults.push(...unfit);
	const timing = timingFor(
		provider,
		{ scheduledTime: values.callParameters?.scheduledTime ?? null, delaySeconds: values.delaySeconds ?? null },
		reading.now,
	);
	if (!timing.ok) faults.push(timing.fault);

	const known: Partial<CallRecord> = {
		reference: options.reference,
		to: number.ok ? number.value.e164 : typeof rawNumber === 'string' ? rawNumber : null,
		agentId: agent.ok ? agent.value : null,
		recipientName: values.recipientName ?? null,
		variables: values.variables ?? null,
		context: values.context ?? null,
	};
	const planned: PlannedCall = { item, faults, call: null, number: number.ok ? number.value : null, options, known };
	if (faults.length > 0 || !number.ok || !agent.ok || !timing.ok) return planned;

	const request: Omit<CallRequest, 'item' | 'reference'> = {
		to: number.value.e164,
		agentId: agent.value,
		recipientName: values.recipientName,
		fromNumber: values.fromNumber?.e164 ?? null,
		variables: values.variables,
		context: values.context,
		recording: values.recording,
		transcription: values.transcription,
		callbackUrl: values.callbackUrl,
		retry: values.retry,
		priority: values.callParameters.priority,
		maxDuration: values.callParameters.maxDuration,
		responseHandlers: values.responseHandlers,
		prompt: values.prompt,
		greeting: values.greeting,
		leadEmail: values.leadEmail,
		leadTimezone: values.leadTimezone,
		testCall: values.testCall,
		campaignId: values.campaignId,
		...timing.value,
	};
	const reference = options.reference ?? referenceFor(placeOf(context, item), { ...request, delaySeconds: null });
	const call: CallRequest = { ...request, item, reference };
	faults.push(...provider.check(call), ...checkCallerId(call));
	return { ...planned, call: faults.length === 0 ? call : null, known: { ...known, reference, from: call.fromNumber } };
}

/** Workflow, node and item; never the execution, which changes when an execution is retried. */
function placeOf(context: IExecuteFunctions, item: number): string[] {
	const runIndex = String(context.getWorkflowDataProxy(item).$runIndex ?? 0);
	return [context.getWorkflow().id ?? '', context.getNode().id, runIndex, String(item)];
}

const checkCallerId = (call: CallRequest): Fault[] =>
	call.fromNumber !== call.to
		? []
		: [
				{
					type: 'invalid_phone_number',
					field: 'From Number',
					sentence: 'is the number that is called. Give another one, or leave it empty.',
				},
			];

const fictional = (provider: Provider): Fault => ({
	type: 'blocked_number_type',
	field: 'Phone Number',
	sentence: `is from the range reserved for fiction (+1 … 555 01xx), where nobody answers. ${provider.displayName} places real calls: give a real number, or choose the provider Simulator.`,
});

const unreadable = (name: string, error: unknown): Fault => ({
	type: 'invalid_parameters',
	field: name,
	sentence: `cannot be read for this item: ${maskNumbersIn(error instanceof Error ? error.message : String(error)).slice(0, 200)}. Check its expression.`,
});
