/**
 * `npm run demo:queue [-- --exit]`: n8n in queue mode with this package (a main, two workers, a webhook processor, PostgreSQL and Redis), and
 * simulated calls on its workers. Stays up until Ctrl-C; with --exit it stops after the calls.
 */
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { parseTimer } from 'listr2';
import { CannotContinue, readOptions, runCommand, runSteps, step } from '../../scripts/lib/command.mjs';
import { hasEnded, http, waitFor } from '../../scripts/lib/n8nClient.mjs';
import { ensureHost } from '../../scripts/lib/n8nHost.mjs';
import { buildProject, packProject } from '../../scripts/lib/npm.mjs';
import { lastLines, temporaryFolder } from '../../scripts/lib/processes.mjs';
import { findBackends } from './support/backends.mjs';
import { startCluster } from './support/n8nCluster.mjs';

const began = Date.now();
const EXECUTIONS = 20;
const MINUTE = 60_000;
const say = (text) => process.stdout.write(`${text}\n`);

/** A webhook that calls the person it is told of. */
function oneCallWorkflow(path) {
	const node = (name, type, x, parameters, more) => ({
		id: randomUUID(),
		name,
		type,
		typeVersion: 1,
		position: [x, 0],
		parameters,
		...more,
	});
	const webhook = { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} };
	const call = { phoneNumber: '={{ $json.body.phone }}', scriptText: 'Hello, this is a simulated call.', safety: { callingHours: 'off' } };
	return {
		name: 'One call per execution, on whichever worker is free',
		settings: { executionOrder: 'v1' },
		nodes: [
			node('Webhook', 'n8n-nodes-base.webhook', 0, webhook, { typeVersion: 2, webhookId: randomUUID() }),
			node('Make Call', 'n8n-nodes-voice-calls.makeCall', 240, call),
		],
		connections: { Webhook: { main: [[{ node: 'Make Call', type: 'main', index: 0 }]] } },
	};
}

/** Starts the executions through the webhook processor and returns how many each worker took. */
async function placeCalls(n8n) {
	const path = `call-${randomUUID()}`;
	const { id } = await n8n.api('POST', '/workflows', oneCallWorkflow(path));
	await n8n.api('POST', `/workflows/${id}/activate`);
	const url = `${n8n.webhookUrl}/webhook/${path}`;
	// n8n names the other method of a path that it knows.
	const isLive = async () => {
		const { data } = await http.get(url, { validateStatus: null });
		return data?.message?.includes('not registered for GET requests') ? true : undefined;
	};
	await waitFor('the webhook', isLive);
	for (let one = 0; one < EXECUTIONS; one++) await http.post(url, { phone: `+120255501${String(20 + one)}` });

	const executions = await waitFor(
		`${EXECUTIONS} executions`,
		async () => {
			const { data } = await n8n.api('GET', `/executions?workflowId=${id}&limit=100`);
			return data.filter(hasEnded).length === EXECUTIONS ? data : undefined;
		},
		{ timeoutMs: 3 * MINUTE },
	);
	const failed = executions.filter(({ status }) => status !== 'success').length;
	if (failed > 0)
		throw new CannotContinue(`${failed} of ${EXECUTIONS} executions failed.`, { wayOut: 'read the log.', log: n8n.log('main') });
	const ids = new Set(executions.map((execution) => String(execution.id)));
	const taken = Array.from({ length: n8n.workers }, (_, index) => {
		const log = n8n.log(`worker-${index + 1}`);
		return [...log.matchAll(/Worker started execution (\d+)/g)].filter(([, execution]) => ids.has(execution)).length;
	});
	return { url, id, taken };
}

await runCommand(async () => {
	const { exit } = readOptions({ exit: { type: 'boolean' } }, 'npm run demo:queue [-- --exit].');
	findBackends();
	const demo = {};
	await runSteps([
		step('Build and pack the package', async () => {
			await buildProject();
			demo.tarball = (await packProject(temporaryFolder('pack'))).tarball;
		}),
		step('Get a real n8n', async (note) => {
			demo.host = await ensureHost({ note });
			return `n8n ${demo.host.version}`;
		}),
		step('Start PostgreSQL, Redis, a main, two workers and a webhook processor', async (note) => {
			demo.n8n = await startCluster({ ...demo, note });
		}),
		step(`Place ${EXECUTIONS} simulated calls, one per execution`, async () => {
			Object.assign(demo, await placeCalls(demo.n8n));
		}),
	]);

	const { n8n } = demo;
	say(`\nExecutions by worker: ${demo.taken.map((count, index) => `worker-${index + 1} ${count}`).join(', ')} (nobody was phoned)`);
	say('\nAddresses:');
	for (const [name, address] of Object.entries(n8n.addresses)) say(`  ${name.padEnd(12)}${address}`);
	if (!exit) {
		say(`\nOne call more: curl -H 'content-type: application/json' -d '{"phone":"+12025550100"}' ${demo.url}`);
		say(`Its result:    ${n8n.baseUrl}/workflow/${demo.id}/executions`);
		say(`E-mail:   ${n8n.email}\nPassword: ${n8n.password}   (both made for this run)`);
	}
	say(`\nReady after ${parseTimer(Date.now() - began)}.`);
	if (exit) return n8n.dispose();

	say('Press Ctrl-C to stop.');
	const { exitCode } = await n8n.ended();
	throw new CannotContinue(`n8n ended by itself (exit code ${exitCode}).`, {
		wayOut: 'start the demo again.',
		log: lastLines(n8n.log('main')),
	});
});
