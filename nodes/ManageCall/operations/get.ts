import type { IDataObject } from 'n8n-workflow';
import { outward } from '../../shared/call/outward';
import type { CallRecord } from '../../shared/call/record';
import type { FieldIssue } from '../../shared/call/result';
import type { AskingOptions } from '../fields';
import { askingOptions, callIdProperty, defaultOptions, readCallId } from '../fields';
import { findCall, shown } from '../find';
import type { AskingOperation } from '../operation';
import { ok } from '../../shared/call/result';
import type { RawReader } from '../../shared/fields/places';
import type { ReadContext } from '../../shared/fields/field';

export interface OneCall {
	callId: string;
	options: AskingOptions;
}

/** Reads the fields that every operation on one call needs. `faults` lists the fields that cannot be used. */
export function readOneCall(raw: RawReader, reading: ReadContext): { input: OneCall; faults: FieldIssue[] } {
	const faults: FieldIssue[] = [];
	const callId = readCallId(raw('callId'), reading.provider);
	if (!callId.ok) faults.push(callId.fault);
	const options = askingOptions.read(raw('options'), reading);
	if (!options.ok) faults.push(options.fault);
	return {
		input: { callId: callId.ok ? callId.value : '', options: options.ok ? options.value : defaultOptions },
		faults,
	};
}

/** Gives the record as the json of an item. It is a separate object, because later nodes may change it. */
export const jsonOf = (record: CallRecord): IDataObject => outward(record) as IDataObject;

/** The operation Get: reads one call. */
export const get: AskingOperation<OneCall> = {
	value: 'get',
	name: 'Get',
	action: 'Get a call',
	description: 'Read what is known of one call',
	tool: 'Reads one phone call that was placed: its status, outcome, summary and transcript. Phones nobody. Call ID is the callId of an earlier answer, never a guess.',
	capability: 'getCall',
	properties: [callIdProperty, askingOptions.property],
	read: readOneCall,
	async execute(session, { callId, options }) {
		const found = await findCall(session, callId);
		if (!found.ok) return found;
		return ok([{ json: jsonOf(shown(session, found.value, options)) }]);
	},
};
