/** A real n8n, and the Node.js it needs, installed once into the person's cache. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { CannotContinue } from './command.mjs';
import { installOnce } from './installOnce.mjs';
import { lastLines, npm, run } from './processes.mjs';
import { npmOrStop, projectRoot } from './project.mjs';

const NODE_MAJOR = 24;
const RECIPE = join(projectRoot, 'scripts', 'n8n-host');
const MINUTE = 60_000;

const recipe = () => JSON.parse(readFileSync(join(RECIPE, 'package.json'), 'utf8'));
const installArguments = ['install', '--no-audit', '--no-fund'];
const wayToDownload = 'check that the npm registry can be reached ("npm ping") and that the disk has 3 GB free, then run the command again.';

/** The n8n version every run tests unless N8N_VERSION names another. */
export const pinnedVersion = () => recipe().dependencies.n8n;

/** The path of a Node.js that this n8n runs on: the running one when it is of the right major version, else one from npm. */
async function ensureNode(note) {
	if (Number(process.versions.node.split('.')[0]) === NODE_MAJOR) return process.execPath;
	const nodeIn = (folder) => join(folder, 'node_modules', 'node', 'bin', 'node');
	const folder = await installOnce(
		`node-${NODE_MAJOR}-${process.platform}-${process.arch}`,
		async (partial) => {
			note(`downloading Node.js ${NODE_MAJOR}, which n8n needs, beside your ${process.versions.node}`);
			writeFileSync(join(partial, 'package.json'), '{ "name": "n8n-test-node", "private": true }\n');
			const what = `Node.js ${NODE_MAJOR}`;
			await npmOrStop([...installArguments, `node@${NODE_MAJOR}`, '--ignore-scripts=false'], {
				cwd: partial,
				timeoutMs: 10 * MINUTE,
				failure: `npm could not install ${what}`,
				missing: what,
				wayOut: wayToDownload,
			});
			const { code, output } = await run(nodeIn(partial), ['--version'], { timeoutMs: 30_000 });
			if (code !== 0) throw new CannotContinue(`the ${what} from npm does not start here.`, { missing: `a working ${what}`, wayOut: `install ${what} from https://nodejs.org and run the command with it.`, log: output });
		},
		note,
	);
	return nodeIn(folder);
}

/** The Debian packages of the compile tools that this machine lacks; empty when it can compile. */
async function missingCompileTools() {
	const answers = await Promise.all(['python3', 'make', 'g++'].map(async (tool) => ({ tool, ...(await run(tool, ['--version'], { timeoutMs: 30_000 })) })));
	return answers.filter(({ code }) => code !== 0).map(({ tool }) => tool);
}

/** Builds n8n's database driver: a ready binary where one can be downloaded, else a compile. */
async function buildDatabaseDriver(folder) {
	const prefix = dirname(dirname(process.execPath));
	const headers = existsSync(join(prefix, 'include', 'node', 'node.h')) ? [`--nodedir=${prefix}`] : [];
	const answer = await npm(['rebuild', 'sqlite3', '--ignore-scripts=false', ...headers], { cwd: folder, timeoutMs: 15 * MINUTE });
	if (answer.code === 0) return;
	const missing = (await missingCompileTools()).join(' ');
	throw new CannotContinue("n8n's database driver (sqlite3) could not be built.", {
		missing: missing ? `compile tools: ${missing}` : 'a working C++ compile',
		wayOut: missing
			? `"apt-get install -y ${missing}" on Debian or Ubuntu ("xcode-select --install" on macOS), then run the command again.`
			: 'read the compiler output above, then run the command again.',
		log: lastLines(answer.output, 40),
	});
}

async function installN8n(folder, { version, pinned, note }) {
	const manifest = recipe();
	if (pinned) copyFileSync(join(RECIPE, 'package-lock.json'), join(folder, 'package-lock.json'));
	manifest.dependencies.n8n = version;
	writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);

	note(`downloading n8n ${version}: 2 GB, a few minutes, once`);
	await npmOrStop([...installArguments, '--legacy-peer-deps', '--ignore-scripts'], {
		cwd: folder,
		timeoutMs: 25 * MINUTE,
		failure: `npm could not install n8n ${version}`,
		missing: `n8n ${version}`,
		wayOut: wayToDownload,
	});
	note(`building the database driver of n8n ${version}`);
	await buildDatabaseDriver(folder);
}

/**
 * The host that n8n is started from: `{ version, pinned, directory, nodePath, n8nPath }`. The first call for a version
 * installs it (minutes, 2 GB in the cache folder); every later one answers at once.
 * @param {{ version?: string, note?: (text: string) => void }} [options]
 */
export async function ensureHost({ version = process.env.N8N_VERSION || pinnedVersion(), note = () => {} } = {}) {
	const pinned = version === pinnedVersion();
	const nodePath = await ensureNode(note);
	const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
	for (const name of ['package.json', ...(pinned ? ['package-lock.json'] : [])]) hash.update(readFileSync(join(RECIPE, name)));
	const name = `n8n-${version}-${hash.digest('hex').slice(0, 12)}`;
	const directory = await installOnce(name, (folder) => installN8n(folder, { version, pinned, note }), note);
	return { version, pinned, directory, nodePath, n8nPath: join(directory, 'node_modules', 'n8n', 'bin', 'n8n') };
}
