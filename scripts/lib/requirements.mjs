/** What the machine must have before anything can start, and how to get it. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { run } from './processes.mjs';
import { CannotContinue } from './progress.mjs';

const OLDEST_NODE = 20;

/** Tools that only a compile of n8n's database driver needs, with the Debian package that brings each. */
const COMPILE_TOOLS = [
	{ command: 'python3', debianPackage: 'python3' },
	{ command: 'make', debianPackage: 'make' },
	{ command: 'g++', debianPackage: 'g++' },
];

/**
 * How to start npm: `{ command, args }`. The npm that runs this script is preferred, then the one beside this Node, then
 * the one on the PATH.
 */
export function npmCommand() {
	const candidates = [
		process.env.npm_execpath,
		join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
	];
	const cli = candidates.find((path) => path?.endsWith('npm-cli.js') && existsSync(path));
	return cli ? { command: process.execPath, args: [cli] } : { command: 'npm', args: [] };
}

/** The environment for an npm of our own: the person's settings, without what an outer `npm run` says about another package. */
export function npmEnvironment(extra = {}) {
	const env = { ...process.env };
	for (const name of Object.keys(env)) {
		if (/^npm_(lifecycle|package|command|config_local_prefix|config_prefix|config_omit|config_include)/.test(name)) delete env[name];
	}
	delete env.NODE_ENV;
	delete env.NODE_OPTIONS;
	return { ...env, npm_config_update_notifier: 'false', ...extra };
}

/** Runs npm; the answer is that of `run`. */
export function npm(args, options = {}) {
	const { command, args: first } = npmCommand();
	return run(command, [...first, ...args], { ...options, env: npmEnvironment(options.env) });
}

/** Checks Node.js and npm; returns `{ node, npm }` (versions). Throws CannotContinue naming what is missing. */
export async function checkRequirements() {
	const nodeVersion = process.versions.node;
	if (process.platform === 'win32') {
		throw new CannotContinue('these commands run on Linux and macOS.', {
			missing: 'a POSIX system',
			wayOut: 'run them inside WSL (https://learn.microsoft.com/windows/wsl/install).',
		});
	}
	if (Number(nodeVersion.split('.')[0]) < OLDEST_NODE) {
		throw new CannotContinue(`this is Node.js ${nodeVersion}, which is too old.`, {
			missing: `Node.js ${OLDEST_NODE} or newer`,
			wayOut: 'install it from https://nodejs.org and run the command again.',
		});
	}
	const answer = await npm(['--version'], { timeoutMs: 60_000 });
	if (answer.code !== 0) {
		throw new CannotContinue('npm does not start.', {
			missing: 'npm, which comes with Node.js',
			wayOut: 'install Node.js from https://nodejs.org (or the Debian package "npm") and run the command again.',
			log: answer.output,
		});
	}
	return { node: nodeVersion, npm: answer.stdout.trim() };
}

/** The Debian packages of the compile tools that this machine lacks; empty when it can compile. */
export async function missingCompileTools() {
	const checks = await Promise.all(
		COMPILE_TOOLS.map(async (tool) => ({ tool, ...(await run(tool.command, ['--version'], { timeoutMs: 30_000 })) })),
	);
	return checks.filter(({ code }) => code !== 0).map(({ tool }) => tool.debianPackage);
}
