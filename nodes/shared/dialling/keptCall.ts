import { hash } from 'node:crypto';
import type { CallRecord } from '../call/record';
import { unknownAnalysis } from '../call/record';
import type { CallRequest } from '../call/request';
import { shortenNumbersIn } from '../phoneNumber/mask';
import type { Privacy } from '../privacy/privacy';
import { privately } from '../privacy/privacy';

/** Characters up to which what was said and measured in a call is kept with it. */
const maxKeptLength = 1000;

const isLong = (value: unknown): boolean =>
	(typeof value === 'string' ? value.length : (JSON.stringify(value) ?? '').length) > maxKeptLength;

/** Stands for a transcript that is not kept, since a later try must still see that somebody spoke. A masked number begins with it. */
const leftOut = '•••';

/**
 * The part of a record that the ledger stores. It leaves out the provider's own object and long transcripts, summaries
 * and analyses: they leave with the item, and n8n would store them twice. A repeated run asks the provider for them.
 * The record of a simulated call is stored whole, since no provider has it. What stays out of the item stays out of the ledger.
 * @returns the same record, with `cut` false, where nothing is taken from it
 */
export function keptOf(record: CallRecord, privacy: Privacy): { record: CallRecord; cut: boolean } {
	const shown = privately(record, privacy);
	const own = privacy.omitTranscript && record.transcript !== null ? { ...shown, transcript: leftOut } : shown;
	if (record.simulated) return { record: own, cut: false };
	const { raw, ...rest } = own;
	const kept: CallRecord = raw === undefined ? { ...own } : rest;
	if (isLong(kept.transcript)) kept.transcript = null;
	if (isLong(kept.summary)) kept.summary = null;
	if (isLong(kept.analysis)) kept.analysis = unknownAnalysis;
	const cut = raw !== undefined || kept.transcript !== own.transcript || kept.summary !== own.summary || kept.analysis !== own.analysis;
	return cut ? { record: kept, cut } : { record: own, cut };
}

/** What the ledger knows a call by. */
interface Keys {
	to: string;
	reference: string;
}

/**
 * The number or the name itself, or its fingerprint, by which the ledger knows it again and in which nobody sees the number at a glance.
 * It is no secret: whoever tries every number finds the one that it belongs to.
 */
const mark = 'sha256:';
export const isFingerprint = (key: string): boolean => key.startsWith(mark);
export const fingerprint = (key: string): string => (isFingerprint(key) ? key : `${mark}${hash('sha256', key, 'hex').slice(0, 24)}`);

/** The record without the mark of a transcript that an earlier try did not keep, because another item of its run leaves transcripts out. */
export const withoutMark = (record: CallRecord): CallRecord => (record.transcript === leftOut ? { ...record, transcript: null } : record);

/** The keys of a call: where numbers are masked, the fingerprint of its number, and of a reference that has a number in it. */
export function keysOf({ to, reference }: CallRequest, { maskNumbers }: Privacy): Keys {
	if (!maskNumbers) return { to, reference };
	const isOpen = shortenNumbersIn(reference, [to]) === reference;
	return { to: fingerprint(to), reference: isOpen ? reference : fingerprint(reference) };
}

const isSame = (kept: string, given: string): boolean => kept === given || (isFingerprint(kept) && kept === fingerprint(given));

/** Whether kept keys are those of the call. A reference from an expression may change between tries; the number does not. */
export const isOfCall = ({ to, reference }: Keys, call: CallRequest): boolean => isSame(reference, call.reference) || isSame(to, call.to);

/** Whether kept keys have the reference of the call. */
export const isNamedAs = ({ reference }: Keys, call: CallRequest): boolean => isSame(reference, call.reference);

/** The reference of the call as it was given in the try that kept it. */
export const referenceIn = ({ reference }: Keys, call: CallRequest): string => (isFingerprint(reference) ? call.reference : reference);

/** A kept record with what its call tells, which a masked one lacks. */
export function restored(record: CallRecord, call: CallRequest): CallRecord {
	const { to, recipientName, context } = call;
	const variables = Object.keys(call.variables).length > 0 ? call.variables : null;
	const { reference } = record;
	const known = { to, from: call.fromNumber ?? record.from, recipientName, variables, context };
	return { ...record, ...known, reference: reference?.includes(leftOut) === true ? call.reference : reference };
}
