/**
 * `npm test [-- --only lint|scan|unit|integration|clocks|e2e|ui]`: runs every check, the last of them in a real n8n and in its
 * editor, in two lanes side by side, since those wait most of their time. The last line is "N passed, N failed" (", N skipped" when some
 * were); exits 1 when something failed. What each stage wrote lies in test-results/<stage>.log.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ensureBrowser } from './lib/browserHost.mjs';
import { runMovedClocks } from './lib/clocks.mjs';
import { CannotContinue, formatSeconds, lane, runCommand, runSteps, step } from './lib/command.mjs';
import { ensureHost } from './lib/n8nHost.mjs';
import { temporaryFolder } from './lib/processes.mjs';
import { buildProject, packProject, projectRoot } from './lib/project.mjs';
import { runScript, runVitest } from './lib/stages.mjs';

const MINUTE = 60_000;
const began = Date.now();

/** `{ passed, failed, skipped, names, slowest }` per stage; `names` of what failed. */
const results = new Map();
const folder = temporaryFolder('test');

/** The tests that depend on the hour most, at hours that are rare. */
async function runClocks() {
	const perClock = await runMovedClocks({ folder });
	const sum = (key) => perClock.reduce((total, result) => total + result[key], 0);
	const names = perClock.flatMap((result) => result.names.map((name) => `${result.clock.name}: ${name}`));
	return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), names, slowest: [] };
}

const inN8n = (project) => (context) => runVitest(project, { folder, env: { VOICE_CALLS_TARBALL: context.tarball }, timeoutMs: 40 * MINUTE });
const inVitest = (project) => () => runVitest(project, { folder, timeoutMs: 30 * MINUTE });
const stages = {
	lint: () => runScript('lint', 15 * MINUTE),
	scan: () => runScript('scan', 5 * MINUTE),
	unit: inVitest('unit'),
	integration: inVitest('integration'),
	clocks: runClocks,
	e2e: inN8n('e2e'),
	ui: inN8n('ui'),
};

const inWords = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/** A stage as a step; an accident in it counts as one failure, so that it hides no other stage. */
const stageStep = (name) =>
	step(name, async (note, context) => {
		const result = await stages[name](context).catch((error) => ({ passed: 0, failed: 1, skipped: 0, names: [error.message, error.wayOut, error.log].filter(Boolean), slowest: [] }));
		results.set(name, result);
		note(inWords(result));
	});

function wantedStages() {
	const known = Object.keys(stages);
	try {
		const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
		const names = values.only?.flatMap((value) => value.split(',')) ?? known;
		const unknown = names.find((name) => !known.includes(name));
		if (unknown !== undefined) throw new Error(`There is no stage "${unknown}"`);
		return names;
	} catch (error) {
		throw new CannotContinue(`${error.message}.`, { wayOut: `npm test [-- --only ${known.join('|')}]` });
	}
}

const packStep = step('pack the package', async (note, context) => {
	const { tarball, files, size, unpackedSize } = await packProject(folder);
	context.tarball = tarball;
	note(`${files.length} files, ${(size / 1024).toFixed(0)} kB packed, ${(unpackedSize / 1024).toFixed(0)} kB unpacked`);
});
const hostStep = step('get a real n8n', async (note) => note(`n8n ${(await ensureHost({ note })).version}`));
const browserStep = step('get a browser', async (note) => note((await ensureBrowser({ note })).version));

function printSum() {
	const all = [...results.values()];
	const sum = (key) => all.reduce((total, result) => total + result[key], 0);
	const slowest = all.flatMap((result) => result.slowest).sort((one, other) => other.seconds - one.seconds).slice(0, 10);
	const lines = [
		`\nThe slowest files:`,
		...slowest.map(({ file, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${file}`),
		`\nVersion ${JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).version}, ${formatSeconds(Date.now() - began)}:`,
		...[...results].map(([name, result]) => `  ${name.padEnd(13)}${inWords(result)}`),
		...[...results].flatMap(([stage, { names }]) => names.map((name) => `\nFailed in ${stage}: ${name}`)),
		`\n${inWords({ passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') })}`,
	];
	process.stdout.write(`${lines.join('\n')}\n`);
	return sum('failed');
}

await runCommand(async () => {
	const wanted = wantedStages();
	const some = (names) => names.filter((name) => wanted.includes(name)).map(stageStep);
	const [here, e2e, ui] = [some(['lint', 'scan', 'unit', 'integration', 'clocks']), some(['e2e']), some(['ui'])];
	const hosted = e2e.length + ui.length > 0 ? [packStep, hostStep, ...e2e, ...(ui.length > 0 ? [browserStep, ...ui] : [])] : [];
	const context = {};
	await runSteps([step('build the package', buildProject)], { context });
	const lanes = [lane('in this process', here), lane('in a real n8n', hosted)].filter((_lane, index) => [here, hosted][index].length > 0);
	await runSteps(lanes, { context, concurrent: true });
	return printSum();
});
