/** Builds and packs this package, as a user of the registry would get it. */
import { join, resolve } from 'node:path';
import { CannotContinue } from './command.mjs';
import { lastLines, npm } from './processes.mjs';

/** The repository's root folder. */
export const projectRoot = resolve(import.meta.dirname, '..', '..');

/** Runs an npm command in the project; what it fails with is a failure that the person can mend. Returns what `run` does. */
export async function npmOrStop(args, { failure, missing, wayOut, lines = 40, ...options }) {
	const answer = await npm(args, { cwd: projectRoot, ...options });
	if (answer.code === 0) return answer;
	throw new CannotContinue(`${failure}${answer.timedOut ? ' (it took too long)' : ''}.`, { missing, wayOut, log: lastLines(answer.output, lines) });
}

/** `npm run build`. */
export const buildProject = () =>
	npmOrStop(['run', 'build'], { timeoutMs: 5 * 60_000, failure: 'the package does not build', missing: 'a successful "npm run build"', wayOut: 'mend what the compiler names above.' });

/** `npm pack` into `folder`: `{ tarball, files, size, unpackedSize }` (absolute path, paths inside, bytes, bytes). */
export async function packProject(folder) {
	const { stdout } = await npmOrStop(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
		timeoutMs: 2 * 60_000,
		failure: 'the package cannot be packed',
		missing: 'a successful "npm pack"',
		wayOut: 'mend what npm names above.',
	});
	const [{ filename, files, size, unpackedSize }] = Object.values(JSON.parse(stdout));
	return { tarball: join(folder, filename), files: files.map(({ path }) => path), size, unpackedSize };
}
