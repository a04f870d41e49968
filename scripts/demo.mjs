/**
 * `npm run demo [-- --exit] [-- --port N]`: a real n8n with this package, the example workflows and one simulated call.
 * Stays up until Ctrl-C; with --exit it stops after the call.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import getPort from 'get-port';
import { CannotContinue, formatSeconds, runCommand, runSteps, step } from './lib/command.mjs';
import { recordInExecution } from './lib/demoRecord.mjs';
import { summaryLines } from './lib/demoSummary.mjs';
import { hasEnded } from './lib/n8nClient.mjs';
import { ensureHost } from './lib/n8nHost.mjs';
import { startN8n } from './lib/n8nInstance.mjs';
import { lastLines, temporaryFolder } from './lib/processes.mjs';
import { buildProject, packProject, projectRoot } from './lib/project.mjs';

const began = Date.now();
const USUAL_PORT = 5678;
const FIRST_WORKFLOW = '01-lead-form.json';
/** In the order of the form's fields. */
const LEAD = { name: 'Ada', phone: '+12025550100' };

const workflowFolder = join(projectRoot, 'workflows');
const packageName = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).name;
const say = (text = '') => process.stdout.write(`${text}\n`);

function readOptions() {
	try {
		const { values } = parseArgs({ options: { exit: { type: 'boolean', default: false }, port: { type: 'string' } } });
		const port = values.port === undefined ? undefined : Number(values.port);
		if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) throw new Error(`--port ${values.port} is no port`);
		return { exit: values.exit, port };
	} catch (error) {
		throw new CannotContinue(`${error.message}.`, { wayOut: 'npm run demo [-- --exit] [-- --port N], with N from 1 to 65535.' });
	}
}

/** The asked-for port must be free; without one n8n's usual port, or any free one. */
async function choosePort(asked) {
	const port = await getPort({ port: asked ?? USUAL_PORT, host: '127.0.0.1' });
	if (asked === undefined || port === asked) return port;
	throw new CannotContinue(`port ${asked} is in use.`, { missing: 'a free port', wayOut: 'choose another with "npm run demo -- --port N", or leave it out.' });
}

/** Imports every example; returns `[{ file, id, name }]` and leaves none out. */
async function importWorkflows(n8n) {
	const imported = [];
	for (const file of readdirSync(workflowFolder).filter((name) => name.endsWith('.json')).sort()) {
		try {
			const workflow = JSON.parse(readFileSync(join(workflowFolder, file), 'utf8'));
			const { id, name } = await n8n.createWorkflow(workflow);
			imported.push({ file, id, name });
		} catch (error) {
			throw new CannotContinue(`workflows/${file} cannot be imported: ${error.message}`, { wayOut: 'export it from n8n again.' });
		}
	}
	return imported;
}

/** Publishes the first example, sends its form and returns the call record. */
async function makeFirstCall(n8n, imported) {
	const { id } = imported.find(({ file }) => file === FIRST_WORKFLOW) ?? {};
	if (id === undefined) throw new CannotContinue(`workflows/${FIRST_WORKFLOW} is missing.`, { wayOut: 'restore it from the repository.' });
	const { nodes } = await n8n.activate(id);
	const form = nodes.find(({ type }) => type === 'n8n-nodes-base.formTrigger');
	if (!form) throw new CannotContinue(`workflows/${FIRST_WORKFLOW} has no form.`, { wayOut: 'restore it from the repository.' });

	const answer = await n8n.submitForm(form.webhookId, Object.values(LEAD), { timeoutMs: 60_000 });
	const execution = await n8n.waitForExecution(id, hasEnded);
	const record = recordInExecution(execution, packageName);
	if (record?.dialed === 'yes') return { record, url: `${n8n.baseUrl}/form/${form.webhookId}` };

	const error = execution.data.resultData.error?.message;
	throw new CannotContinue(record ? `the call was not placed (dialed: "${record.dialed}").` : 'the workflow gave no call record back.', {
		missing: 'a call record with dialed: "yes"',
		wayOut: `look at the record above (the form was answered with HTTP ${answer.status})${error ? ` and at the error: ${error}` : ''}.`,
		log: `${JSON.stringify(record ?? answer.body ?? null, null, 2)}\n${lastLines(n8n.log(), 10)}`,
	});
}

await runCommand(async () => {
	const { exit, port: asked } = readOptions();
	const port = await choosePort(asked);
	const demo = {};
	await runSteps([
		step('Build and pack the package', async () => {
			await buildProject();
			demo.tarball = (await packProject(temporaryFolder('pack'))).tarball;
		}),
		step('Get a real n8n', async (note) => {
			demo.host = await ensureHost({ note });
			note(`n8n ${demo.host.version}`);
		}),
		step('Start n8n with the package', async () => {
			demo.n8n = await startN8n({ ...demo, port });
		}),
		step('Import the example workflows', async (note) => {
			demo.imported = await importWorkflows(demo.n8n);
			note(`${demo.imported.length} workflows`);
		}),
		step('Make one call on the Simulator', async () => Object.assign(demo, await makeFirstCall(demo.n8n, demo.imported))),
	]);

	for (const line of summaryLines({ ...demo, lead: LEAD, staysUp: !exit })) say(line);
	say(`\nReady after ${formatSeconds(Date.now() - began)}.`);
	if (exit) return demo.n8n.dispose();

	say('Press Ctrl-C to stop.');
	const code = await demo.n8n.whenEnded();
	throw new CannotContinue(`n8n ended by itself (exit code ${code}).`, { wayOut: 'start the demo again.', log: lastLines(demo.n8n.log()) });
});
