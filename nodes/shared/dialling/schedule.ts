import type { CallRequest } from '../call/request';
import type { Provider } from '../providers/provider';
import { honours } from '../providers/registry';
import type { Checked } from '../call/result';
import { bad, good } from '../call/result';

export interface Timing {
	scheduledTime: string | null;
	delaySeconds: number | null;
	/** ISO 8601: the time that was asked for, where the provider is told a delay instead. */
	ringsAt?: string | null;
}

const longestDelay = 3600;

/**
 * When the provider is asked to call: at a time where it knows times, after a delay where it knows only delays.
 * A time further ahead than the provider's longest delay is refused with the way to do it in the workflow.
 */
export function timingFor(provider: Provider, wanted: Timing, now: Date): Checked<Timing> {
	if (wanted.scheduledTime === null || provider.capabilities.scheduledTime.supported === 'yes') return good(wanted);
	const field = 'Scheduled Time';
	if (wanted.delaySeconds !== null) return bad(field, 'and Delay are both set. Remove one of the two.');
	const seconds = Math.ceil((Date.parse(wanted.scheduledTime) - now.getTime()) / 1000);
	if (!honours(provider, 'delay') || seconds > longestDelay) {
		const limit = honours(provider, 'delay')
			? `is more than one hour ahead, and ${provider.displayName} schedules no further`
			: `is not known to ${provider.displayName}, which calls at once`;
		return bad(field, `${limit}. Put a Wait node (resume at the time) before this node.`, 'schedule_unsupported');
	}
	return good({ scheduledTime: null, delaySeconds: Math.max(1, seconds), ringsAt: wanted.scheduledTime });
}

/** The call with its delay counted anew: what waited in the queue still rings at the time that was asked for. */
export function punctual(call: CallRequest): CallRequest {
	if (call.ringsAt === null) return call;
	return { ...call, delaySeconds: Math.max(1, Math.ceil((Date.parse(call.ringsAt) - Date.now()) / 1000)) };
}
