/**
 * `npm run test:clocks [-- --all] [--only sunday-night|year-end|spring|autumn]`: the tests with the clock moved to hours at which a test that
 * depends on the hour fails. `npm test` runs the short form; `--all` runs the whole unit and integration suites under four clocks.
 */
import process from 'node:process';
import { clocks } from '../test/harness/clocks.mjs';
import { readOptions, runCommand, runSteps, step } from './lib/command.mjs';
import { buildProject } from './lib/npm.mjs';
import { temporaryFolder } from './lib/processes.mjs';
import { runMovedClocks } from './lib/stages.mjs';

await runCommand(async () => {
	const ids = clocks.map(({ id }) => id);
	const options = readOptions(
		{ all: { type: 'boolean' }, only: { type: 'string' } },
		`npm run test:clocks [-- --all] [--only ${ids.join('|')}]`,
		({ only }) => {
			if (only !== undefined && !ids.includes(only)) throw new Error(`There is no clock "${only}"`);
		},
	);
	const { results } = await runSteps([
		step('build the package', buildProject),
		step('run the tests under moved clocks', async (note, context) => {
			context.results = await runMovedClocks({ ...options, folder: temporaryFolder('clocks'), note });
		}),
	]);
	for (const { clock, passed, failed, names } of results) {
		process.stdout.write(`  ${clock.name.padEnd(42)}${passed} passed, ${failed} failed\n${names.map((name) => `    ${name}\n`).join('')}`);
	}
	return results.length === 0 || results.some(({ failed }) => failed > 0);
});
