import { appendFileSync } from 'node:fs';
import process from 'node:process';

/** One line of the table of `npm run bench`. */
export interface Figure {
	what: string;
	/** What was measured, with its unit. */
	value: string;
	/** Against the baseline of its table. */
	ratio?: number;
	/** What the ratio must reach. */
	bar?: { least?: number; most?: number };
}

/** A table of `npm run bench`. */
export interface Table {
	/** Its place on the page. */
	place: number;
	title: string;
	/** What was done, how often, and what the ratio compares. */
	how: string;
	figures: Figure[];
}

/** Five rounds are enough to see what the machine does beside. */
export const rounds = 5;

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Milliseconds of CPU that this process has used. */
export function cpu(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

/** Milliseconds that the work takes on the clock. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
	const start = performance.now();
	await work();
	return performance.now() - start;
}

/**
 * Plays every contender once a round, each round beginning with another one, so that whatever else the machine does hits all alike; a round
 * before warms them up. @returns the median of each
 */
export async function compare(
	contenders: ReadonlyArray<() => Promise<number> | number>,
	{ warm = true, times = rounds } = {},
): Promise<number[]> {
	const values = contenders.map((): number[] => []);
	for (let round = warm ? -1 : 0; round < times; round++) {
		for (let turn = 0; turn < contenders.length; turn++) {
			const index = (turn + round + contenders.length) % contenders.length;
			const value = await contenders[index]();
			if (round >= 0) values[index].push(value);
		}
	}
	return values.map(median);
}

export const holds = ({ ratio, bar }: Figure): boolean =>
	ratio === undefined || bar === undefined || (ratio >= (bar.least ?? -Infinity) && ratio <= (bar.most ?? Infinity));

const barText = ({ least, most }: NonNullable<Figure['bar']>): string => (most === undefined ? `at least ${least}` : `at most ${most}`);

/** The cells of one line: what, figure, ratio, bar, whether it holds. */
export const cellsOf = (figure: Figure): string[] => [
	figure.what,
	figure.value,
	figure.ratio?.toFixed(2) ?? '',
	figure.bar === undefined ? '' : barText(figure.bar),
	figure.bar === undefined ? '' : holds(figure) ? 'yes' : '**no**',
];

/** Prints a table, and hands it to the reporter of `npm run bench`, which writes all of them into the documentation. */
export function report(table: Table): void {
	if (process.env.VOICE_CALLS_BENCH) appendFileSync(process.env.VOICE_CALLS_BENCH, `${JSON.stringify(table)}\n`);
	process.stdout.write(`\n${table.title}\n`);
	for (const figure of table.figures) {
		const [what, value, ratio, bar, holding] = cellsOf(figure);
		process.stdout.write(`  ${what.padEnd(60)} ${value.padStart(16)}  ${ratio.padStart(6)}  ${bar}${holding ? `: ${holding}` : ''}\n`);
	}
}
