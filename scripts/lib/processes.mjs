/** Child processes and temporary folders that never outlive the script that made them. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const GUARD = fileURLToPath(new URL('./guard.mjs', import.meta.url));
const OUTPUT_KEPT = 200_000;
const PARENT_CHECK_MS = 500;

const children = new Set();
const folders = new Set();
const farewells = new Set();
let handlersInstalled = false;
let leaving = false;

const isAlive = (child) => child.exitCode === null && child.signalCode === null;

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
 * killed with SIGKILL. `stdio` names what standard output and error are; standard input is empty.
 */
export function startProcess(command, args, { cwd, env, stdio: [output, errors] = ['pipe', 'pipe'] } = {}) {
	installExitHandlers();
	const child = spawn(process.execPath, [GUARD, command, ...args], { cwd, env, stdio: ['pipe', output, errors], detached: true });
	children.add(child);
	child.once('exit', () => {
		// The leader is gone; whatever it left behind in its group goes too.
		signalGroup(child, 'SIGKILL');
		children.delete(child);
	});
	return child;
}

/** Resolves when the child has ended, at the latest after `milliseconds`; says whether it did. */
export function ended(child, milliseconds) {
	if (!isAlive(child)) return Promise.resolve(true);
	return new Promise((resolve) => {
		const answer = (gone) => {
			clearTimeout(timer);
			child.off('exit', onExit);
			resolve(gone);
		};
		const onExit = () => answer(true);
		const timer = setTimeout(() => answer(false), milliseconds);
		child.once('exit', onExit);
	});
}

/** Resolves with the child's exit code when it ends of its own accord; never while the script is leaving. */
export function endOf(child) {
	return new Promise((resolve) => {
		const answer = (code) => {
			if (!leaving) resolve(code);
		};
		if (isAlive(child)) child.once('exit', answer);
		else answer(child.exitCode);
	});
}

/** SIGTERM to the child's group, SIGKILL after `graceMs`. Returns when it is gone. */
export async function stopProcess(child, graceMs = 5_000) {
	if (!isAlive(child)) return;
	signalGroup(child, 'SIGTERM');
	if (await ended(child, graceMs)) return;
	await killProcess(child);
}

/** SIGKILL to the child's group, as a power cut would. Returns when it is gone. */
export async function killProcess(child) {
	if (!isAlive(child)) return;
	signalGroup(child, 'SIGKILL');
	await ended(child, 5_000);
}

/**
 * Runs a command to its end: `{ code, stdout, stderr, output, timedOut }` (output = both, in order, the last 200 kB).
 * `code` is 127 when the command does not exist. Never rejects for a command that fails; never answers while the script leaves.
 */
export function run(command, args, { cwd, env, timeoutMs = 600_000, inherit = false } = {}) {
	return new Promise((resolve) => {
		const child = startProcess(command, args, { cwd, env, stdio: inherit ? ['inherit', 'inherit'] : undefined });
		const kept = { stdout: '', stderr: '', output: '' };
		let timedOut = false;
		const timer = setTimeout(() => {
			timedOut = true;
			void stopProcess(child);
		}, timeoutMs);
		for (const name of ['stdout', 'stderr']) {
			child[name]?.setEncoding('utf8').on('data', (text) => {
				for (const key of [name, 'output']) kept[key] = (kept[key] + text).slice(-OUTPUT_KEPT);
			});
		}
		child.once('close', (code) => {
			clearTimeout(timer);
			// A script that is leaving stopped this command itself: nothing must come after it.
			if (!leaving) resolve({ code: code ?? 1, timedOut, ...kept });
		});
	});
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

/** Has `work` (synchronous) run when the script ends, however it ends; returns the way to call it off. */
export function atExit(work) {
	installExitHandlers();
	farewells.add(work);
	return () => farewells.delete(work);
}

function cleanUpNow() {
	for (const child of children) signalGroup(child, 'SIGKILL');
	children.clear();
	for (const work of farewells) work();
	farewells.clear();
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

/** Resolves after so many milliseconds. */
export const delay = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
