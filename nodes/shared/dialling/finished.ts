import type { IDataObject } from 'n8n-workflow';
import type { Problem } from '../call/problem';
import type { CallAudit, CallRecord } from '../call/record';
import type { PlannedCall } from './plan';

/** An item that may be dialled or may have been, with the facts it was let through or refused on. */
export interface Ready {
	planned: PlannedCall;
	audit: CallAudit;
	/** Why it is not dialled now: an earlier try may have. */
	refusal: Problem | null;
}

/** An item that was held back because another one of this run has its number or its reference. */
export interface Repeating extends Ready {
	/** That other item. */
	repeatOf: number;
}

/** What leaves with one input item. */
export interface Finished {
	item: number;
	record: CallRecord;
	/** The call of an earlier try, whose events go to the address of that try. */
	earlier?: boolean;
	/** Held back before anybody looked whether an earlier try had dialled it. */
	unasked?: boolean;
	/** The request that a dry run would have sent. */
	dryRun?: IDataObject;
}
