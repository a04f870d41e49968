/** Cuts, builds and packs the package of one provider, in a folder of its own. */
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { npmOrStop, packProject, projectRoot } from '../scripts/lib/npm.mjs';
import { temporaryFolder } from '../scripts/lib/processes.mjs';
import { cutSources } from './cut.mjs';

/**
 * Makes the package of provider `id` and packs it into the folder `to`. `folder` in the answer holds its sources and its build, `size` and
 * `unpackedSize` are bytes.
 * @returns {Promise<{ name: string, folder: string, tarball: string, files: string[], size: number, unpackedSize: number }>}
 */
export async function buildSingle(id, to) {
	const folder = temporaryFolder(`single-${id}`);
	const { name } = cutSources(projectRoot, folder, id);
	symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'), 'dir');
	await npmOrStop(['run', 'build'], { cwd: folder, failure: `${name} does not build`, wayOut: 'mend what the compiler names above.' });
	mkdirSync(to, { recursive: true });
	return { name, folder, ...(await packProject(to, folder)) };
}

/** Puts the sources into `<to>/<name>`, where their own repository is, with a lock file of their development packages. */
export async function handOver({ name, folder }, to) {
	const repository = join(resolve(to), name);
	const isSource = (path) => !/^(node_modules|dist)(\/|$)/.test(path.slice(folder.length + 1));
	cpSync(folder, repository, { recursive: true, filter: isSource });
	// From this project's lock file npm takes the versions that everything was tested with.
	cpSync(join(projectRoot, 'package-lock.json'), join(repository, 'package-lock.json'));
	await npmOrStop(['install', '--package-lock-only', '--no-audit'], {
		cwd: repository,
		failure: `the lock file of ${name} cannot be written`,
		wayOut: 'check that the npm registry can be reached ("npm ping") and run the command again.',
	});
}
