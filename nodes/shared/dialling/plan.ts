import type { IExecuteFunctions } from 'n8n-workflow';
import type { CallRecord } from '../call/record';
import type { CallRequest, RetryPolicy } from '../call/request';
import { nothingAsked } from '../call/request';
import type { Fault } from '../fields/fault';
import type { ReadContext } from '../fields/field';
import { labelOf } from '../fields/label';
import type { Safety } from '../fields/safety';
import { safety as safetyField } from '../fields/safety';
import { vanishedProtections } from '../fields/vanished';
import type { Wait } from '../fields/waiting';
import { readWait } from '../fields/waiting';
import type { CheckedNumber } from '../phoneNumber/e164';
import { checkPhoneNumber } from '../phoneNumber/e164';
import { maskNumbersIn } from '../phoneNumber/mask';
import type { Provider } from '../providers/provider';
import type { CallKind, RawReader } from './kinds';
import { referenceFor } from './reference';
import { isTool } from './tool';

/** What the user chose under Options, for one item. */
export interface CallOptions {
	callsPerMinute: number | null;
	concurrency: number;
	defaultCountry: string | null;
	dryRun: boolean;
	includeRaw: boolean;
	reference: string | null;
	/** Seconds. */
	timeout: number;
	simulatedAnswers?: string[];
}

/** One item of the run after reading: a call that may be placed, or the faults that hold it back. */
export interface PlannedCall {
	item: number;
	faults: Fault[];
	call: CallRequest | null;
	number: CheckedNumber | null;
	options: CallOptions;
	/** Null where the settings themselves are malformed. */
	safety: Safety | null;
	/** How the result is waited for; null where it is not. */
	wait: Wait | null;
	/** Redials inside the wait, where the provider does not redial itself. */
	redial: RetryPolicy | null;
	/** What is known of the call even where it cannot be placed. */
	known: Partial<CallRecord>;
}

const defaultOptions: CallOptions = {
	callsPerMinute: null,
	concurrency: 1,
	defaultCountry: null,
	dryRun: false,
	includeRaw: false,
	reference: null,
	timeout: 30,
};

/** Reads and checks every item before anything is sent. */
export function planCalls(context: IExecuteFunctions, provider: Provider, kind: CallKind): PlannedCall[] {
	const reading: ReadContext = { provider, timezone: context.getTimezone(), now: new Date() };
	return context.getInputData().map((_item, item) => planCall(context, reading, kind, item));
}

function planCall(context: IExecuteFunctions, reading: ReadContext, kind: CallKind, item: number): PlannedCall {
	const { provider } = reading;
	const faults: Fault[] = [];
	const raw = readerOf(context, item, faults);
	const asWritten = (to: unknown): string | null => (typeof to === 'string' ? to : null);
	const other = otherProvider(raw('provider'), provider);
	if (other !== null) {
		const known = { to: asWritten(raw('phoneNumber')) };
		return { item, faults: [other], call: null, number: null, options: defaultOptions, safety: null, wait: null, redial: null, known };
	}

	const given = { options: raw('options'), safety: raw('safety') };
	if (faults.length === 0) faults.push(...vanished(context, kind, given, item));
	const chosen = kind.options.read(given.options, reading);
	if (!chosen.ok) faults.push(chosen.fault);
	const options: CallOptions = chosen.ok ? chosen.value : defaultOptions;

	const guarded = safetyField.read(given.safety, reading);
	if (!guarded.ok) faults.push(guarded.fault);
	const safety = guarded.ok ? guarded.value : null;

	const readable = faults.length;
	const rawNumber = raw('phoneNumber');
	const number = checkPhoneNumber(rawNumber, 'Phone Number', options.defaultCountry);
	if (!number.ok && faults.length === readable) faults.push(number.fault);

	const { parts, faults: unfit } = kind.read(raw, reading, context.getNode().parameters);
	faults.push(...unfit);
	const { callbackUrl = null } = parts;
	const waiting = { ...reading, tool: isTool(context), items: context.getInputData().length };
	const { wait, redial, faults: unfitWait } = readWait(raw, waiting, kind.nativeRetry, { callbackUrl });
	faults.push(...unfitWait);

	const known: Partial<CallRecord> = {
		reference: options.reference,
		to: number.ok ? number.value.e164 : asWritten(rawNumber),
		agentId: parts.agentId ?? null,
		from: parts.fromNumber ?? null,
		recipientName: parts.recipientName ?? null,
		variables: parts.variables ?? null,
		context: parts.context ?? null,
	};
	const planned: PlannedCall = {
		item,
		faults,
		call: null,
		number: number.ok ? number.value : null,
		options,
		safety,
		wait,
		redial,
		known,
	};
	if (faults.length > 0 || !number.ok) return planned;

	const call: CallRequest = { ...nothingAsked, ...parts, item, reference: '', to: number.value.e164 };
	const { simulatedAnswers = [] } = options;
	if (call.scripted) call.scripted.simulatedAnswers = simulatedAnswers;
	else if (simulatedAnswers.length > 0) call.simulatedAnswers = simulatedAnswers;
	// A delay counted from now would give the same call another name in every try.
	call.reference =
		options.reference ?? referenceFor(placeOf(context, item), { ...call, item: null, delaySeconds: null, ringsAt: null });
	faults.push(...provider.check(call), ...checkCallerId(call));
	return { ...planned, call: faults.length === 0 ? call : null, known: { ...known, reference: call.reference } };
}

/** The protections whose expression gives nothing for this item. */
function vanished(context: IExecuteFunctions, kind: CallKind, given: Readonly<Record<string, unknown>>, item: number): Fault[] {
	const evaluate = (expression: string): unknown => {
		try {
			return context.evaluateExpression(expression, item);
		} catch {
			return undefined;
		}
	};
	const { parameters } = context.getNode();
	return vanishedProtections({ options: kind.options, safety: safetyField }, parameters, (name) => given[name], evaluate);
}

/** One run calls over one provider, that of its first item: an item of another would really be phoned by this one. */
function otherProvider(value: unknown, provider: Provider): Fault | null {
	if (value === provider.id) return null;
	return {
		type: 'invalid_parameters',
		field: 'Provider',
		sentence: `is not the one of the first item, ${provider.displayName}, and one run calls over one provider. Sort the items with a Switch node, and give each provider a node of its own.`,
	};
}

/** Reads one item's parameters; an expression that fails becomes a fault instead of ending the run. */
export function readerOf(context: IExecuteFunctions, item: number, faults: Fault[]): RawReader {
	return (name, extractValue = false) => {
		try {
			return context.getNodeParameter(name, item, undefined, { extractValue });
		} catch (error) {
			const said = maskNumbersIn(error instanceof Error ? error.message : String(error)).slice(0, 200);
			faults.push({
				type: 'invalid_parameters',
				field: labelOf(name),
				sentence: `cannot be read for this item: ${said}. Check its expression.`,
			});
			return undefined;
		}
	};
}

/** Workflow, node, run and item; never the execution, which changes when an execution is retried. */
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
