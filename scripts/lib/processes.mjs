/** Child processes and temporary folders that never outlive the script that made them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';

const GUARD = join(import.meta.dirname, 'guard.mjs');
const PARENT_CHECK_MS = 500;

const children = new Set();
const folders = new Set();
let handlersInstalled = false;
let leaving;

/**
 * Starts a command under the guard, in a process group of its own that dies with this script, even when that is killed with SIGKILL.
 * Returns execa's child, which is also the promise of its result; `options` are execa's. A command that fails is no error.
 */
export function startProcess(command, args, options = {}) {
	installExitHandlers();
	// The guard takes the time that a graceful end needs, so execa must not kill it before.
	const child = execa(process.execPath, [GUARD, command, ...args], {
		reject: false,
		cleanup: false,
		detached: true,
		forceKillAfterDelay: false,
		...options,
		stdin: 'pipe',
	});
	children.add(child);
	child.once('exit', () => {
		children.delete(child);
		killGroup(child);
	});
	return child;
}

function killGroup({ pid }) {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch (error) {
		// ESRCH: nobody is left. EPERM: only a corpse is.
		if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error;
	}
}

/** SIGTERM to the child's group, SIGKILL after five seconds. Returns when it is gone. */
export async function stopProcess(child) {
	child.kill('SIGTERM');
	await child;
}

/** SIGTERM to the child's group, and all the time that it takes to finish its work. Returns when it is gone. */
export async function stopGently(child) {
	child.kill('SIGUSR2');
	await child;
}

/** SIGKILL to the child's group, as a power cut would. Returns when it is gone. */
export async function killProcess(child) {
	if (children.has(child)) killGroup(child);
	await child;
}

/** The result of a child (execa's) when it ends of its own accord; never while the script is leaving, so that nothing comes after it. */
export async function resultOf(child) {
	const result = await child;
	return leaving ?? result;
}

/** Runs a command to its end and returns execa's result; `all` holds both streams, in order. */
export const run = (command, args, options) => resultOf(startProcess(command, args, { all: true, timeout: 600_000, ...options }));

/** The last lines of an output, for a failure message. */
export const lastLines = (text = '', count = 25) => text.trimEnd().split('\n').slice(-count).join('\n');

/** A temporary folder that is removed when the script ends, however it ends. */
export function temporaryFolder(purpose) {
	installExitHandlers();
	const folder = mkdtempSync(join(tmpdir(), `n8n-nodes-voice-calls-${purpose}-`));
	folders.add(folder);
	return folder;
}

/** Removes a folder made by `temporaryFolder` before the script ends. */
export function removeTemporaryFolder(folder) {
	folders.delete(folder);
	rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Stops every child, removes the temporary folders and ends the script. */
export function leave(code) {
	leaving ??= Promise.all([...children].map(stopProcess)).then(() => process.exit(code));
	return leaving;
}

function cleanUpNow() {
	children.forEach(killGroup);
	folders.forEach(removeTemporaryFolder);
}

/** npm passes a SIGTERM on to the shell between it and this script, and no further: when that shell is gone, so is the reason to run. */
function leaveWithParent() {
	const parent = process.ppid;
	setInterval(() => process.ppid !== parent && leave(143), PARENT_CHECK_MS).unref();
}

/** Inside vitest the signals stay vitest's: its teardown stops what it started, and the guard does when it cannot. */
function installExitHandlers() {
	if (handlersInstalled) return;
	handlersInstalled = true;
	process.on('exit', cleanUpNow);
	if (process.env.VITEST) return;
	for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
		process.on(signal, () => {
			if (!leaving) process.stderr.write('\nStopping …\n');
			void leave(code);
		});
	}
	if (process.env.npm_lifecycle_event) leaveWithParent();
}
