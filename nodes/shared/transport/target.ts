/** Whether an address lies below the base URL: only there the key may go. A path that climbs out, spelled as it may be, does not. */
export function isBelow(target: string, baseUrl: string): boolean {
	if (!URL.canParse(target)) return false;
	const [to, base] = [new URL(target), new URL(baseUrl)];
	return to.origin === base.origin && to.pathname.startsWith(`${base.pathname.replace(/\/$/, '')}/`);
}
