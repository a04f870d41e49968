/** The number that a place-call request names, whichever provider it goes to. */
export function numberOf(body: unknown): string {
	const { phone_number: a, phone: b, to_number: c, to: d, customer } = body as Record<string, string> & { customer?: { number: string } };
	return a ?? b ?? c ?? d ?? customer?.number;
}
