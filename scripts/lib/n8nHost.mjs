/** A real n8n, and the Node.js it needs, installed once into the person's cache. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { installOnce } from './cache.mjs';
import { npmOrStop, projectRoot } from './npm.mjs';

const NODE_MAJOR = 24;
const RECIPE = join(projectRoot, 'test', 'harness', 'n8n-host');
const MINUTE = 60_000;

const wayToDownload =
	'check that the npm registry can be reached ("npm ping") and that the disk has 3 GB free, then run the command again.';

/** The path of a Node.js that this n8n runs on: the running one when it is of the right major version, else one from npm. */
async function ensureNode(note) {
	if (Number(process.versions.node.split('.')[0]) === NODE_MAJOR) return process.execPath;
	const install = async (folder) => {
		note(`downloading Node.js ${NODE_MAJOR}, which n8n needs, beside your ${process.versions.node}`);
		writeFileSync(join(folder, 'package.json'), '{ "name": "n8n-test-node", "private": true }\n');
		await npmOrStop(['install', `node@${NODE_MAJOR}`, '--ignore-scripts=false', '--no-audit', '--no-fund'], {
			cwd: folder,
			failure: `npm could not install Node.js ${NODE_MAJOR}`,
			wayOut: wayToDownload,
		});
	};
	const folder = await installOnce(`node-${NODE_MAJOR}-${process.platform}-${process.arch}`, install, note);
	return join(folder, 'node_modules', 'node', 'bin', 'node');
}

/** Builds n8n's database driver: a ready binary where one can be downloaded, else a compile against the headers of the running Node.js. */
async function buildDatabaseDriver(folder) {
	const prefix = dirname(dirname(process.execPath));
	const headers = existsSync(join(prefix, 'include', 'node', 'node.h')) ? [`--nodedir=${prefix}`] : [];
	await npmOrStop(['rebuild', 'sqlite3', '--ignore-scripts=false', ...headers], {
		cwd: folder,
		timeout: 15 * MINUTE,
		failure: "n8n's database driver (sqlite3) could not be built",
		wayOut:
			'it takes python3, make and a C++ compiler ("apt-get install -y python3 make g++" on Debian or Ubuntu, "xcode-select --install" on macOS); ' +
			'install them, or read the output above, then run the command again.',
	});
}

async function installN8n(folder, { version, pinned, recipe, note }) {
	if (pinned) copyFileSync(join(RECIPE, 'package-lock.json'), join(folder, 'package-lock.json'));
	const manifest = { ...recipe, dependencies: { n8n: version } };
	writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);

	note(`downloading n8n ${version}: 2 GB, a few minutes, once`);
	await npmOrStop([pinned ? 'ci' : 'install', '--no-audit', '--no-fund', '--legacy-peer-deps', '--ignore-scripts'], {
		cwd: folder,
		timeout: 25 * MINUTE,
		failure: `npm could not install n8n ${version}`,
		wayOut: wayToDownload,
	});
	note(`building the database driver of n8n ${version}`);
	await buildDatabaseDriver(folder);
}

/**
 * The host that n8n is started from: `{ version, pinned, directory, nodePath, n8nPath }`. The first call for a version installs it (minutes,
 * 2 GB in the cache folder); every later one answers at once. The version is the recipe's unless N8N_VERSION names another.
 * @param {{ note?: (text: string) => void }} [options]
 */
export async function ensureHost({ note = () => {} } = {}) {
	const recipe = JSON.parse(readFileSync(join(RECIPE, 'package.json'), 'utf8'));
	const version = process.env.N8N_VERSION || recipe.dependencies.n8n;
	const pinned = version === recipe.dependencies.n8n;
	const nodePath = await ensureNode(note);
	const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
	for (const name of ['package.json', ...(pinned ? ['package-lock.json'] : [])]) hash.update(readFileSync(join(RECIPE, name)));
	const name = `n8n-${version}-${hash.digest('hex').slice(0, 12)}`;
	const directory = await installOnce(name, (folder) => installN8n(folder, { version, pinned, recipe, note }), note);
	return { version, pinned, directory, nodePath, n8nPath: join(directory, 'node_modules', 'n8n', 'bin', 'n8n') };
}
