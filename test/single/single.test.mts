/**
 * The packages of one provider: each is built and packed, looked through for words of the others, linted and scanned as n8n does it; then all of
 * them and the whole package stand in one real n8n, and each makes a call on the Simulator and one at its provider's strict server.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSingle } from '../../packaging/build.mjs';
import { filesBelow, packageNameOf } from '../../packaging/cut.mjs';
import { moveNodes } from '../../packaging/moveNodes.mjs';
import { ensureHost } from '../../scripts/lib/n8nHost.mjs';
import { startN8n } from '../../scripts/lib/n8nInstance.mjs';
import { buildProject, npm, packProject } from '../../scripts/lib/npm.mjs';
import { removeTemporaryFolder, run } from '../../scripts/lib/processes.mjs';
import { scannerErrors } from '../harness/scanner.mjs';
import { createClient } from '../e2e/support/n8nClient.mts';
import type { NodeResult } from '../e2e/support/nodeWorkflow.mts';
import { nodeWorkflow } from '../e2e/support/nodeWorkflow.mts';
import type { Providers } from '../e2e/support/providers.mts';
import { neededBy, realProviders, startProviders } from '../e2e/support/providers.mts';

type Id = (typeof realProviders)[number];
type Built = Awaited<ReturnType<typeof buildSingle>>;

const whole = 'n8n-nodes-voice-calls';
const nodeNames = ['callEventTrigger', 'callPollTrigger', 'makeCall', 'manageCall', 'sendCall'];
const folder = mkdtempSync(join(tmpdir(), 'single-'));
const built = {} as Record<Id, Built>;
let wholeTarball: Awaited<ReturnType<typeof packProject>>;

beforeAll(async () => {
	for (const id of realProviders) built[id] = await buildSingle(id, folder);
	await buildProject();
	wholeTarball = await packProject(folder);
});
afterAll(() => {
	const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(0)} kB`.padStart(8);
	const rows = [...Object.values(built).map((one) => [one.name, one] as const), [whole, wholeTarball] as const];
	for (const [name, { files, size, unpackedSize }] of rows)
		console.log(
			`${name.padEnd(34)}${String(files.length).padStart(4)} files ${kilobytes(size)} packed ${kilobytes(unpackedSize)} unpacked`,
		);
	for (const one of Object.values(built)) removeTemporaryFolder(one.folder);
	rmSync(folder, { recursive: true });
});

/** What the tarball holds, as a user of the registry gets it. */
async function unpacked(tarball: string, name: string): Promise<string> {
	const to = join(folder, name);
	await run('mkdir', ['-p', to]);
	const { failed, all } = await run('tar', ['xzf', tarball, '-C', to]);
	if (failed) throw new Error(all);
	return join(to, 'package');
}

describe.each(realProviders)('the package of %s', (id) => {
	const others = realProviders.filter((one) => one !== id);

	test('no word of another provider is in the tarball', async () => {
		const packed = await unpacked(built[id].tarball, id);
		const files = filesBelow(packed);
		const hits = files.filter((path) => new RegExp(others.join('|'), 'i').test(`${path}\n${readFileSync(join(packed, path), 'latin1')}`));
		expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'index.js']));
		expect(hits).toEqual([]);
	});

	test("n8n's package scanner finds no error in its sources and in its tarball", async () => {
		expect(await scannerErrors(built[id].folder, 'source')).toBe('');
		expect(await scannerErrors(join(folder, id, 'package'), 'tarball')).toBe('');
	});

	test("n8n's linter finds nothing in strict mode", async () => {
		const { exitCode, all } = await npm(['run', 'lint'], { cwd: built[id].folder });
		expect(exitCode, all).toBe(0);
	});
});

