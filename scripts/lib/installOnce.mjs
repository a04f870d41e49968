/** A folder in the person's cache that is made once, whole or not at all, by one process at a time. */
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { atExit, delay } from './processes.mjs';
import { CannotContinue } from './progress.mjs';

const STAMP = 'complete.json';
const LOCK_BEAT_MS = 2_000;
const LOCK_STALE_MS = 30_000;
const LONGEST_WAIT_MS = 40 * 60_000;

/** Where everything that these commands download is kept. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'n8n-nodes-voice-calls');

const isComplete = (folder) => existsSync(join(folder, STAMP));

function isRunning(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
}

/** The lock's holder while it is at work; undefined when there is none or it died (its pid is gone or its lock is cold). */
function holder(lock) {
	try {
		const pid = Number(readFileSync(lock, 'utf8'));
		const age = Date.now() - statSync(lock).mtimeMs;
		// An empty file is a lock that is being written at this moment.
		if (age < LOCK_STALE_MS && (!pid || isRunning(pid))) return pid || 'another process';
	} catch (error) {
		if (error.code !== 'ENOENT') throw error;
	}
	return undefined;
}

/** Takes the lock if it is free or its holder died; returns the way to give it back, or undefined. */
function tryLock(lock) {
	if (existsSync(lock) && holder(lock) === undefined) {
		const removed = `${lock}.dead-${process.pid}`;
		try {
			renameSync(lock, removed);
			// Somebody else may have replaced the dead lock by a living one just before the rename: then it is theirs.
			if (holder(removed) !== undefined) renameSync(removed, lock);
			else rmSync(removed);
		} catch (error) {
			if (error.code !== 'ENOENT') throw error;
		}
	}
	try {
		writeFileSync(lock, String(process.pid), { flag: 'wx' });
	} catch (error) {
		if (error.code === 'EEXIST') return undefined;
		throw error;
	}
	const beat = setInterval(() => utimesSync(lock, new Date(), new Date()), LOCK_BEAT_MS);
	const forget = atExit(() => rmSync(lock, { force: true }));
	return () => {
		clearInterval(beat);
		forget();
		rmSync(lock, { force: true });
	};
}

async function waitForLock(lock, { name, note, done }) {
	const deadline = Date.now() + LONGEST_WAIT_MS;
	while (Date.now() < deadline) {
		if (done()) return () => {};
		const release = tryLock(lock);
		if (release) return release;
		note(`another run (process ${holder(lock) ?? 'unknown'}) is installing ${name}`);
		await delay(1_000);
	}
	throw new CannotContinue(`another run has been installing ${name} for too long.`, {
		missing: 'the end of that installation',
		wayOut: `stop it, remove ${lock} and run the command again.`,
	});
}

/** Halves left by runs that died; only called while the lock is held. */
function removeHalves(name) {
	for (const entry of readdirSync(cacheFolder)) {
		if (entry.startsWith(`${name}.partial-`)) rmSync(join(cacheFolder, entry), { recursive: true, force: true });
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
	const release = await waitForLock(join(cacheFolder, `${name}.lock`), { name, note, done: () => isComplete(folder) });
	try {
		if (isComplete(folder)) return folder;
		removeHalves(name);
		rmSync(folder, { recursive: true, force: true });
		const partial = `${folder}.partial-${process.pid}`;
		mkdirSync(partial);
		await make(partial);
		writeFileSync(join(partial, STAMP), `${JSON.stringify({ name, completedAt: new Date().toISOString() })}\n`);
		renameSync(partial, folder);
		return folder;
	} finally {
		release();
	}
}
