/** npm, and with it the building and packing of this package as a user of the registry gets it. */
import { join, resolve } from 'node:path';
import process from 'node:process';
import { CannotContinue } from './command.mjs';
import { lastLines, run } from './processes.mjs';

/** The repository's root folder. */
export const projectRoot = resolve(import.meta.dirname, '..', '..');

/** What an outer `npm run` says about another package. */
const OUTER_SETTING = /^npm_(lifecycle|package|command|config_local_prefix|config_prefix|config_omit|config_include)|^NODE_(ENV|OPTIONS)$/;

/** Runs the npm on the PATH with the person's settings, in the project unless `cwd` is given; returns execa's result. */
export function npm(args, options) {
	const settings = Object.entries(process.env).filter(([name]) => !OUTER_SETTING.test(name));
	const env = { ...Object.fromEntries(settings), npm_config_update_notifier: 'false' };
	return run('npm', args, { cwd: projectRoot, env, extendEnv: false, ...options });
}

/** Runs npm; that it failed is said with `failure` and `wayOut`. */
export async function npmOrStop(args, { failure, wayOut, ...options }) {
	const result = await npm(args, options);
	if (!result.failed) return result;
	throw new CannotContinue(`${failure}${result.timedOut ? ' (it took too long)' : ''}.`, { wayOut, log: lastLines(result.all, 40) });
}

/** `npm run build`. */
export async function buildProject() {
	await npmOrStop(['run', 'build'], { failure: 'the package does not build', wayOut: 'mend what the compiler names above.' });
}

/** `npm pack` into `folder`: `{ tarball, files, size, unpackedSize }` (absolute path, paths inside, bytes, bytes). */
export async function packProject(folder, cwd = projectRoot) {
	const { stdout } = await npmOrStop(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
		cwd,
		failure: 'the package cannot be packed',
		wayOut: 'mend what npm names above.',
	});
	const [{ filename, files, size, unpackedSize }] = Object.values(JSON.parse(stdout));
	return { tarball: join(folder, filename), files: files.map(({ path }) => path), size, unpackedSize };
}
