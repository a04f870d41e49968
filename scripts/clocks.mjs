/**
 * `npm run test:clocks [-- --all] [--only sunday-night|year-end|spring|autumn]`: the tests with the clock moved to hours at which a test that
 * depends on the hour fails. `npm test` runs the short form; `--all` runs the whole unit, contract and engine suites under four clocks.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { clocks, runMovedClocks } from './lib/clocks.mjs';
import { installExitHandlers, leave, temporaryFolder } from './lib/processes.mjs';
import { CannotContinue, createProgress, printFailure } from './lib/progress.mjs';
import { buildProject, installProject } from './lib/project.mjs';
import { checkRequirements } from './lib/requirements.mjs';

function optionsGiven() {
	const wayOut = `npm run test:clocks [-- --all] [--only ${clocks.map(({ id }) => id).join('|')}]`;
	try {
		const { values } = parseArgs({ options: { all: { type: 'boolean' }, only: { type: 'string' } } });
		if (values.only === undefined || clocks.some(({ id }) => id === values.only)) return values;
		throw new Error(`There is no clock "${values.only}"`);
	} catch (error) {
		throw new CannotContinue(`${error.message}.`, { wayOut });
	}
}

async function testClocks() {
	const options = optionsGiven();
	const progress = createProgress({ total: 4 });
	await progress.step('Check Node.js and npm', () => checkRequirements());
	await progress.step('Install the development packages', async (note) => note(await installProject()));
	await progress.step('Build the package', buildProject);
	const folder = temporaryFolder('clocks');
	const results = await progress.step('Run the tests under moved clocks', () => runMovedClocks({ ...options, folder }), { talks: true });
	process.stdout.write(`\n${progress.elapsed()}:\n`);
	for (const { clock, passed, failed, names } of results) {
		process.stdout.write(`  ${clock.name.padEnd(42)}${passed} passed, ${failed} failed\n${names.map((name) => `    ${name}\n`).join('')}`);
	}
	return results.length > 0 && results.every(({ failed }) => failed === 0);
}

installExitHandlers();
try {
	await leave((await testClocks()) ? 0 : 1);
} catch (error) {
	printFailure(error);
	await leave(1);
}
