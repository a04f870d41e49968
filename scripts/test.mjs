/**
 * `npm test [-- --only lint|scan|unit|integration|clocks|e2e|ui]`: runs every check, also in a real n8n and in its editor, two stages side
 * by side, since most wait for much of their time. The last line is "N passed, N failed" (", N skipped" when some were); exits 1 when
 * something failed. What each stage wrote lies in test-results/<stage>.log.
 */
import process from 'node:process';
import { parseTimer } from 'listr2';
import { lane, readOptions, runCommand, runSteps, step } from './lib/command.mjs';
import { ensureHost } from './lib/n8nHost.mjs';
import { buildProject, packProject } from './lib/npm.mjs';
import { temporaryFolder } from './lib/processes.mjs';
import { oneFailure, runMovedClocks, runScript, runVitest } from './lib/stages.mjs';

const MINUTE = 60_000;
const began = Date.now();

/** `{ passed, failed, skipped, names, slowest }` per stage; `names` of what failed. */
const results = new Map();
const folder = temporaryFolder('test');

const sumOf = (counts, key) => counts.reduce((total, count) => total + count[key], 0);

/** The tests that depend on the hour most, at hours that are rare. */
async function runClocks() {
	const perClock = await runMovedClocks({ folder });
	const names = perClock.flatMap((result) => result.names.map((name) => `${result.clock.name}: ${name}`));
	const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map((key) => sumOf(perClock, key));
	return { passed, failed, skipped, names, slowest: [] };
}

const inN8n = (project) => (context) => runVitest(project, { folder, env: { VOICE_CALLS_TARBALL: context.tarball }, timeout: 40 * MINUTE });
const inVitest = (project) => () => runVitest(project, { folder, timeout: 30 * MINUTE });
/** The longest first: so that two processors are busy to the end, a short one begins whenever one ends. */
const stages = {
	ui: inN8n('ui'),
	e2e: inN8n('e2e'),
	integration: inVitest('integration'),
	clocks: runClocks,
	lint: () => runScript('lint', 15 * MINUTE),
	unit: inVitest('unit'),
	scan: () => runScript('scan', 5 * MINUTE),
};
const SIDE_BY_SIDE = 2;

const inWords = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/** A stage as a step; an accident in it counts as one failure, so that it hides no other stage. */
const stageStep = (name) =>
	step(name, async (_note, context) => {
		const result = await stages[name](context).catch((error) =>
			oneFailure([error.message, error.wayOut, error.log].filter(Boolean).join('\n')),
		);
		results.set(name, result);
		return inWords(result);
	});

const packStep = step('pack the package', async (_note, context) => {
	const { tarball, files, size, unpackedSize } = await packProject(folder);
	context.tarball = tarball;
	return `${files.length} files, ${(size / 1024).toFixed(0)} kB packed, ${(unpackedSize / 1024).toFixed(0)} kB unpacked`;
});
const hostStep = step('get a real n8n', async (note) => `n8n ${(await ensureHost({ note })).version}`);

function printSum() {
	const all = [...results.values()];
	const slowest = all
		.flatMap((result) => result.slowest)
		.sort((one, other) => other.seconds - one.seconds)
		.slice(0, 10);
	const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map((key) => sumOf(all, key));
	const lines = [
		`\nThe slowest files:`,
		...slowest.map(({ file, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${file}`),
		`\nAfter ${parseTimer(Date.now() - began)}:`,
		...[...results].map(([name, result]) => `  ${name.padEnd(13)}${inWords(result)}`),
		...[...results].flatMap(([stage, { names }]) => names.map((name) => `\nFailed in ${stage}: ${name}`)),
		`\n${inWords({ passed, failed, skipped })}`,
	];
	process.stdout.write(`${lines.join('\n')}\n`);
	return failed;
}

await runCommand(async () => {
	const { only } = readOptions(
		{ only: { type: 'string', multiple: true } },
		`npm test [-- --only ${Object.keys(stages).join('|')}]`,
		(values) => {
			const unknown = values.only?.flatMap((names) => names.split(',')).find((name) => !(name in stages));
			if (unknown !== undefined) throw new Error(`There is no stage "${unknown}"`);
		},
	);
	const wanted = only?.flatMap((names) => names.split(',')) ?? Object.keys(stages);
	const context = {};
	const chosen = Object.keys(stages)
		.filter((name) => wanted.includes(name))
		.map(stageStep);
	const hosted = wanted.includes('e2e') || wanted.includes('ui') ? [lane('n8n and the package', [packStep, hostStep])] : [];
	await runSteps([step('build the package', buildProject), ...hosted], { context });
	await runSteps(chosen, { context, concurrent: SIDE_BY_SIDE });
	return printSum();
});
