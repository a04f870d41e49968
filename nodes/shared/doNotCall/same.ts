/** Levels that are compared; what lies deeper counts as different. */
const deepest = 10;

/**
 * Whether two values hold the same list, entry by entry: an expression gives every item a list of its own, and to compare
 * two of them costs far less than to read one. What cannot be told counts as different.
 */
export function isSameContent(one: unknown, other: unknown, depth = 0): boolean {
	if (Object.is(one, other)) return true;
	if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null || depth >= deepest) return false;
	const tag = tagOf(one);
	if (tag !== tagOf(other)) return false;
	if (Array.isArray(one) && Array.isArray(other)) return isSameRow(one, other, depth);
	if (tag === 'Set' || tag === 'Map') return isSameRow([...(one as Iterable<unknown>)], [...(other as Iterable<unknown>)], depth);
	return tag === 'Object' && isSameRow(Object.keys(one), Object.keys(other), depth) && isSameRow(Object.values(one), Object.values(other), depth);
}

function isSameRow(one: readonly unknown[], other: readonly unknown[], depth: number): boolean {
	if (one.length !== other.length) return false;
	for (let index = 0; index < one.length; index++) if (!isSameContent(one[index], other[index], depth + 1)) return false;
	return true;
}

/** By name, since what comes out of an expression may be of another realm. */
const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);
