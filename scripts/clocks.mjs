/**
 * `npm run test:clocks [-- --all] [--only sunday-night|year-end|spring|autumn]`: the tests with the clock moved to hours at which a test that
 * depends on the hour fails. `npm test` runs the short form; `--all` runs the whole unit and integration suites under four clocks.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { clocks, runMovedClocks } from './lib/clocks.mjs';
import { CannotContinue, runCommand, runSteps, step } from './lib/command.mjs';
import { temporaryFolder } from './lib/processes.mjs';
import { buildProject } from './lib/project.mjs';

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

await runCommand(async () => {
	const options = optionsGiven();
	const folder = temporaryFolder('clocks');
	const results = [];
	await runSteps([
		step('build the package', buildProject),
		step('run the tests under moved clocks', async (note) => {
			results.push(...(await runMovedClocks({ ...options, folder, note })));
		}),
	]);
	for (const { clock, passed, failed, names } of results) {
		process.stdout.write(`  ${clock.name.padEnd(42)}${passed} passed, ${failed} failed\n${names.map((name) => `    ${name}\n`).join('')}`);
	}
	return results.length === 0 || results.some(({ failed }) => failed > 0);
});