describe('all packages in one n8n', () => {
	type N8n = Awaited<ReturnType<typeof startN8n>> & ReturnType<typeof createClient>;
	let n8n: N8n;
	let providers: Providers;
	const credentials = {} as Record<Id, Record<string, { id: string; name: string }>>;

	beforeAll(async () => {
		const host = await ensureHost();
		const tarball = [...Object.values(built), wholeTarball].map((one) => one.tarball);
		const instance = await startN8n({ host, tarball });
		n8n = { ...instance, ...createClient(instance) };
		providers = await startProviders();
		for (const id of realProviders) {
			const created = await n8n.createCredential(providers.credentialOf(id));
			credentials[id] = { [created.type]: { id: created.id, name: created.name } };
		}
	});
	afterAll(async () => {
		await providers?.close();
		await n8n?.dispose();
	});

	/** A first call with Send Call of this package. */
	async function call(packageName: string, provider: 'simulator' | Id, phone: string): Promise<NodeResult> {
		const isReal = provider !== 'simulator';
		const agentId = { __rl: true, mode: 'id', value: isReal ? providers[provider].usableAgent : 'sim-survey' };
		const workflow = await nodeWorkflow(n8n, {
			type: `${packageName}.sendCall`,
			...(isReal ? { credentials: credentials[provider] } : {}),
			parameters: {
				provider,
				agentId,
				phoneNumber: '={{ $json.phone }}',
				...(isReal ? neededBy[provider] : {}),
				safety: { callingHours: 'off' },
			},
		});
		const result = await workflow.run([{ phone }]);
		await workflow.remove();
		return result;
	}

	const names = [whole, ...realProviders.map(packageNameOf)];

	test('every package brings its five nodes and their tools under its own name', async () => {
		const types = (await n8n.nodeTypes()).map(({ name }) => String(name)).filter((name) => name.includes('voice-calls'));
		const wanted = names.flatMap((name) => nodeNames.map((node) => `${name}.${node}`));
		expect(types).toEqual(expect.arrayContaining(wanted));
		expect(types.filter((type) => !type.endsWith('Tool'))).toHaveLength(wanted.length);
	});

	test.each(realProviders)('the credential of %s passes its test, whichever package answers for its type', async (id) => {
		expect(await n8n.testCredential(providers.credentialOf(id))).toMatchObject({ status: 'OK' });
	});

	test.each(names)('%s plays a first call on the Simulator', async (name) => {
		const { outputs, error } = await call(name, 'simulator', '+12025550100');
		expect(error).toBeUndefined();
		expect(outputs[0][0]?.json).toMatchObject({ provider: 'simulator', status: 'completed', outcome: 'answered', simulated: true });
	});

	describe.each(realProviders)('%s', (id) => {
		test.each([packageNameOf(id), whole])('%s places a first call, once and as documented, with the one saved credential', async (name) => {
			const server = providers[id];
			server.reset();
			const { outputs, error } = await call(name, id, '+12127365000');
			expect(error).toBeUndefined();
			expect(server.violations).toEqual([]);
			expect(server.creates).toHaveLength(1);
			expect(outputs[0][0]?.json).toMatchObject({ provider: id, to: '+12127365000', dialed: 'yes', simulated: false });
		});
	});

	test('a saved workflow that is moved to another package calls with the same credential', async () => {
		const id = 'synthflow';
		const workflow = await nodeWorkflow(n8n, {
			type: `${whole}.sendCall`,
			credentials: credentials[id],
			parameters: {
				provider: id,
				agentId: { __rl: true, mode: 'id', value: providers[id].usableAgent },
				phoneNumber: '+12127365000',
				...neededBy[id],
				safety: { callingHours: 'off' },
			},
		});
		await n8n.deactivate(workflow.id);
		const { name, connections, settings, ...saved } = await n8n.api('GET', `/workflows/${workflow.id}`);
		const { moved, nodes, faults } = moveNodes(saved, packageNameOf(id));
		expect([nodes, faults]).toEqual([1, []]);
		await n8n.api('PUT', `/workflows/${workflow.id}`, { name, connections, settings, nodes: (moved as typeof saved).nodes });
		providers[id].reset();
		await n8n.activate(workflow.id);
		const { outputs, execution } = await workflow.run([{}]);
		expect(execution.workflowData.nodes.map(({ type }) => type)).toContain(`${packageNameOf(id)}.sendCall`);
		expect(outputs[0][0]?.json).toMatchObject({ provider: id, dialed: 'yes' });
		expect(providers[id].creates).toHaveLength(1);
	});

	test('when the other packages are removed, the saved credential still calls', async () => {
		const id = 'vapi';
		const nodes = join(dirname(n8n.logFile), '.n8n', 'nodes');
		await n8n.stop();
		const { exitCode, all } = await npm(
			['uninstall', '--prefix', nodes, '--legacy-peer-deps', ...names.filter((name) => name !== packageNameOf(id))],
			{
				cwd: nodes,
			},
		);
		expect(exitCode, all).toBe(0);
		await n8n.restart();
		providers[id].reset();
		const { outputs } = await call(packageNameOf(id), id, '+12127365000');
		expect(outputs[0][0]?.json).toMatchObject({ provider: id, dialed: 'yes' });
		expect(providers[id].creates).toHaveLength(1);
	});
});
