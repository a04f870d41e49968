/** A vitest reporter: the release bars that the tests of `npm run test:safety` measured, as one table. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Reporter } from 'vitest/node';

interface Bar {
	id: string;
	what: string;
	cases: number;
	violations: number;
}

const folder = mkdtempSync(join(tmpdir(), 'voice-calls-bars-'));
const file = join(folder, 'bars.jsonl');
// The workers, which inherit it, write their lines there.
process.env.VOICE_CALLS_BARS = file;

function readBars(): Bar[] {
	const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
	return lines.map((line): Bar => JSON.parse(line)).sort((one, other) => one.id.localeCompare(other.id));
}

export default class BarsTable implements Reporter {
	onTestRunEnd(): void {
		const bars = readBars();
		rmSync(folder, { recursive: true });
		const width = Math.max(4, ...bars.map(({ what }) => what.length));
		const line = (id: string, what: string, cases: string, violations: string) =>
			`${id.padEnd(5)}${what.padEnd(width)}  ${cases.padStart(9)}  ${violations}`;
		const rows = bars.map(({ id, what, cases, violations }) => line(id, what, String(cases), String(violations)));
		const violated = bars.filter(({ violations }) => violations > 0).length;
		const sum = `${bars.length} bars, ${violated === 0 ? '0 violations' : `${violated} of them violated`}`;
		process.stdout.write(`\n${[line('bar', 'what', 'cases', 'violations'), ...rows, '', sum].join('\n')}\n`);
		if (violated > 0) process.exitCode = 1;
	}
}
