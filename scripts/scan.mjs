/**
 * `npm run scan`: the analysis that n8n's community package scanner does before it accepts a package, over the source
 * and over the packed tarball. Its network checks (provenance) come after publishing and are not part of it.
 */
import { join } from 'node:path';
import process from 'node:process';
import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';
import { runCommand } from './lib/command.mjs';
import { packProject, projectRoot } from './lib/npm.mjs';
import { run, temporaryFolder } from './lib/processes.mjs';

/** Says what the scanner found, and whether it found something. */
async function fails(name, directory, patterns) {
	const { passed, message, details = '' } = await analyzePackage(directory, patterns);
	process.stdout.write(`${passed ? `✔ ${name}: 0 errors` : `✘ ${name}: ${message}\n${details}`}\n`);
	return !passed;
}

await runCommand(async () => {
	const folder = temporaryFolder('scan');
	const { tarball, files } = await packProject(folder);
	await run('tar', ['xzf', tarball, '-C', folder]);
	const source = await fails('source', projectRoot, SOURCE_FILE_PATTERNS);
	const packed = await fails(`tarball (${files.length} files)`, join(folder, 'package'), ['**/*.js', 'package.json']);
	return source || packed;
});
