/** A folder in the person's cache that is made once, whole or not at all, by one process at a time. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import lockfile from 'proper-lockfile';
import { CannotContinue } from './command.mjs';

const LOCK_STALE_MS = 30_000;
const LONGEST_WAIT_MS = 40 * 60_000;

/** Where everything that these commands download is kept. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'n8n-nodes-voice-calls');

const isComplete = (folder) => existsSync(join(folder, 'complete.json'));

/** Takes the lock of a folder, which a dead process loses after half a minute; returns the way to give it back. */
async function lockOf(folder, { name, note }) {
	const deadline = Date.now() + LONGEST_WAIT_MS;
	while (Date.now() < deadline) {
		try {
			return await lockfile.lock(folder, { realpath: false, stale: LOCK_STALE_MS, update: 2_000 });
		} catch (error) {
			if (error.code !== 'ELOCKED') throw error;
		}
		if (isComplete(folder)) return () => {};
		note(`another run is installing ${name}`);
		await delay(1_000);
	}
	throw new CannotContinue(`another run has been installing ${name} for too long.`, {
		missing: 'the end of that installation',
		wayOut: `stop it, remove ${folder}.lock and run the command again.`,
	});
}

/** Halves left by runs that died; only called while the lock is held. */
function removeHalves(name) {
	for (const entry of readdirSync(cacheFolder)) {
		if (entry === name || entry.startsWith(`${name}.partial-`)) rmSync(join(cacheFolder, entry), { recursive: true, force: true });
	}
}

/**
 * Returns `<cache>/<name>`, made by `make(folder)` if it is not there yet. `make` works in a folder that is renamed when it
 * is complete, so it must hold no absolute paths. A half-made folder is thrown away; a second process waits for the first.
 */
export async function installOnce(name, make, note = () => {}) {
	const folder = join(cacheFolder, name);
	if (isComplete(folder)) return folder;

	mkdirSync(cacheFolder, { recursive: true });
	const release = await lockOf(folder, { name, note });
	try {
		if (isComplete(folder)) return folder;
		removeHalves(name);
		const partial = `${folder}.partial-${process.pid}`;
		mkdirSync(partial);
		await make(partial);
		writeFileSync(join(partial, 'complete.json'), `${JSON.stringify({ name, completedAt: new Date().toISOString() })}\n`);
		renameSync(partial, folder);
		return folder;
	} finally {
		await release();
	}
}
