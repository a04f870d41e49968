import type { CallRequest, RetryPolicy } from '../call/request';
import type { Provider } from '../providers/provider';
import { supports } from '../providers/registry';
import type { FieldIssue } from '../call/result';
import { invalid, ok } from '../call/result';
import { choiceField, customField, flagField, orDefault } from './builders';
import type { ReadContext } from './field';
import { isShown } from './field';
import { isBlank } from './values';

type WaitMethod = 'callback' | 'polling';

/** How the node waits for the result of a call, and the maximum time. */
export interface Wait {
	method: WaitMethod;
	limitMinutes: number;
}

const waitCapabilities = ['callbackWait', 'pollingWait'] as const;

/** As an AI tool a node cannot wait: the agent would never get an answer. */
const notAsTool = { '@tool': [false] };

const waitForResult = flagField({
	label: 'Wait for Result',
	name: 'waitForResult',
	default: false,
	description: 'Whether to go on only when the call is over, with what came of it',
	displayOptions: { show: notAsTool },
	capability: waitCapabilities,
});

const waitMethod = choiceField<WaitMethod>({
	label: 'Wait Method',
	name: 'waitMethod',
	default: 'polling',
	description: 'How to learn that the call is over',
	options: [
		{
			name: 'Callback',
			value: 'callback',
			description: 'One item per run: the execution sleeps until the provider reports the end to it',
		},
		{
			name: 'Polling',
			value: 'polling',
			description:
				'Any number of items: the provider is asked again and again; where the provider does not redial by itself, Retry works only here',
		},
	],
	displayOptions: { show: { ...notAsTool, waitForResult: [true] } },
	capability: waitCapabilities,
});

const maxWaitMinutes = 10_080;

export const waitLimitMinutes = orDefault(
	customField<number | null>({
		label: 'Wait Limit',
		shownAs: 'Wait Limit (Minutes)',
		name: 'waitLimitMinutes',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: maxWaitMinutes },
		default: 60,
		description: 'How long to wait at the most; then the item goes on with what is known until then',
		displayOptions: { show: { ...notAsTool, '/waitForResult': [true] } },
		capability: waitCapabilities,
		read: (raw, label) => {
			if (isBlank(raw)) return ok(null);
			const minutes = Number(raw);
			return minutes > 0 && minutes <= maxWaitMinutes
				? ok(minutes)
				: invalid(label, `must be a number of minutes up to ${maxWaitMinutes} (a week).`);
		},
	}),
);

/** The fields of a wait that are not under Options, in the editor's order. */
export const waitFields = { waitForResult, waitMethod };

interface ReadWait {
	/** Null: the node does not wait. */
	wait: Wait | null;
	/** Redials by this node during the wait. */
	redial: RetryPolicy | null;
	faults: FieldIssue[];
}

/**
 * The wait and the redials that depend on it. Reads only parameters that the editor shows, because a hidden one throws.
 * @param raw reads a parameter of the item by name
 * @param reading `items`: the number of items in this run
 * @param redial the requested redials, if the provider does not redial itself
 */
export function readWait(
	raw: (name: string) => unknown,
	reading: ReadContext & { tool: boolean; items: number },
	redial: RetryPolicy | null,
	call: Pick<CallRequest, 'callbackUrl'>,
): ReadWait {
	const { provider } = reading;
	const faults: FieldIssue[] = [];
	// Redials by this node need a wait. If the user requested them and they are impossible, that is a fault.
	const without = (sentence: string): ReadWait => {
		if (redial !== null) faults.push({ type: 'invalid_parameters', field: 'Retry', sentence });
		return { wait: null, redial: null, faults };
	};
	if (reading.tool) return without(`needs Wait for Result at ${provider.displayName}, which a tool of an agent cannot do. Take Retry out.`);
	const wanted = isShown(waitForResult, provider) ? waitForResult.read(raw('waitForResult'), reading) : ok(false);
	if (!wanted.ok) return { wait: null, redial: null, faults: [wanted.fault] };
	if (wanted.value !== true)
		return without('calls again only while the result is waited for. Switch on Wait for Result, or take Retry out.');

	const method = waitMethod.read(raw('waitMethod'), reading);
	if (!method.ok) faults.push(method.fault);
	const limit = waitLimitMinutes.read(raw('waitLimitMinutes'), reading);
	if (!limit.ok) faults.push(limit.fault);
	if (!method.ok || !limit.ok) return { wait: null, redial: null, faults };

	const wait: Wait = { method: method.value ?? 'polling', limitMinutes: limit.value };
	const unfit = provider.inProcess ? null : unfitFor(wait, reading.items, provider, call);
	if (unfit !== null) return { wait: null, redial: null, faults: [unfit] };
	if (redial !== null && wait.method === 'callback')
		return without('calls again only with the Wait Method Polling. Choose it, or take Retry out.');
	return { wait, redial, faults };
}

/** Why this run cannot wait by callback, or null. */
function unfitFor(wait: Wait, items: number, provider: Provider, call: Pick<CallRequest, 'callbackUrl'>): FieldIssue | null {
	if (wait.method !== 'callback') return null;
	const fault = (sentence: string): FieldIssue => ({ type: 'invalid_parameters', field: 'Wait Method', sentence });
	if (items > 1) {
		return fault(
			`is Callback, which takes one item per run, and there are ${items}. Choose Polling, or put a Loop Over Items node (batch size 1) before this node.`,
		);
	}
	if (call.callbackUrl !== null && supports(provider, 'callbackUrl')) {
		return fault('is Callback, which needs the Callback URL for itself. Empty Callback URL, or choose Polling.');
	}
	return null;
}
