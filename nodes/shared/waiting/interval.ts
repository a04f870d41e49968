/**
 * Milliseconds between two looks at the provider: quick at first, since many calls end within a minute, then slower; and
 * for every request of a look, since accounts are allowed 100 a minute.
 */
export const pollPace = { first: 2000, growth: 1.5, longest: 30_000, perRequest: 900 };

/** The pause before the look number `round` (from 0), with jitter so that many executions do not ask at one instant. */
export function pauseBefore(round: number, random: () => number = Math.random): number {
	const { first, growth, longest } = pollPace;
	return Math.min(longest, first * growth ** Math.min(round, 50)) * (0.75 + random() / 2);
}

/** The pause that a look of so many requests asks for, so that a long list does not use up what the account may ask. */
export const pauseAfter = (requests: number): number => requests * pollPace.perRequest;
