/** Starts, stops, kills and restarts one real n8n with this package in it. */
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import getPort from 'get-port';
import { CannotContinue } from './command.mjs';
import { createApiKey, createClient, request, setUpOwner } from './n8nClient.mjs';
import { ended, endOf, killProcess, lastLines, removeTemporaryFolder, startProcess, stopProcess, temporaryFolder } from './processes.mjs';
import { npmOrStop } from './project.mjs';

const START_TIMEOUT_MS = 180_000;
const STOP_GRACE_MS = 5_000;

/** Settings of the person's own n8n, of npm and of a test runner that must not reach this one. */
const FOREIGN_SETTING = /^(N8N_|DB_|EXECUTIONS_|QUEUE_|WEBHOOK_URL|GENERIC_|CREDENTIALS_|VITEST|NODE_ENV|NODE_OPTIONS|NODE_PATH|npm_|INIT_CWD)/;

function environment({ host, userFolder, port, brokerPort, encryptionKey, extra }) {
	const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN_SETTING.test(name));
	const noProxy = [process.env.NO_PROXY ?? process.env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(',');
	return {
		...Object.fromEntries(inherited),
		NO_PROXY: noProxy,
		no_proxy: noProxy,
		N8N_USER_FOLDER: userFolder,
		N8N_HOST: '127.0.0.1',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_RUNNERS_MODE: 'internal',
		N8N_ENCRYPTION_KEY: encryptionKey,
		N8N_SECURE_COOKIE: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		// Nothing leaves this machine.
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		N8N_PYTHON_ENABLED: 'false',
		// Another n8n version may not know the module and would refuse to start.
		...(host.pinned ? { N8N_DISABLED_MODULES: 'mcp-registry' } : {}),
		...extra,
	};
}

/** Installs a packed package as n8n's own community packages are installed: into `<userFolder>/.n8n/nodes`. */
async function installPackage(tarball, userFolder) {
	const folder = join(userFolder, '.n8n', 'nodes');
	mkdirSync(folder, { recursive: true });
	const args = ['install', '--prefix', folder, tarball, '--no-audit', '--no-fund', '--legacy-peer-deps', '--ignore-scripts'];
	await npmOrStop(args, {
		cwd: folder,
		timeoutMs: 2 * 60_000,
		failure: 'the packed package could not be installed into n8n',
		missing: `a package that "npm install ${tarball}" accepts`,
		wayOut: 'mend what npm names above.',
	});
}

/** Starts the process and waits until it can serve; returns `{ child }`, since the child itself is the promise of its end. */
async function launch({ host, env, baseUrl, logFile }) {
	const log = openSync(logFile, 'a');
	const child = startProcess(host.nodePath, [host.n8nPath, 'start'], { cwd: env.N8N_USER_FOLDER, env, stdout: log, stderr: log });
	closeSync(log);

	const deadline = Date.now() + START_TIMEOUT_MS;
	while (Date.now() < deadline) {
		if (await ended(child, 0)) break;
		const ready = await request(`${baseUrl}/healthz/readiness`, { timeoutMs: 2_000 }).catch(() => undefined);
		if (ready?.status === 200) return { child };
		await delay(250);
	}
	const died = await ended(child, 0);
	await stopProcess(child, STOP_GRACE_MS);
	throw new CannotContinue(died ? 'n8n ended while it was starting.' : `n8n was not ready after ${START_TIMEOUT_MS / 1000} s.`, {
		missing: 'a running n8n',
		wayOut: `read the end of its log above; if the installation is damaged, remove ${host.directory} and run the command again.`,
		log: lastLines(readFileSync(logFile, 'utf8')),
	});
}

/** A password n8n accepts (a capital, a digit, 8 to 64 characters), new in every run. */
const newPassword = () => `Call-${randomBytes(6).toString('hex')}-7`;

/**
 * Starts n8n with the packed package and a fresh owner account, on loopback only.
 * `host` comes from `ensureHost`; `userFolder` is a temporary folder unless given (a given one must hold no owner yet);
 * `port` is a free one unless given; `env` is added to n8n's environment.
 * Returns the client's functions (see n8nClient.mjs) and `{ baseUrl, email, password, cookie, apiKey, userFolder, logFile, pid(),
 * whenEnded(), log(), stop(), kill9(), restart({ env }), dispose() }`. `restart` works after `stop` and `kill9` too: same folder, port, account
 * and key. `dispose` stops it and removes its temporary folder.
 * @param {{ host: object, tarball?: string, userFolder?: string, port?: number, env?: Record<string, string> }} options
 */
export async function startN8n({ host, tarball, userFolder, port, env: extra = {} }) {
	const folder = userFolder ?? temporaryFolder('n8n');
	mkdirSync(folder, { recursive: true });
	if (tarball) await installPackage(tarball, folder);

	const serverPort = port ?? (await getPort({ host: '127.0.0.1' }));
	const brokerPort = await getPort({ host: '127.0.0.1' });
	const baseUrl = `http://127.0.0.1:${serverPort}`;
	const logFile = join(folder, 'n8n.log');
	const encryptionKey = randomBytes(16).toString('hex');
	const environmentWith = (more) => environment({ host, userFolder: folder, port: serverPort, brokerPort, encryptionKey, extra: { ...extra, ...more } });

	let { child } = await launch({ host, env: environmentWith({}), baseUrl, logFile });

	const account = { email: 'owner@example.com', password: newPassword() };
	const cookie = await setUpOwner(baseUrl, account);
	const apiKey = await createApiKey(baseUrl, cookie);

	return {
		baseUrl,
		...account,
		cookie,
		apiKey,
		userFolder: folder,
		logFile,
		...createClient({ baseUrl, cookie, apiKey }),
		pid: () => child.pid,
		whenEnded: () => endOf(child),
		log: () => readFileSync(logFile, 'utf8'),
		stop: () => stopProcess(child, STOP_GRACE_MS),
		kill9: () => killProcess(child),
		async restart({ env: more = {} } = {}) {
			await stopProcess(child, STOP_GRACE_MS);
			({ child } = await launch({ host, env: environmentWith(more), baseUrl, logFile }));
		},
		async dispose() {
			await stopProcess(child, STOP_GRACE_MS);
			if (userFolder === undefined) removeTemporaryFolder(folder);
		},
	};
}
