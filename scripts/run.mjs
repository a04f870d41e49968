/**
 * `node scripts/run.mjs <command> [options]`: installs the development packages where they are not those of the lock file, then runs
 * <command>.mjs, a path seen from this folder. It uses Node's own modules alone, since a fresh clone has no others.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const OLDEST_NODE = 20;
const root = join(import.meta.dirname, '..');

function stop(sentence, wayOut) {
	process.stderr.write(`\nCannot continue: ${sentence}\n  Way out: ${wayOut}\n`);
	process.exit(1);
}

if (process.platform === 'win32')
	stop('these commands run on Linux and macOS.', 'run them inside WSL (https://learn.microsoft.com/windows/wsl/install).');
if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
	stop(`this is Node.js ${process.versions.node}, which is too old.`, `install Node.js ${OLDEST_NODE} or newer from https://nodejs.org.`);
}

/** Version by path of what a lock file names; the packages of other platforms are optional. */
function packagesIn(...path) {
	const file = join(root, ...path);
	const { packages } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { packages: {} };
	return new Map(Object.entries(packages).flatMap(([name, { version, optional }]) => (name === '' || optional ? [] : [[name, version]])));
}

const installed = packagesIn('node_modules', '.package-lock.json');
if ([...packagesIn('package-lock.json')].some(([name, version]) => installed.get(name) !== version)) {
	process.stdout.write('Install the development packages, about a minute …\n');
	const { status } = spawnSync('npm', ['ci', '--include=dev'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
	if (status !== 0)
		stop(
			'npm could not install the development packages.',
			'check that the npm registry can be reached ("npm ping") and run the command again.',
		);
}

const [command, ...options] = process.argv.slice(2);
process.argv.splice(2, process.argv.length, ...options);
await import(`./${command}.mjs`);
