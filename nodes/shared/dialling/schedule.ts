import type { CallRequest } from '../call/request';
import type { Provider } from '../providers/provider';
import { supports } from '../providers/registry';
import type { Result } from '../call/result';
import { invalid, ok } from '../call/result';
import { checkCallingHours } from '../callingHours/check';
import { timeThere } from '../callingHours/sentence';
import type { HoursAnswer } from '../callingHours/check';
import type { Problem } from '../call/problem';
import { problem } from '../call/problem';
import type { Safety } from '../fields/safety';
import type { ParsedItem } from './job';

interface Timing {
	scheduledTime: string | null;
	delaySeconds: number | null;
	/** ISO 8601: the time that was asked for, where the provider is told a delay instead. */
	ringsAt?: string | null;
}

const maxDelay = 3600;

/**
 * When the provider is asked to call: at a time where it knows times, after a delay where it knows only delays.
 * A time further ahead than the provider's longest delay is refused with the way to do it in the workflow.
 */
export function timingFor(provider: Provider, wanted: Timing, now: Date): Result<Timing> {
	if (wanted.scheduledTime === null || provider.capabilities.scheduledTime.supported === 'yes') return ok(wanted);
	const field = 'Scheduled Time';
	if (wanted.delaySeconds !== null) return invalid(field, 'and Delay are both set. Remove one of the two.');
	const seconds = Math.ceil((Date.parse(wanted.scheduledTime) - now.getTime()) / 1000);
	if (!supports(provider, 'delay') || seconds > maxDelay) {
		const limit = supports(provider, 'delay')
			? `is more than one hour ahead, and ${provider.displayName} schedules no further`
			: `is not known to ${provider.displayName}, which calls at once`;
		return invalid(field, `${limit}. Put a Wait node (resume at the time) before this node.`, 'schedule_unsupported');
	}
	return ok({ scheduledTime: null, delaySeconds: Math.max(1, seconds), ringsAt: wanted.scheduledTime });
}

/** The call with its delay counted from now, so that it rings at the chosen time although it waited in the queue. */
export function withCurrentDelay(call: CallRequest): CallRequest {
	if (call.ringsAt === null) return call;
	return { ...call, delaySeconds: Math.max(1, Math.ceil((Date.parse(call.ringsAt) - Date.now()) / 1000)) };
}

/** When the phone rings: after the delay, or at the scheduled time. */
function ringsAt({ delaySeconds, scheduledTime }: CallRequest, now: Date): Date {
	const later = scheduledTime === null ? 0 : Date.parse(scheduledTime);
	return new Date(Math.max(now.getTime() + (delaySeconds ?? 0) * 1000, later));
}

/** The calling hours of an item, at the instant when the phone would ring. */
export function hoursOf({ number }: ParsedItem, safety: Safety, call: CallRequest, now: Date): HoursAnswer | null {
	if (number === null) return null;
	return checkCallingHours({
		e164: number.e164,
		country: number.country,
		numberType: number.type,
		at: ringsAt(call, now),
		mode: safety.callingHours,
		custom: safety.callingHours === 'custom' ? { startMinutes: safety.windowStart, endMinutes: safety.windowEnd, days: safety.days } : null,
		timezone: safety.timezone,
	});
}

/** The problem of calling at that instant, or null where it is allowed. */
export function hoursProblem(call: CallRequest, hours: HoursAnswer | null): Problem | null {
	if (hours === null || hours.allowed) return null;
	const when =
		hours.nextAllowedAt === null
			? 'Set Time Zone under Safety if you know where the person is.'
			: `The next allowed time is ${timeThere(hours.nextAllowedAt, hours.timeZones)}: put a Wait node until then before this node, or change Calling Hours under Safety.`;
	const instant = call.delaySeconds === null && call.scheduledTime === null ? 'now' : 'at the time that was chosen';
	return problem(
		'outside_calling_hours',
		`This person is not called ${instant}, since ${hours.reason ?? 'the hour there is not known'}. ${when}`,
		{
			nextAllowedAt: hours.nextAllowedAt,
		},
	);
}
