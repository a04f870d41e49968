/**
 * `npm run release [-- --dry-run]`: n8n's way to release; with --dry-run everything but the upload, as the tests in this folder. The dry run leaves
 * the tarball and the list of what is bundled (CycloneDX) in packages/.
 */
import process from 'node:process';
import { readOptions, runCommand } from '../../scripts/lib/command.mjs';
import { buildProject } from '../../scripts/lib/npm.mjs';
import { run } from '../../scripts/lib/processes.mjs';
import { vitest } from '../../scripts/lib/stages.mjs';

const inherited = { stdout: 'inherit', stderr: 'inherit', all: false, timeout: 20 * 60_000 };

await runCommand(async () => {
	const { 'dry-run': isDry } = readOptions({ 'dry-run': { type: 'boolean' } }, 'npm run release [-- --dry-run].');
	if (!isDry) return (await run('n8n-node', ['release'], { ...inherited, stdin: 'inherit' })).exitCode;
	await buildProject();
	const { exitCode } = await vitest(['--project', 'release', '--reporter=verbose'], {
		...inherited,
		env: { FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
	});
	return exitCode;
});
