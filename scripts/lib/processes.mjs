/** Child processes and temporary folders that never outlive the script that made them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';

const GUARD = join(import.meta.dirname, 'guard.mjs');
const PARENT_CHECK_MS = 500;

const children = new Set();
const folders = new Set();
let handlersInstalled = false;
let leaving = false;

const isAlive = (child) => child.exitCode === null && child.signalCode === null;
const forever = () => new Promise(() => {});

/** Signals the whole process group of a child; a group that is gone already (EPERM: only its corpse is left) is no error. */
function signalGroup(child, signal) {
	try {
		process.kill(-child.pid, signal);
	} catch (error) {
		if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error;
	}
}

/**
 * Starts a tracked child in a process group of its own, under a guard: the group dies with this script even when that is
 * killed with SIGKILL. Returns execa's child, which is also the promise of its result; `options` are execa's.
 */
export function startProcess(command, args, options = {}) {
	installExitHandlers();
	const child = execa(process.execPath, [GUARD, command, ...args], {
		extendEnv: options.env === undefined,
		reject: false,
		cleanup: false,
		detached: true,
		...options,
		stdin: 'pipe',
	});
	children.add(child);
	child.once('exit', () => {
		// The leader is gone; whatever it left behind in its group goes too.
		signalGroup(child, 'SIGKILL');
		children.delete(child);
	});
	return child;
}

/** Resolves when the child has ended, at the latest after `milliseconds`; says whether it did. */
export const ended = (child, milliseconds) => (isAlive(child) ? Promise.race([child.then(() => true), delay(milliseconds, false)]) : Promise.resolve(true));

/** Resolves with the child's exit code when it ends of its own accord; never while the script is leaving. */
export const endOf = async (child) => {
	const { exitCode } = await child;
	return leaving ? forever() : exitCode;
};

/** SIGTERM to the child's group, SIGKILL after `graceMs`. Returns when it is gone. */
export async function stopProcess(child, graceMs = 5_000) {
	if (!isAlive(child)) return;
	signalGroup(child, 'SIGTERM');
	if (!(await ended(child, graceMs))) await killProcess(child);
}

/** SIGKILL to the child's group, as a power cut would. Returns when it is gone. */
export async function killProcess(child) {
	if (!isAlive(child)) return;
	signalGroup(child, 'SIGKILL');
	await ended(child, 5_000);
}

/**
 * Runs a command to its end: `{ code, stdout, output, timedOut }` (output = both streams, in order). `code` is 127 when the command
 * does not exist. Never rejects for a command that fails; never answers while the script leaves, so that nothing comes after it.
 */
export async function run(command, args, { timeoutMs = 600_000, ...options } = {}) {
	const child = startProcess(command, args, { all: true, buffer: true, maxBuffer: 50_000_000, ...options });
	let timedOut = false;
	const late = setTimeout(() => {
		timedOut = true;
		void stopProcess(child);
	}, timeoutMs);
	const { exitCode, stdout, all } = await child;
	clearTimeout(late);
	return leaving ? forever() : { code: exitCode ?? 1, stdout: stdout ?? '', output: all ?? '', timedOut };
}

/** Runs the npm on the PATH with the person's settings, without what an outer `npm run` says about another package. */
export function npm(args, options = {}) {
	const outer = /^npm_(lifecycle|package|command|config_local_prefix|config_prefix|config_omit|config_include)|^NODE_(ENV|OPTIONS)$/;
	const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !outer.test(name)));
	return run('npm', args, { ...options, env: { ...env, npm_config_update_notifier: 'false' } });
}

/** The last lines of an output, for a failure message. */
export const lastLines = (text, count = 25) => text.trimEnd().split('\n').slice(-count).join('\n');

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

function cleanUpNow() {
	for (const child of children) signalGroup(child, 'SIGKILL');
	for (const folder of folders) removeTemporaryFolder(folder);
}

/** Stops every child (SIGTERM, then SIGKILL after 5 s), removes the temporary folders and ends the script. */
export async function leave(code) {
	if (leaving) return;
	leaving = true;
	await Promise.all([...children].map((child) => stopProcess(child)));
	process.exit(code);
}

/** npm passes a SIGTERM on to the shell between it and this script, and no further: when that shell is gone, so is the reason to run. */
function leaveWithParent() {
	if (process.env.npm_lifecycle_event === undefined) return;
	const parent = process.ppid;
	setInterval(() => {
		if (process.ppid !== parent) void leave(143);
	}, PARENT_CHECK_MS).unref();
}

/**
 * SIGINT, SIGTERM, SIGHUP, uncaught errors and the ordinary end all clean up. Installed once, by whoever needs it first.
 * Inside vitest signals and errors stay vitest's: its teardown stops what it started, and the guard does when it cannot.
 */
export function installExitHandlers() {
	if (handlersInstalled) return;
	handlersInstalled = true;
	process.on('exit', cleanUpNow);
	if (process.env.VITEST) return;
	for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) {
		process.on(signal, () => {
			if (!leaving) process.stderr.write('\nStopping …\n');
			void leave(code);
		});
	}
	leaveWithParent();
	for (const event of ['uncaughtException', 'unhandledRejection']) {
		process.on(event, (error) => {
			process.stderr.write(`\nUnexpected failure: ${error?.stack ?? String(error)}\n`);
			void leave(1);
		});
	}
}
