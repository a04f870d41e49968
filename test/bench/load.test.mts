/**
 * `npm run bench`: how long n8n waits for the nodes and credentials of the package in a new process that already has n8n-workflow, and
 * how large the package is, against the same sources with a file for each module.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { compare, report } from './support/measure.mts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { n8n } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { n8n: { nodes: string[]; credentials: string[] } };
const folder = mkdtempSync(join(tmpdir(), 'voice-calls-load-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Milliseconds, and kilobytes of what `npm pack` unpacks into dist. */
const bars = { load: 40, size: 750 };

const filesIn = (path: string): string[] =>
	readdirSync(path, { recursive: true, encoding: 'utf8' })
		.map((name) => join(path, name))
		.filter((file) => statSync(file).isFile());
const kilobytes = (path: string): number => filesIn(path).reduce((sum, file) => sum + statSync(file).size, 0) / 1000;

/** The package with a file for each module, and with libphonenumber-js in the one that imports it. */
async function buildFilePerModule(): Promise<void> {
	const sources = ['nodes', 'credentials'].flatMap((name) => filesIn(`${root}${name}`).filter((file) => file.endsWith('.ts')));
	const how = { outdir: join(folder, 'dist'), outbase: root, platform: 'node', format: 'cjs', target: 'node20' } as const;
	await build({ ...how, entryPoints: sources });
	const metadata = `${root}nodes/shared/phoneNumber/metadata.ts`;
	await build({ ...how, entryPoints: [metadata], bundle: true, minifyWhitespace: true, allowOverwrite: true });
	symlinkSync(`${root}node_modules`, join(folder, 'node_modules'), 'dir');
}

/** Milliseconds from the first file to the last instance, as a process says that loads the package of a folder. */
function load(from: string): number {
	const program = `
		require('n8n-workflow');
		const start = performance.now();
		for (const path of ${JSON.stringify([...n8n.nodes, ...n8n.credentials])}) new (Object.values(require(${JSON.stringify(`${from}/`)} + path))[0])();
		process.stdout.write(String(performance.now() - start));`;
	return Number(execFileSync(process.execPath, ['-e', program], { cwd: from, encoding: 'utf8' }));
}

test('how long n8n waits for the package, and how large it is', { timeout: 300_000 }, async () => {
	await buildFilePerModule();
	// Five processes a round: the start of one is a matter of luck.
	const fastestOf = (from: string) => () => Math.min(...Array.from({ length: 5 }, () => load(from)));
	const [modules, bundle] = await compare([fastestOf(folder), fastestOf(root)]);
	const size = kilobytes(`${root}dist`);
	expect(size).toBeGreaterThan(100);
	report({
		place: 5,
		title: 'Start and size',
		how:
			'A new process that has n8n-workflow loads and makes every node and credential; a round is the fastest of five processes. ' +
			'Ratios are against the bars of 40 ms and 750 kB.',
		figures: [
			{ what: 'Load, a file for each module (baseline)', value: `${modules.toFixed(1)} ms` },
			{ what: 'Load, the bundle that ships', value: `${bundle.toFixed(1)} ms`, ratio: bundle / bars.load, bar: { most: 1 } },
			{ what: 'The bundle against a file for each module', value: '', ratio: bundle / modules },
			{ what: `dist, ${filesIn(`${root}dist`).length} files`, value: `${size.toFixed(0)} kB`, ratio: size / bars.size, bar: { most: 1 } },
		],
	});
});
