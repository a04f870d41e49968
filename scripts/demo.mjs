/**
 * `npm run demo [-- --exit] [-- --port N]`: a real n8n with this package, the example workflows and one simulated call.
 * Stays up until Ctrl-C; with --exit it stops after the call.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import getPort from 'get-port';
import { parseTimer } from 'listr2';
import { CannotContinue, readOptions, runCommand, runSteps, step } from './lib/command.mjs';
import { recordInExecution, summaryLines } from './lib/demoRecord.mjs';
import { hasEnded, submitForm, waitFor } from './lib/n8nClient.mjs';
import { ensureHost } from './lib/n8nHost.mjs';
import { startN8n } from './lib/n8nInstance.mjs';
import { buildProject, packProject, projectRoot } from './lib/npm.mjs';
import { lastLines, temporaryFolder } from './lib/processes.mjs';

const began = Date.now();
const USUAL_PORT = 5678;
const FIRST_WORKFLOW = '01-lead-form.json';
/** In the order of the form's fields. */
const LEAD = { name: 'Ada', phone: '+12025550100' };

const workflowFolder = join(projectRoot, 'workflows');
const say = (text) => process.stdout.write(`${text}\n`);

/** The asked-for port must be free; without one n8n's usual port, or any free one. */
async function choosePort(asked) {
	const port = await getPort({ port: asked ?? USUAL_PORT, host: '127.0.0.1' });
	if (asked === undefined || port === asked) return port;
	throw new CannotContinue(`port ${asked} is in use.`, { wayOut: 'choose another with "npm run demo -- --port N", or leave it out.' });
}

/** Imports every example; returns `[{ file, id, name }]` and leaves none out. */
async function importWorkflows(n8n) {
	const imported = [];
	for (const file of readdirSync(workflowFolder).sort()) {
		try {
			const { name, nodes, connections, settings } = JSON.parse(readFileSync(join(workflowFolder, file), 'utf8'));
			const { id } = await n8n.api('POST', '/workflows', { name, nodes, connections, settings });
			imported.push({ file, id, name });
		} catch (error) {
			throw new CannotContinue(`workflows/${file} cannot be imported: ${error.message}`, { wayOut: 'export it from n8n again.' });
		}
	}
	return imported;
}

/** Publishes the first example, sends its form and returns the call record and the address of the form. */
async function makeFirstCall(n8n, imported) {
	const { id } = imported.find(({ file }) => file === FIRST_WORKFLOW);
	const { nodes } = await n8n.api('POST', `/workflows/${id}/activate`);
	const { webhookId } = nodes.find(({ type }) => type === 'n8n-nodes-base.formTrigger');
	const url = `${n8n.baseUrl}/form/${webhookId}`;
	const answer = await submitForm(url, Object.values(LEAD));
	const execution = await waitFor(`the end of ${FIRST_WORKFLOW}`, async () => {
		const { data } = await n8n.api('GET', `/executions?workflowId=${id}&includeData=true`);
		return data.find(hasEnded);
	});
	const record = recordInExecution(execution);
	if (record?.dialed === 'yes') return { record, url };

	const error = execution.data.resultData.error?.message ?? 'none';
	throw new CannotContinue(record ? `the call was not placed (dialed: "${record.dialed}").` : 'the workflow gave no call record back.', {
		wayOut: `look at the record above, and at the error: ${error} (the form was answered with HTTP ${answer.status}).`,
		log: `${JSON.stringify(record ?? answer.data, null, 2)}\n${lastLines(n8n.log(), 10)}`,
	});
}

await runCommand(async () => {
	const { exit, port: asked } = readOptions(
		{ exit: { type: 'boolean' }, port: { type: 'string' } },
		'npm run demo [-- --exit] [-- --port N], with N from 1 to 65535.',
		({ port }) => {
			if (port !== undefined && !(/^\d+$/.test(port) && port > 0 && port < 65_536)) throw new Error(`--port ${port} is no port`);
		},
	);
	const port = await choosePort(asked && Number(asked));
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
		step('Start n8n with the package', async () => {
			demo.n8n = await startN8n({ ...demo, port });
		}),
		step('Import the example workflows', async () => {
			demo.imported = await importWorkflows(demo.n8n);
			return `${demo.imported.length} workflows`;
		}),
		step('Make one call on the Simulator', async () => {
			Object.assign(demo, await makeFirstCall(demo.n8n, demo.imported));
		}),
	]);

	summaryLines({ ...demo, lead: LEAD, staysUp: !exit }).forEach(say);
	say(`\nReady after ${parseTimer(Date.now() - began)}.`);
	if (exit) return demo.n8n.dispose();

	say('Press Ctrl-C to stop.');
	const { exitCode } = await demo.n8n.ended();
	throw new CannotContinue(`n8n ended by itself (exit code ${exitCode}).`, {
		wayOut: 'start the demo again.',
		log: lastLines(demo.n8n.log()),
	});
});
