/** A real n8n in queue mode, as it runs where one machine is not enough: a main, workers, a webhook processor, PostgreSQL and Redis. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createOwner, publicApi } from '../../../scripts/lib/n8nClient.mjs';
import { environment, installPackage, launch } from '../../../scripts/lib/n8nInstance.mjs';
import { freePort } from '../../../scripts/lib/ports.mjs';
import { killProcess, removeTemporaryFolder, resultOf, stopGently, temporaryFolder } from '../../../scripts/lib/processes.mjs';
import { findBackends, startPostgres, startRedis } from './backends.mjs';

/** Calls side by side on one worker. */
const CONCURRENCY = 10;

/** Milliseconds: a job whose worker is gone is given up after half a minute, not after n8n's minute and a half. */
const QUEUE = {
	EXECUTIONS_MODE: 'queue',
	QUEUE_WORKER_LOCK_DURATION: '20000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '4000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
	// How long Redis may be away before n8n's processes end themselves.
	QUEUE_BULL_REDIS_TIMEOUT_THRESHOLD: '60000',
	// Seconds that a stopped worker has to finish its executions.
	N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '60',
	N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '900',
	EXECUTIONS_DATA_PRUNE: 'false',
};

/**
 * Starts n8n in queue mode with the packed package, on loopback and free ports only. `host` comes from `ensureHost`; `env` is added to the
 * environment of every process. Waits and triggers get the address of the webhook processor.
 *
 * Returns `{ baseUrl, webhookUrl, apiKey, cookie, email, password, api(), addresses, workers, log(name), startWorker(index), killWorker(index),
 * stopWorker(index), restartRedis(), dispose() }`: `killWorker` is a power cut, `stopWorker` a SIGTERM that waits for the worker's end.
 * @param {{ host: object, tarball: string, workers?: number, env?: Record<string, string>, note?: (text: string) => void }} options
 */
export async function startCluster({ host, tarball, workers: count = 2, env: more = {}, note = () => {} }) {
	const backends = findBackends();
	const folder = temporaryFolder('queue');
	note('starting PostgreSQL and Redis');
	const installed = join(folder, 'package');
	await installPackage(tarball, installed);
	const postgres = await startPostgres(backends);
	const redis = await startRedis(backends);
	const webhookPort = await freePort();
	const webhookUrl = `http://127.0.0.1:${webhookPort}`;
	const shared = {
		...QUEUE,
		...postgres.env,
		...redis.env,
		N8N_ENCRYPTION_KEY: randomBytes(16).toString('hex'),
		WEBHOOK_URL: `${webhookUrl}/`,
		...more,
	};
	const logOf = (name) => join(folder, `${name}.log`);

	/**
	 * One process of n8n; `start` works again after its end, on the same ports. It has a folder of its own, as a machine of its own would: a
	 * worker that starts gives up what the event log of its folder shows as unfinished, also what another worker is doing.
	 */
	async function role(name, args, { port, health, ...own } = {}) {
		const home = join(folder, name);
		mkdirSync(join(home, '.n8n'), { recursive: true });
		symlinkSync(join(installed, '.n8n', 'nodes'), join(home, '.n8n', 'nodes'));
		const [serverPort, brokerPort] = [port ?? (await freePort()), await freePort()];
		const healthPort = health ?? serverPort;
		const env = { ...environment({ host, folder: home, port: serverPort, brokerPort }), ...shared, ...own };
		const baseUrl = `http://127.0.0.1:${healthPort}`;
		const process = {
			name,
			baseUrl,
			child: undefined,
			async start() {
				({ child: process.child } = await launch({ host, env, baseUrl, logFile: logOf(name), args }));
			},
		};
		return process;
	}

	async function worker(index) {
		const health = await freePort();
		const own = { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(health) };
		return await role(`worker-${index + 1}`, ['worker', `--concurrency=${CONCURRENCY}`], { health, ...own });
	}

	const main = await role('main', ['start']);
	const webhook = await role('webhook', ['webhook'], { port: webhookPort });
	const workers = await Promise.all(Array.from({ length: count }, (_, index) => worker(index)));
	note('starting main, which makes the tables');
	await main.start();
	note('starting workers and webhook processor');
	// One after the other: each takes a whole processor while it loads.
	for (const process of [webhook, ...workers]) await process.start();
	const owner = await createOwner(main.baseUrl);
	return {
		...owner,
		baseUrl: main.baseUrl,
		webhookUrl,
		api: publicApi(main.baseUrl, owner.apiKey),
		addresses: {
			...Object.fromEntries([main, webhook, ...workers].map(({ name, baseUrl }) => [name, baseUrl])),
			PostgreSQL: `127.0.0.1:${postgres.port}`,
			Redis: `127.0.0.1:${redis.port}`,
		},
		workers: workers.length,
		log: (name) => readFileSync(logOf(name), 'utf8'),
		ended: () => Promise.race([main, webhook].map(({ child }) => resultOf(child))),
		startWorker: (index) => workers[index].start(),
		killWorker: (index) => killProcess(workers[index].child),
		stopWorker: (index) => stopGently(workers[index].child),
		restartRedis: () => redis.restart(),
		async dispose() {
			// Nobody waits here for executions: what still runs ends with its process.
			await Promise.all([...workers, webhook, main].map(({ child }) => killProcess(child)));
			await Promise.all([postgres.stop(), redis.stop()]);
			removeTemporaryFolder(folder);
		},
	};
}
