/**
 * n8n's community package scanner, offline: without what it asks the registry about a published package. In a process of its own, since its
 * rules judge otherwise inside a test runner.
 */
import process from 'node:process';
import { run } from '../../scripts/lib/processes.mjs';

/**
 * What the scanner has against this folder, or '' if nothing.
 * @param {string} folder
 * @param {'source' | 'tarball'} kind whether the folder holds the sources of a package, or what its tarball unpacks to
 * @returns {Promise<string>}
 */
export async function scannerErrors(folder, kind) {
	const { exitCode, all } = await run(process.execPath, [import.meta.filename, folder, kind], { env: { NODE_ENV: '' } });
	return exitCode === 0 ? '' : String(all);
}

if (process.argv[1] === import.meta.filename) {
	const { analyzePackage, SOURCE_FILE_PATTERNS } = await import('@n8n/scan-community-package/scanner/scanner.mjs');
	const [folder, kind] = process.argv.slice(2);
	const patterns = kind === 'source' ? SOURCE_FILE_PATTERNS : ['**/*.js', 'package.json'];
	const { passed, message, details = '' } = await analyzePackage(folder, patterns);
	if (!passed) {
		process.stdout.write(`${message}\n${details}\n`);
		process.exitCode = 1;
	}
}
