/**
 * `npm test [-- --only unit|contract|engine|clocks|safety|e2e|ui|lint|scan]`: installs what it needs and runs every check, the last of them in
 * a real n8n and in its editor. The last line is "N passed, N failed" (", N skipped" when some were); exits 1 when something failed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ensureBrowser } from './lib/browserHost.mjs';
import { runMovedClocks } from './lib/clocks.mjs';
import { ensureHost } from './lib/n8nHost.mjs';
import { installExitHandlers, lastLines, leave, temporaryFolder } from './lib/processes.mjs';
import { CannotContinue, createProgress, printFailure } from './lib/progress.mjs';
import { buildProject, installProject, packProject, projectRoot } from './lib/project.mjs';
import { checkRequirements, npm } from './lib/requirements.mjs';
import { runVitestProject } from './lib/vitestStage.mjs';

const MINUTE = 60_000;
const CHECKS = ['lint', 'scan'];
const PROJECTS = ['unit', 'contract', 'engine', 'safety'];
/** These run inside a real n8n; the last of them looks at its editor through a browser. */
const HOSTED = ['e2e', 'ui'];
const STAGES = [...CHECKS, ...PROJECTS, 'clocks', ...HOSTED];

const say = (text) => process.stdout.write(`${text}\n`);
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(0)} kB`;

/** `{ passed, failed, skipped, names }` per stage, in the order they ran; `names` of what failed. */
const results = [];
const count = (stage, { passed = 0, failed = 0, skipped = 0, names = [] }) => results.push({ stage, passed, failed, skipped, names });

function wantedStages() {
	let only;
	try {
		({ values: { only } } = parseArgs({ options: { only: { type: 'string', multiple: true } } }));
	} catch (error) {
		throw new CannotContinue(`${error.message}.`, { wayOut: `npm test [-- --only ${STAGES.join('|')}]` });
	}
	const names = only?.flatMap((value) => value.split(',')) ?? STAGES;
	const unknown = names.find((name) => !STAGES.includes(name));
	if (unknown !== undefined) throw new CannotContinue(`there is no stage "${unknown}".`, { wayOut: `choose from ${STAGES.join(', ')}.` });
	return new Set(names);
}

/** Runs work that must not hide the stages after it: its failure is printed and counted. */
async function attempt(stage, work) {
	try {
		return await work();
	} catch (error) {
		printFailure(error);
		count(stage, { failed: 1 });
		return undefined;
	}
}

/** Lint and scan: an npm script that counts as one check. */
function runCheck(progress, stage) {
	return attempt(stage, async () => {
		await progress.step(`Run "npm run ${stage}"`, async () => {
			const answer = await npm(['run', stage], { cwd: projectRoot, timeoutMs: 5 * MINUTE });
			if (answer.code === 0) return;
			throw new CannotContinue(`"npm run ${stage}" found problems.`, { wayOut: 'mend what it names above.', log: lastLines(answer.output, 60) });
		});
		count(stage, { passed: 1 });
	});
}

async function runTests(progress, project, options) {
	const counts = await progress.step(`Run the ${project} tests`, () => runVitestProject(project, options), { talks: true });
	count(project, counts);
}

/** The tests that depend on the hour most, at hours that are rare. */
async function runClocks(progress, folder) {
	const perClock = await progress.step('Run tests with the clock moved', () => runMovedClocks({ folder }), { talks: true });
	const sum = (key) => perClock.reduce((total, one) => total + one[key], 0);
	const names = perClock.flatMap((one) => one.names.map((name) => `${one.clock.name}: ${name}`));
	count('clocks', { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), names });
}

/** The packed package and a real n8n to put it in, for the stages that look at it from outside: `{ tarball }`, or undefined. */
function prepareHost(progress, folder, stages) {
	return attempt(stages.join(', '), async () => {
		const { tarball } = await progress.step('Pack the package', async (note) => {
			const packed = await packProject(folder);
			note(`${packed.files.length} files, ${kilobytes(packed.size)} packed, ${kilobytes(packed.unpackedSize)} unpacked`);
			return packed;
		});
		await progress.step('Get a real n8n', async (note) => note(`n8n ${(await ensureHost({ note })).version}`));
		return { tarball };
	});
}

async function runHosted(progress, folder, stages) {
	const { tarball } = (await prepareHost(progress, folder, stages)) ?? {};
	if (tarball === undefined) return;
	const options = { folder, env: { VOICE_CALLS_TARBALL: tarball }, timeoutMs: 30 * MINUTE };
	if (stages.includes('e2e')) await runTests(progress, 'e2e', options);
	if (!stages.includes('ui')) return;
	await attempt('ui', async () => {
		await progress.step('Get a browser', async (note) => note((await ensureBrowser({ note })).version));
		await runTests(progress, 'ui', options);
	});
}

/** What has to work before any stage can: false when it did not. */
function prepare(progress) {
	return attempt('prepare', async () => {
		await progress.step('Check Node.js and npm', async (note) => {
			const versions = await checkRequirements();
			note(`Node.js ${versions.node}, npm ${versions.npm}`);
		});
		await progress.step('Install the development packages', async (note) => note(await installProject()));
		await progress.step('Build the package', buildProject);
		return true;
	});
}

function printSum(elapsed) {
	const sum = (key) => results.reduce((total, result) => total + result[key], 0);
	const inWords = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
	const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
	say(`\nVersion ${version}, ${elapsed}:`);
	for (const result of results) say(`  ${result.stage.padEnd(10)}${inWords(result)}`);
	for (const { stage, names } of results) for (const name of names) say(`\nFailed in ${stage}: ${name}`);
	say('');
	say(inWords({ passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }));
	return sum('failed');
}

async function test() {
	const wanted = wantedStages();
	const has = (stage) => wanted.has(stage);
	const hosted = HOSTED.filter(has);
	const hostedSteps = (hosted.length > 0 ? 2 : 0) + (has('e2e') ? 1 : 0) + (has('ui') ? 2 : 0);
	const progress = createProgress({ total: 3 + [...CHECKS, ...PROJECTS].filter(has).length + (has('clocks') ? 1 : 0) + hostedSteps });

	if (await prepare(progress)) {
		const folder = temporaryFolder('test');
		for (const stage of CHECKS.filter(has)) await runCheck(progress, stage);
		for (const project of PROJECTS.filter(has)) await runTests(progress, project, { folder, timeoutMs: 15 * MINUTE });
		if (has('clocks')) await runClocks(progress, folder);
		if (hosted.length > 0) await runHosted(progress, folder, hosted);
	}
	return printSum(progress.elapsed());
}

installExitHandlers();
try {
	await leave((await test()) === 0 ? 0 : 1);
} catch (error) {
	printFailure(error);
	await leave(1);
}
