import { checkCallingHours } from '../callingHours/check';
import { timeThere } from '../callingHours/sentence';
import type { HoursAnswer } from '../callingHours/check';
import type { Problem } from '../call/problem';
import { problem } from '../call/problem';
import type { CallRequest } from '../call/request';
import type { Safety } from '../fields/safety';
import type { PlannedCall } from './plan';

/** When the phone rings: a call that is given to the provider for later rings then. */
function ringsAt({ delaySeconds, scheduledTime }: CallRequest, now: Date): Date {
	const later = scheduledTime === null ? 0 : Date.parse(scheduledTime);
	return new Date(Math.max(now.getTime() + (delaySeconds ?? 0) * 1000, later));
}

/** The calling hours of an item, at the instant when the phone would ring. */
export function hoursOf({ number }: PlannedCall, safety: Safety, call: CallRequest, now: Date): HoursAnswer | null {
	if (number === null) return null;
	return checkCallingHours({
		e164: number.e164,
		country: number.country,
		numberType: number.type,
		at: ringsAt(call, now),
		mode: safety.callingHours,
		custom:
			safety.callingHours === 'custom'
				? { startMinutes: safety.windowStart, endMinutes: safety.windowEnd, days: safety.days }
				: null,
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
	return problem('outside_calling_hours', `This person is not called ${instant}, since ${hours.reason ?? 'the hour there is not known'}. ${when}`, {
		nextAllowedAt: hours.nextAllowedAt,
	});
}
