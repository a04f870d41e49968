/** Starts, stops, kills and restarts one real n8n with this package in it. */
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import pWaitFor from 'p-wait-for';
import { CannotContinue } from './command.mjs';
import { createOwner, http, publicApi } from './n8nClient.mjs';
import { npmOrStop } from './npm.mjs';
import { freePort } from './ports.mjs';
import { killProcess, lastLines, removeTemporaryFolder, resultOf, startProcess, stopProcess, temporaryFolder } from './processes.mjs';

const START_TIMEOUT_MS = 180_000;

/** Settings of the person's own n8n, of npm and of a test runner that must not reach this one. */
const FOREIGN_SETTING =
	/^(N8N_|DB_|EXECUTIONS_|QUEUE_|WEBHOOK_URL|GENERIC_|CREDENTIALS_|VITEST|NODE_ENV|NODE_OPTIONS|NODE_PATH|npm_|INIT_CWD)/;

/** Nothing leaves this machine, and no window hides the editor. */
const SWITCHED_OFF = [
	'N8N_DIAGNOSTICS_ENABLED',
	'N8N_VERSION_NOTIFICATIONS_ENABLED',
	'N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED',
	'N8N_DYNAMIC_BANNERS_ENABLED',
	'N8N_TEMPLATES_ENABLED',
	'N8N_PERSONALIZATION_ENABLED',
	'N8N_HIRING_BANNER_ENABLED',
	'N8N_VERIFIED_PACKAGES_ENABLED',
	'N8N_LICENSE_AUTO_RENEW_ENABLED',
	'N8N_PYTHON_ENABLED',
];

/** The environment of one n8n process on loopback; the rest comes from its role. */
export function environment({ host, folder, port, brokerPort }) {
	const noProxy = [process.env.NO_PROXY ?? process.env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(',');
	return {
		...Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN_SETTING.test(name))),
		...Object.fromEntries(SWITCHED_OFF.map((name) => [name, 'false'])),
		NO_PROXY: noProxy,
		no_proxy: noProxy,
		N8N_USER_FOLDER: folder,
		N8N_HOST: '127.0.0.1',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_RUNNERS_MODE: 'internal',
		N8N_ENCRYPTION_KEY: randomBytes(16).toString('hex'),
		N8N_SECURE_COOKIE: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		// For each execution and each credential that it opens n8n makes a new engine of expressions, which is half of all its work here:
		// only where one is evaluated, and what it compiles for the first serves the others.
		N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
		N8N_EXPRESSION_ENGINE_COMPILE_CACHE: 'true',
		// Node compiles n8n's thousands of modules once for all starts: a start takes a quarter less.
		NODE_COMPILE_CACHE: join(host.directory, 'compiled'),
		// Without an answer from its database for 5 s n8n refuses every request; a busy machine may take longer.
		DB_PING_TIMEOUT_MS: '120000',
		// So it gives up an expression after 5 s.
		N8N_EXPRESSION_ENGINE_TIMEOUT: '120000',
		// Another n8n version may not know the module and would refuse to start.
		...(host.pinned ? { N8N_DISABLED_MODULES: 'mcp-registry' } : {}),
	};
}

/** Installs a packed package, or several, as n8n's own community packages are installed: into `<user folder>/.n8n/nodes`. */
export async function installPackage(tarball, folder) {
	const nodes = join(folder, '.n8n', 'nodes');
	mkdirSync(nodes, { recursive: true });
	await npmOrStop(
		['install', '--prefix', nodes, ...[tarball].flat(), '--no-audit', '--no-fund', '--legacy-peer-deps', '--ignore-scripts'],
		{
			cwd: nodes,
			failure: 'the packed package could not be installed into n8n',
			wayOut: 'mend what npm names above.',
		},
	);
}

/**
 * Starts one process of n8n, the whole one unless `args` name a role, and waits until it can serve; returns `{ child }`, since the child
 * itself is the promise of its end.
 */
export async function launch({ host, env, baseUrl, logFile, args = ['start'] }) {
	const log = openSync(logFile, 'a');
	const child = startProcess(host.nodePath, [host.n8nPath, ...args], {
		cwd: env.N8N_USER_FOLDER,
		env,
		extendEnv: false,
		stdout: log,
		stderr: log,
	});
	closeSync(log);

	const hasDied = () => child.exitCode !== null || child.signalCode !== null;
	const isReady = () =>
		http.get(`${baseUrl}/healthz/readiness`, { timeout: 2_000, 'axios-retry': { retries: 0 } }).then(Boolean, () => false);
	const timeout = { milliseconds: START_TIMEOUT_MS, fallback: () => 'late' };
	const late = await pWaitFor(async () => hasDied() || (await isReady()), { interval: 250, timeout });
	if (!late && !hasDied()) return { child };

	await stopProcess(child);
	await resultOf(child);
	throw new CannotContinue(late ? `n8n was not ready after ${START_TIMEOUT_MS / 1000} s.` : 'n8n ended while it was starting.', {
		wayOut: `read the end of its log above; if the installation is damaged, remove ${host.directory} and run the command again.`,
		log: lastLines(readFileSync(logFile, 'utf8')),
	});
}

/**
 * Starts n8n with the packed package and a fresh owner account in a temporary folder, on loopback only.
 * `host` comes from `ensureHost`; `port` is a free one unless given; `env` is added to n8n's environment.
 * Returns `{ baseUrl, email, password, cookie, apiKey, api(), logFile, ended(), log(), stop(), kill9(), restart(), dispose() }`. `restart` works
 * after `stop` and `kill9` too: same folder, port, account and key.
 * @param {{ host: object, tarball: string | string[], port?: number, env?: Record<string, string> }} options
 */
export async function startN8n({ host, tarball, port, env: more = {} }) {
	const folder = temporaryFolder('n8n');
	await installPackage(tarball, folder);

	const [serverPort, brokerPort] = [port ?? (await freePort()), await freePort()];
	const baseUrl = `http://127.0.0.1:${serverPort}`;
	const logFile = join(folder, 'n8n.log');
	const env = { ...environment({ host, folder, port: serverPort, brokerPort }), ...more };

	let { child } = await launch({ host, env, baseUrl, logFile });
	const owner = await createOwner(baseUrl);
	return {
		...owner,
		baseUrl,
		api: publicApi(baseUrl, owner.apiKey),
		logFile,
		ended: () => resultOf(child),
		log: () => readFileSync(logFile, 'utf8'),
		stop: () => stopProcess(child),
		kill9: () => killProcess(child),
		async restart() {
			await stopProcess(child);
			({ child } = await launch({ host, env, baseUrl, logFile }));
		},
		async dispose() {
			await stopProcess(child);
			removeTemporaryFolder(folder);
		},
	};
}
