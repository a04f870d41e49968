/** PostgreSQL and Redis of the system, each in a temporary folder and on a free loopback port: what n8n's queue mode keeps its state in. */
import { closeSync, existsSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import pWaitFor from 'p-wait-for';
import { CannotContinue } from '../../../scripts/lib/command.mjs';
import { freePort } from '../../../scripts/lib/ports.mjs';
import { lastLines, removeTemporaryFolder, run, startProcess, stopProcess, temporaryFolder } from '../../../scripts/lib/processes.mjs';

const START_TIMEOUT_MS = 60_000;

/** Where packages put PostgreSQL's server, which is on no PATH: Debian's by version, and Homebrew's. */
const POSTGRES_HOMES = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt', '/usr/pgsql'];

const versionIn = (name) => Number(/(\d+)$/.exec(name)?.[1] ?? 0);

function postgresFolders() {
	const installed = POSTGRES_HOMES.filter(existsSync).flatMap((home) =>
		readdirSync(home)
			.filter((name) => /^(postgresql(@\d+)?|\d+)$/.test(name))
			.sort((one, other) => versionIn(other) - versionIn(one))
			.map((name) => join(home, name, 'bin')),
	);
	return [...installed, ...(process.env.PATH ?? '').split(delimiter)];
}

const find = (folders, name) => folders.map((folder) => join(folder, name)).find(existsSync);

/**
 * The programs that queue mode needs: `{ initdb, postgres, redisServer }`, their paths.
 * @throws CannotContinue with the names of what is absent and how to install it
 */
export function findBackends(folders = { postgres: postgresFolders(), redis: (process.env.PATH ?? '').split(delimiter) }) {
	const found = {
		initdb: find(folders.postgres, 'initdb'),
		postgres: find(folders.postgres, 'postgres'),
		redisServer: find(folders.redis, 'redis-server'),
	};
	const absent = [...(found.initdb && found.postgres ? [] : ['PostgreSQL']), ...(found.redisServer ? [] : ['Redis'])];
	if (absent.length === 0) return found;
	throw new CannotContinue(`n8n's queue mode needs ${absent.join(' and ')}, and this machine has no ${absent.join(' and no ')}.`, {
		wayOut:
			'install both ("apt-get install postgresql redis-server" on Debian or Ubuntu, "brew install postgresql redis" on macOS) and run the ' +
			'command again. No service has to run: the command starts its own of both.',
	});
}

/** Starts a server of its own log and waits until it takes connections. Returns `{ child }`. */
async function startServer(name, command, { folder, port }) {
	const logFile = join(folder, `${name}.log`);
	const log = openSync(logFile, 'a');
	const child = startProcess(command[0], command.slice(1), { cwd: folder, stdout: log, stderr: log });
	closeSync(log);
	const hasDied = () => child.exitCode !== null || child.signalCode !== null;
	const timeout = { milliseconds: START_TIMEOUT_MS, fallback: () => undefined };
	await pWaitFor(async () => hasDied() || (await accepts(port)), { interval: 100, timeout });
	if (!hasDied() && (await accepts(port))) return { child };
	await stopProcess(child);
	throw new CannotContinue(`${name} did not start.`, { wayOut: 'read its log above.', log: lastLines(readFileSync(logFile, 'utf8')) });
}

const accepts = (port) =>
	new Promise((resolve) => {
		const socket = connect({ host: '127.0.0.1', port });
		socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
		socket.once('connect', () => socket.destroy());
	});

/** PostgreSQL refuses to run as root: there it runs as the user of its package. */
async function unprivileged(folder) {
	if (process.getuid() !== 0) return [];
	const { exitCode } = await run('chown', ['-R', 'postgres', folder]);
	if (exitCode === 0) return ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'];
	throw new CannotContinue('PostgreSQL refuses to run as root, and this machine has no user "postgres".', {
		wayOut: 'run the command as another user than root.',
	});
}

/** A new PostgreSQL: `{ port, env, stop() }`; `env` leads n8n to it. What it stores need not survive the machine. */
export async function startPostgres(backends) {
	const port = await freePort();
	const folder = temporaryFolder('postgres');
	const asOwner = await unprivileged(folder);
	const data = join(folder, 'data');
	const [initdb, ...itsArguments] = [
		...asOwner,
		backends.initdb,
		'-D',
		data,
		'-U',
		'n8n',
		'-A',
		'trust',
		'-E',
		'UTF8',
		'--no-locale',
		'-N',
	];
	const made = await run(initdb, itsArguments, { cwd: folder });
	if (made.failed) throw new CannotContinue('PostgreSQL could not make its database.', { wayOut: 'read above.', log: lastLines(made.all) });
	const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'];
	const careless = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
	const options = [...settings, ...careless].flatMap((setting) => ['-c', setting]);
	const { child } = await startServer('PostgreSQL', [...asOwner, backends.postgres, '-D', data, ...options], { folder, port });
	return {
		port,
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_USER: 'n8n',
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_POOL_SIZE: '10',
		},
		async stop() {
			await stopProcess(child);
			removeTemporaryFolder(folder);
		},
	};
}

/** A new Redis, which keeps its jobs over a restart: `{ port, env, stop(), restart() }`. */
export async function startRedis(backends) {
	const port = await freePort();
	const folder = temporaryFolder('redis');
	const durable = ['--appendonly', 'yes', '--save', ''];
	const command = [backends.redisServer, '--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...durable];
	const start = () => startServer('Redis', command, { folder, port });
	let { child } = await start();
	return {
		port,
		env: { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(port) },
		async stop() {
			await stopProcess(child);
			removeTemporaryFolder(folder);
		},
		async restart() {
			await stopProcess(child);
			({ child } = await start());
		},
	};
}
