/**
 * `npm run test:queue [-- -t "part of a name"]`: n8n in queue mode with PostgreSQL and Redis of the system, 500 calls in every way, workers that
 * are killed and stopped, campaigns that are started again. Prints a table of what was phoned and what was lost.
 */
import { chmodSync } from 'node:fs';
import { readOptions, runCommand, runSteps, step } from '../../scripts/lib/command.mjs';
import { ensureHost } from '../../scripts/lib/n8nHost.mjs';
import { buildProject, packProject } from '../../scripts/lib/npm.mjs';
import { temporaryFolder } from '../../scripts/lib/processes.mjs';
import { vitest } from '../../scripts/lib/stages.mjs';
import { findBackends } from './support/backends.mjs';

const MINUTE = 60_000;

await runCommand(async () => {
	const { t: name } = readOptions({ t: { type: 'string', short: 't' } }, 'npm run test:queue [-- -t "part of a name"].');
	findBackends();
	const context = {};
	// What the tests leave when they are killed goes with this folder. PostgreSQL's own user must get through it.
	const folder = temporaryFolder('test-queue');
	chmodSync(folder, 0o711);
	await runSteps(
		[
			step('build and pack the package', async () => {
				await buildProject();
				context.tarball = (await packProject(folder)).tarball;
			}),
			step('get a real n8n', async (note) => `n8n ${(await ensureHost({ note })).version}`),
		],
		{ context },
	);
	const { exitCode } = await vitest(['--project', 'queue', ...(name === undefined ? [] : ['-t', name])], {
		env: { TMPDIR: folder, VOICE_CALLS_TARBALL: context.tarball },
		all: false,
		stdout: 'inherit',
		stderr: 'inherit',
		timeout: 40 * MINUTE,
	});
	return exitCode === 0 ? 0 : 1;
});
