/** How far a server's clock is ahead of ours, in milliseconds: at least and at most. */
export interface ClockShift {
	least: number;
	most: number;
}

const together: ClockShift = { least: 0, most: 0 };

/** Answers that are kept of one server: each narrows the range that the ones before it left. */
const mostKept = 8;
/** Servers that are kept; the oldest go first. */
const mostServers = 100;
/** Milliseconds; a clock that seems further away than this is not the one that the rows of a list go by. */
const longest = 120_000;

/** Milliseconds by which a Date header may lag: it is cut to seconds, and a busy server hands out the one that it made before. */
const headerLag = 3_000;

const kept = new Map<string, ClockShift[]>();

/**
 * Takes note of the time that an answer names in its Date header.
 * @param baseUrl the server
 * @param sentAt milliseconds since 1970 before the request was sent; `receivedAt` when its answer was there
 */
export function noteClock(baseUrl: string, headers: Readonly<Record<string, string>>, sentAt: number, receivedAt: number): void {
	// An answer out of a cache tells of another time.
	const at = Date.parse(headers.date ?? '');
	if (Number.isNaN(at) || headers.age !== undefined) return;
	const shifts = kept.get(baseUrl) ?? [];
	kept.delete(baseUrl);
	kept.set(baseUrl, [...shifts, { least: at - receivedAt, most: at + headerLag - sentAt }].slice(-mostKept));
	if (kept.size > mostServers) kept.delete(kept.keys().next().value ?? '');
}

/** How far the clock of this server is ahead; none where nothing says that it goes otherwise than ours. */
export function clockShift(baseUrl: string): ClockShift {
	const shifts = kept.get(baseUrl) ?? [];
	if (shifts.length === 0) return together;
	const narrowed = { least: Math.max(...shifts.map(({ least }) => least)), most: Math.min(...shifts.map(({ most }) => most)) };
	// One of the clocks was set meanwhile: the last answer counts.
	const { least, most } = narrowed.least <= narrowed.most ? narrowed : shifts[shifts.length - 1];
	if ((least <= 0 && most >= 0) || least > longest || most < -longest) return together;
	return { least, most };
}
