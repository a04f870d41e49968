/** Installs, builds and packs this package, as a user of the registry would get it. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { lastLines } from './processes.mjs';
import { CannotContinue } from './progress.mjs';
import { npm } from './requirements.mjs';

/** The repository's root folder. */
export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const STAMP = join(projectRoot, 'node_modules', '.installed-from');

/** What node_modules depends on: the two npm files, the kind of machine and the major version of Node. */
function installFingerprint() {
	const hash = createHash('sha256').update(`${process.platform}-${process.arch}-${process.versions.modules}`);
	for (const name of ['package.json', 'package-lock.json']) {
		const path = join(projectRoot, name);
		if (existsSync(path)) hash.update(readFileSync(path));
	}
	return hash.digest('hex');
}

/** `npm install` by the committed lock, which it leaves as it is. Returns 'installed', or 'up to date' when nothing was to do. */
export async function installProject() {
	const fingerprint = installFingerprint();
	if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint) return 'up to date';
	const answer = await npm(['install', '--no-save', '--include=dev', '--no-audit', '--no-fund'], {
		cwd: projectRoot,
		timeoutMs: 15 * 60_000,
	});
	if (answer.code !== 0) {
		throw new CannotContinue(`npm could not install the development packages${answer.timedOut ? ' within 15 minutes' : ''}.`, {
			missing: 'the packages in package-lock.json',
			wayOut: 'check that the npm registry can be reached ("npm ping") and run the command again.',
			log: lastLines(answer.output),
		});
	}
	writeFileSync(STAMP, fingerprint);
	return 'installed';
}

/** `npm run build`. */
export async function buildProject() {
	const answer = await npm(['run', 'build'], { cwd: projectRoot, timeoutMs: 5 * 60_000 });
	if (answer.code === 0) return;
	throw new CannotContinue('the package does not build.', {
		missing: 'a successful "npm run build"',
		wayOut: 'mend what the compiler names above.',
		log: lastLines(answer.output, 40),
	});
}

/** `npm pack` into `folder`: `{ tarball, files, size, unpackedSize }` (absolute path, paths inside, bytes, bytes). */
export async function packProject(folder) {
	const answer = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
		cwd: projectRoot,
		timeoutMs: 2 * 60_000,
	});
	if (answer.code !== 0) {
		throw new CannotContinue('the package cannot be packed.', {
			missing: 'a successful "npm pack"',
			wayOut: 'mend what npm names above.',
			log: lastLines(answer.output),
		});
	}
	const [packed] = Object.values(JSON.parse(answer.stdout));
	return {
		tarball: join(folder, packed.filename),
		files: packed.files.map((file) => file.path),
		size: packed.size,
		unpackedSize: packed.unpackedSize,
	};
}
