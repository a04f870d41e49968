import type { CallRequest, RetryPolicy } from '../call/request';
import type { CapabilityName } from '../providers/capabilities';
import type { Provider } from '../providers/provider';
import { honours } from '../providers/registry';
import type { Fault } from './fault';
import { bad } from './fault';
import type { Field, ReadContext } from './field';
import { isShown } from './field';
import { retry } from './retry';
import { isBlank, readBoolean, readWord } from './values';

export const waitMethods = ['callback', 'polling'] as const;
export type WaitMethod = (typeof waitMethods)[number];

/** How the result of a call is waited for, and for how long at the most. */
export interface Wait {
	method: WaitMethod;
	limitMinutes: number;
}

/** As an AI tool a node cannot wait: the agent would never get an answer. */
const notAsTool = { '@tool': [false] };

const waitForResult: Field<boolean | null> = {
	property: {
		displayName: 'Wait for Result',
		name: 'waitForResult',
		type: 'boolean',
		default: false,
		description: 'Whether to go on only when the call is over, with what came of it',
		displayOptions: { show: notAsTool },
	},
	capability: ['callbackWait', 'pollingWait'],
	read: (raw) => readBoolean(raw, 'Wait for Result'),
};

const waitMethod: Field<WaitMethod | null> = {
	property: {
		displayName: 'Wait Method',
		name: 'waitMethod',
		type: 'options',
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
				description: 'Any number of items: the provider is asked again and again; redials work only here',
			},
		],
		displayOptions: { show: { ...notAsTool, waitForResult: [true] } },
	},
	capability: ['callbackWait', 'pollingWait'],
	read: (raw) => readWord(raw, 'Wait Method', waitMethods),
};

const longest = 10_080;

const waitLimitMinutes: Field<number> = {
	property: {
		displayName: 'Wait Limit (Minutes)',
		name: 'waitLimitMinutes',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: longest },
		default: 60,
		description: 'How long to wait at the most; then the item goes on with what is known until then',
		displayOptions: { show: { ...notAsTool, waitForResult: [true] } },
	},
	capability: ['callbackWait', 'pollingWait'],
	read: (raw) => {
		const value = isBlank(raw) ? 60 : Number(raw);
		return value > 0 && value <= longest
			? { ok: true, value }
			: bad('Wait Limit', `must be a number of minutes up to ${longest} (a week).`);
	},
};

/** The fields of a wait, in the editor's order. @param native see `redialField` */
export const waitFieldsFor = (native: CapabilityName) => ({
	waitForResult,
	waitMethod,
	waitLimitMinutes,
	redial: redialField(native),
});

/**
 * The retry settings where the provider does not redial itself: they work inside a wait by polling, and are shown only
 * there.
 * @param native what says that the provider itself redials, whose own field is shown then
 */
const redialField = (native: CapabilityName): Field<RetryPolicy | null> => ({
	property: {
		...retry.property,
		description: 'Whether and how to call again while the result is waited for, when the person was not reached',
		displayOptions: { show: { ...notAsTool, waitForResult: [true], waitMethod: ['polling'] } },
	},
	capability: null,
	providers: (provider: Provider) => !honours(provider, native) && honours(provider, 'pollingWait'),
	read: retry.read,
});

export interface ReadWait {
	/** Null: nothing is waited for. */
	wait: Wait | null;
	/** Redials of our own, inside the wait. */
	redial: RetryPolicy | null;
	faults: Fault[];
}

/**
 * What is waited for, and whether redials belong to it. Reads only what the editor shows: a hidden parameter throws.
 * @param raw reads a parameter of the item by name
 * @param items how many items this run has
 */
export function readWait(
	raw: (name: string) => unknown,
	reading: ReadContext & { tool: boolean; items: number },
	native: CapabilityName,
	call: Pick<CallRequest, 'callbackUrl'>,
): ReadWait {
	const none: ReadWait = { wait: null, redial: null, faults: [] };
	const { provider } = reading;
	if (reading.tool || !isShown(waitForResult, provider)) return none;
	const wanted = waitForResult.read(raw('waitForResult'), reading);
	if (!wanted.ok) return { ...none, faults: [wanted.fault] };
	if (wanted.value !== true) return none;

	const faults: Fault[] = [];
	const method = waitMethod.read(raw('waitMethod'), reading);
	if (!method.ok) faults.push(method.fault);
	const limit = waitLimitMinutes.read(raw('waitLimitMinutes'), reading);
	if (!limit.ok) faults.push(limit.fault);
	if (!method.ok || !limit.ok) return { ...none, faults };

	const wait: Wait = { method: method.value ?? 'polling', limitMinutes: limit.value };
	const unfit = provider.inProcess ? null : unfitFor(wait, reading.items, provider, call);
	if (unfit !== null) return { ...none, faults: [unfit] };
	const field = redialField(native);
	if (wait.method !== 'polling' || !isShown(field, provider)) return { wait, redial: null, faults };
	const redial = field.read(raw('retry'), reading);
	if (!redial.ok) return { wait, redial: null, faults: [redial.fault] };
	return { wait, redial: redial.value, faults };
}

/** Why this run cannot wait by callback. */
function unfitFor(wait: Wait, items: number, provider: Provider, call: Pick<CallRequest, 'callbackUrl'>): Fault | null {
	if (wait.method !== 'callback') return null;
	const fault = (sentence: string): Fault => ({ type: 'invalid_parameters', field: 'Wait Method', sentence });
	if (items > 1) {
		return fault(
			`is Callback, which takes one item per run, and there are ${items}. Choose Polling, or put a Loop Over Items node (batch size 1) before this node.`,
		);
	}
	if (call.callbackUrl !== null && honours(provider, 'callbackUrl')) {
		return fault('is Callback, which needs the Callback URL for itself. Empty Callback URL, or choose Polling.');
	}
	return null;
}
