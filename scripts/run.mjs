/**
 * `node scripts/run.mjs <command> [options]`: installs the development packages where the lock file asks for others, then runs
 * scripts/<command>.mjs. It uses Node's own modules alone, since a fresh clone has no others.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const OLDEST_NODE = 20;
const root = join(import.meta.dirname, '..');
const stamp = join(root, 'node_modules', '.installed-from');

function stop(sentence, wayOut) {
	process.stderr.write(`\nCannot continue: ${sentence}\n  Way out: ${wayOut}\n`);
	process.exit(1);
}

if (process.platform === 'win32') stop('these commands run on Linux and macOS.', 'run them inside WSL (https://learn.microsoft.com/windows/wsl/install).');
if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
	stop(`this is Node.js ${process.versions.node}, which is too old.`, `install Node.js ${OLDEST_NODE} or newer from https://nodejs.org.`);
}

const lock = createHash('sha256').update(`${process.platform}-${process.arch}-${process.versions.modules}`);
for (const name of ['package.json', 'package-lock.json']) lock.update(readFileSync(join(root, name)));
const wanted = lock.digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
	process.stdout.write('Install the development packages, about a minute …\n');
	const { status, error } = spawnSync('npm', ['ci', '--include=dev'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
	if (error) stop(`npm does not start (${error.message}).`, 'install npm, which comes with Node.js, and run the command again.');
	if (status !== 0) stop('npm could not install the development packages.', 'check that the npm registry can be reached ("npm ping") and run the command again.');
	writeFileSync(stamp, wanted);
}

const [command, ...options] = process.argv.slice(2);
process.argv.splice(2, process.argv.length, ...options);
await import(`./${command}.mjs`);
