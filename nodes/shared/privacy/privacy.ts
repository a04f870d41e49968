import type { Json } from '../call/json';
import type { CallRecord } from '../call/record';
import { lastDigits, numbersIn, shortenNumbersIn } from '../phoneNumber/mask';

/** What of a record stays out of the items of n8n. */
export interface Privacy {
	maskNumbers: boolean;
	omitRecording: boolean;
	omitTranscript: boolean;
}

/** Everything leaves as it is. */
export const openly: Privacy = { maskNumbers: false, omitRecording: false, omitTranscript: false };

/** All that can be left out is left out, such as where the setting cannot be read. */
export const strictly: Privacy = { maskNumbers: true, omitRecording: true, omitTranscript: true };

export const isPrivate = ({ maskNumbers, omitRecording, omitTranscript }: Privacy): boolean =>
	maskNumbers || omitRecording || omitTranscript;

/** What any of several items keeps private. */
export const together = (all: readonly Privacy[]): Privacy => ({
	maskNumbers: all.some(({ maskNumbers }) => maskNumbers),
	omitRecording: all.some(({ omitRecording }) => omitRecording),
	omitTranscript: all.some(({ omitTranscript }) => omitTranscript),
});

/**
 * The record without what is to stay private. The provider's own object goes in any case, since it may hold all of it under names of its own.
 * What is private already stays as it is.
 */
export function privately(record: CallRecord, privacy: Privacy): CallRecord {
	if (!isPrivate(privacy)) return record;
	const shown = { ...record };
	delete shown.raw;
	if (privacy.omitTranscript) shown.transcript = null;
	if (privacy.omitRecording) shown.recordingUrl = null;
	return privacy.maskNumbers ? withMaskedNumbers(shown) : shown;
}

function withMaskedNumbers(record: CallRecord): CallRecord {
	const known = numbersOf(record);
	const prose = (text: string | null): string | null => (text === null ? null : shortenNumbersIn(text, known, true));
	const data = <T extends Json>(value: T): T => withoutNumbers(value, known) as T;
	const { to, from, recordingUrl, problem } = record;
	return {
		...record,
		to: to === null ? null : lastDigits(to),
		from: from === null ? null : lastDigits(from),
		recipientName: prose(record.recipientName),
		transcript: prose(record.transcript),
		summary: prose(record.summary),
		endReason: prose(record.endReason),
		analysis: { ...record.analysis, outcome: prose(record.analysis.outcome), speechMetrics: data(record.analysis.speechMetrics) },
		// A masked address leads nowhere.
		recordingUrl: recordingUrl !== null && shortenNumbersIn(recordingUrl, known) !== recordingUrl ? null : recordingUrl,
		variables: data(record.variables),
		context: data(record.context),
		reference: record.reference === null ? null : shortenNumbersIn(record.reference, known),
		...(problem && {
			problem: {
				...problem,
				title: shortenNumbersIn(problem.title, known),
				detail: shortenNumbersIn(problem.detail, known),
				providerCode: prose(problem.providerCode),
				reconcile: problem.reconcile === null ? null : shortenNumbersIn(problem.reconcile, known),
			},
		}),
	};
}

/** The numbers that a record names, which may stand in its other fields too. What was given as a number may be a text that holds several. */
export const numbersOf = ({ to, from }: Pick<CallRecord, 'to' | 'from'>): string[] =>
	[to, from].flatMap((given) => (given === null ? [] : [given, ...numbersIn(given)]));

/** Names under which data holds a phone number, in whatever spelling. */
const ofPhones = /phone|mobile|cell|whatsapp|msisdn|e\.?164|caller|callee|^fax|^tel(?:$|[^a-z]|e?phone)|^(?:to|from|number)$/i;

/**
 * Data of the user with phone numbers shortened: the known ones wherever they stand, those with a +, and what stands under a name
 * such as phone. Other figures, such as the number of an order, stay.
 * @param known E.164
 */
export function withoutNumbers(value: Json, known: readonly string[], isPhone = false): Json {
	if (typeof value === 'string') return shortenNumbersIn(value, known, isPhone);
	if (typeof value === 'number') {
		const spelled = String(value);
		const shortened = shortenNumbersIn(spelled, known, isPhone);
		return shortened === spelled ? value : shortened;
	}
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map((member) => withoutNumbers(member, known, isPhone));
	// An expression may put a date into the data of a user.
	if (Object.prototype.toString.call(value) !== '[object Object]') return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, member]) => [
			shortenNumbersIn(name, known),
			withoutNumbers(member, known, isPhone || ofPhones.test(name)),
		]),
	);
}
