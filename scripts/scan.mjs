/**
 * `npm run scan`: the analysis that n8n's community package scanner does before it accepts a package, over the source
 * and over the packed tarball. Its network checks (provenance) come after publishing and are not part of it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'voice-calls-scan-'));

async function report(name, directory, patterns) {
	const result = await analyzePackage(directory, patterns);
	process.stdout.write(`${result.passed ? '✔' : '✘'} ${name}: ${result.passed ? '0 errors' : result.message}\n`);
	if (!result.passed) process.stdout.write(`${result.details ?? ''}\n`);
	return result.passed;
}

try {
	const [packed] = JSON.parse(
		execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
			cwd: root,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		}),
	);
	execFileSync('tar', ['xzf', join(folder, packed.filename), '-C', folder]);
	const source = await report('source', root, SOURCE_FILE_PATTERNS);
	const tarball = await report(`tarball (${packed.files.length} files)`, join(folder, 'package'), ['**/*.js', 'package.json']);
	process.exitCode = source && tarball ? 0 : 1;
} finally {
	rmSync(folder, { recursive: true, force: true });
}
