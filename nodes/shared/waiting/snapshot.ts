import type { CallRow } from '../call/listedCall';
import type { TrackedCall } from './candidates';

/** What one look at the provider's calls found. */
export interface StatusSnapshot<P extends TrackedCall> {
	found: Map<P, CallRow>;
	/** Calls that ended, of which only the list's short row was read so far. A later look reads the rest. */
	brief: Set<P>;
	/** The status with which the provider refused the key, else null. */
	unauthorized: number | null;
	/** After how many seconds the provider may be asked again, if it refused a request because there were too many. Else null. */
	heldSeconds: number | null;
	/** How many GET requests the look sent. */
	requests: number;
}
