import type { IExecuteFunctions } from 'n8n-workflow';
import type { CallRecord } from '../call/record';

/** Milliseconds after which a run tells on the console how far it is, and after which it tells it again. */
export const telling = { first: 30_000, every: 60_000 };

/** How many calls were placed, may have been, and were not dialed. */
type Counts = Record<CallRecord['dialed'], number>;

/**
 * Tells how far a long run is, on the console of n8n at its log level, without numbers, names or what was said. A run that is canceled tells
 * what was placed, since n8n stores no items of it.
 */
export class Progress {
	private readonly begun = performance.now();

	private nextAt = this.begun + telling.first;

	private readonly counts: Counts = { yes: 0, maybe: 0, no: 0 };

	constructor(
		private readonly logger: Pick<IExecuteFunctions['logger'], 'info' | 'warn'>,
		private readonly node: string,
		/** How many calls are to be dialed. */
		private readonly total: number,
	) {}

	/** Notes the result of one call. */
	dialed({ dialed }: CallRecord): void {
		this.counts[dialed]++;
		const done = this.counts.yes + this.counts.maybe + this.counts.no;
		if (this.isDue()) this.logger.info(`${this.node}: ${done} of ${this.total} calls are done: ${this.sums()}.`);
	}

	/** Notes how many results are still awaited. */
	awaits(open: number, all: number): void {
		if (this.isDue()) this.logger.info(`${this.node}: ${all - open} of ${all} results are there.`);
	}

	/** Tells what a canceled run has placed. */
	canceled(): void {
		const { yes, maybe, no } = this.counts;
		const untried = Math.max(0, this.total - yes - maybe - no);
		this.logger.warn(`${this.node}: the execution was canceled. Of ${this.total} calls ${this.sums()}, ${untried} not tried.`);
	}

	/** "The run took 12 minutes.", or null for a short one. */
	took(): string | null {
		const milliseconds = performance.now() - this.begun;
		return milliseconds < telling.first ? null : `The run took ${durationOf(milliseconds)}.`;
	}

	private sums(): string {
		const { yes, maybe, no } = this.counts;
		return [`${yes} placed`, ...(maybe > 0 ? [`${maybe} perhaps placed`] : []), `${no} not dialed`].join(', ');
	}

	private isDue(): boolean {
		if (performance.now() < this.nextAt) return false;
		this.nextAt = performance.now() + telling.every;
		return true;
	}
}

function durationOf(milliseconds: number): string {
	const seconds = Math.round(milliseconds / 1000);
	if (seconds < 120) return `${seconds} seconds`;
	const minutes = Math.round(seconds / 60);
	return minutes < 120 ? `${minutes} minutes` : `${Math.floor(minutes / 60)} hours and ${minutes % 60} minutes`;
}
