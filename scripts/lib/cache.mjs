/** Folders in the person's cache that are made once, whole or not at all, by one process at a time. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import lockfile from 'proper-lockfile';
import { CannotContinue } from './command.mjs';

/** Where everything that these commands download is kept. */
const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'n8n-nodes-voice-calls');

/** A dead process loses its lock after half a minute; a living one is waited for, 40 minutes at the longest. */
const LOCK = { realpath: false, stale: 30_000, update: 2_000, retries: { retries: 2_400, factor: 1, minTimeout: 1_000 } };

/**
 * Returns `<cache>/<name>`, made by `make(folder)` if it is not there yet. `make` works in a folder that is renamed when it
 * is complete, so it must hold no absolute paths. A half-made folder is thrown away; a second process waits for the first.
 * @param {(text: string) => void} [note]
 */
export async function installOnce(name, make, note = () => {}) {
	const folder = join(cacheFolder, name);
	const isComplete = () => existsSync(join(folder, 'complete.json'));
	if (isComplete()) return folder;

	mkdirSync(cacheFolder, { recursive: true });
	if (await lockfile.check(folder, LOCK)) note(`another run is installing ${name}`);
	const release = await lockfile.lock(folder, LOCK).catch((error) => {
		throw new CannotContinue(`another run has been installing ${name} for too long (${error.message}).`, {
			wayOut: `stop it, remove ${folder}.lock and run the command again.`,
		});
	});
	try {
		if (isComplete()) return folder;
		const partial = `${folder}.partial`;
		for (const half of [folder, partial]) rmSync(half, { recursive: true, force: true });
		mkdirSync(partial);
		await make(partial);
		writeFileSync(join(partial, 'complete.json'), `${JSON.stringify({ name, completedAt: new Date().toISOString() })}\n`);
		renameSync(partial, folder);
		return folder;
	} finally {
		await release();
	}
}
