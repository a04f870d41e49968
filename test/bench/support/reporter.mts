/** A vitest reporter: writes the tables that a whole `npm run bench` measured into docs/reference/benchmarks.md. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Reporter, TestModule } from 'vitest/node';
import type { Table } from './measure.mts';
import { cellsOf, holds } from './measure.mts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const page = `${root}docs/reference/benchmarks.md`;
const folder = mkdtempSync(join(tmpdir(), 'voice-calls-bench-'));
const file = join(folder, 'tables.jsonl');
// The workers, which inherit it, write their tables there.
process.env.VOICE_CALLS_BENCH = file;

const versionOf = (path: string): string => (JSON.parse(readFileSync(`${root}${path}`, 'utf8')) as { version: string }).version;

function machine(): string {
	const host = JSON.parse(readFileSync(`${root}test/harness/n8n-host/package.json`, 'utf8')) as { dependencies: { n8n: string } };
	const [{ model }] = cpus();
	return [
		`${model.trim()}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}`,
		`Node.js ${process.versions.node}, n8n-core ${versionOf('node_modules/n8n-core/package.json')}, n8n ${host.dependencies.n8n} for the triggers`,
	].join('; ');
}

const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;

function pageOf(tables: Table[]): string {
	const barred = tables.flatMap(({ figures }) => figures).filter(({ bar }) => bar !== undefined);
	const missed = barred.filter((figure) => !holds(figure));
	const sum = missed.length === 0 ? `All ${barred.length} bars hold.` : `${barred.length - missed.length} of ${barred.length} bars hold.`;
	const parts = tables.map(({ title, how, figures }) =>
		[
			`## ${title}`,
			'',
			how,
			'',
			line(['What', 'Figure', 'Ratio', 'Bar', 'Holds']),
			'|---|--:|--:|---|---|',
			...figures.map((figure) => line(cellsOf(figure))),
		].join('\n'),
	);
	return `# Benchmarks

Written by \`npm run bench\`, which measures everything here in one run. Each figure is the median of five rounds; the rounds of all
contenders alternate, so that what else the machine does hits them alike. Compare ratios, not milliseconds.

${machine()}. ${sum}

${parts.join('\n\n')}
`;
}

export default class BenchPage implements Reporter {
	onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
		const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
		rmSync(folder, { recursive: true });
		const tables = lines.map((text) => JSON.parse(text) as Table);
		// A part of the files gives a part of the page, which nobody wants to keep.
		const isWhole = modules.length === readdirSync(`${root}test/bench`).filter((name) => name.endsWith('.test.mts')).length;
		if (!isWhole) return;
		writeFileSync(page, pageOf(tables.sort((one, other) => one.place - other.place)));
		process.stdout.write(`\nWritten: docs/reference/benchmarks.md\n`);
	}
}
