/**
 * `npm run demo [-- --exit] [-- --port N]`: a real n8n with this package, the example workflows and one simulated call.
 * Stays up until Ctrl-C; with --exit it stops after the call.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { recordInExecution } from './lib/demoRecord.mjs';
import { summaryLines } from './lib/demoSummary.mjs';
import { hasEnded } from './lib/n8nClient.mjs';
import { ensureHost } from './lib/n8nHost.mjs';
import { startN8n } from './lib/n8nInstance.mjs';
import { isPortFree } from './lib/ports.mjs';
import { installExitHandlers, lastLines, leave, temporaryFolder } from './lib/processes.mjs';
import { CannotContinue, createProgress, printFailure } from './lib/progress.mjs';
import { buildProject, installProject, packProject, projectRoot } from './lib/project.mjs';
import { checkRequirements } from './lib/requirements.mjs';

const STEPS = 7;
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
	if (asked === undefined) return (await isPortFree(USUAL_PORT)) ? USUAL_PORT : undefined;
	if (await isPortFree(asked)) return asked;
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

async function demo() {
	const { exit, port: asked } = readOptions();
	const progress = createProgress({ total: STEPS });

	await progress.step('Check Node.js and npm', async (note) => {
		const versions = await checkRequirements();
		note(`Node.js ${versions.node}, npm ${versions.npm}`);
	});
	const port = await choosePort(asked);
	await progress.step('Install the development packages', async (note) => note(await installProject()));
	const { tarball } = await progress.step('Build and pack the package', async () => {
		await buildProject();
		return packProject(temporaryFolder('pack'));
	});
	const host = await progress.step('Get a real n8n', async (note) => {
		const found = await ensureHost({ note });
		note(`n8n ${found.version}`);
		return found;
	});
	const n8n = await progress.step('Start n8n with the package', () => startN8n({ host, tarball, port }));
	const imported = await progress.step('Import the example workflows', async (note) => {
		const list = await importWorkflows(n8n);
		note(`${list.length} workflows`);
		return list;
	});
	const { record, url } = await progress.step('Make one call on the Simulator', () => makeFirstCall(n8n, imported));

	for (const line of summaryLines({ record, imported, url, lead: LEAD, n8n, staysUp: !exit })) say(line);
	say(`\nReady after ${progress.elapsed()}.`);

	if (exit) {
		await n8n.dispose();
		return leave(0);
	}
	say('Press Ctrl-C to stop.');
	const code = await n8n.whenEnded();
	throw new CannotContinue(`n8n ended by itself (exit code ${code}).`, { wayOut: 'start the demo again.', log: lastLines(n8n.log()) });
}

installExitHandlers();
try {
	await demo();
} catch (error) {
	printFailure(error);
	await leave(1);
}
