/**
 * A real n8n that is killed at every moment of a call: nobody is phoned twice.
 * @module-tag safety
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CreateAnswer, ProviderName } from '../servers/strictServer.mts';
import { bar } from '../harness/bars.mts';
import type { Instance } from './support/n8n.mts';
import { startOwnN8n } from './support/n8n.mts';
import type { NodeResult, RunnableWorkflow } from './support/nodeWorkflow.mts';
import { nodeWorkflow } from './support/nodeWorkflow.mts';
import type { Providers } from './support/providers.mts';
import { neededBy, startProviders } from './support/providers.mts';

const MINUTE = 60_000;
const items = Array.from({ length: 10 }, (_item, index) => ({ phone: `+44207946${1000 + index}`, name: 'Ada' }));
let n8n: Instance;
let providers: Providers;

beforeAll(async () => {
	[n8n, providers] = await Promise.all([startOwnN8n(), startProviders()]);
}, 3 * MINUTE);
afterAll(async () => {
	await n8n.dispose();
	await providers.close();
});

/** The provider has the call and never answers: n8n is killed in between. */
const held: CreateAnswer = { dialed: true, play: () => {} };

async function until(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
	for (let tries = 0; tries < 900; tries++) {
		if (await look()) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`${what} did not happen`);
}

const numbersDialled = (provider: ProviderName): string[] =>
	providers[provider].creates.map(({ body }) => {
		const { phone_number: a, phone: b, to: c } = body as Record<string, string>;
		return a ?? b ?? c;
	});

/** Two providers in one crash, each at a point of its own. */
const crashes: Array<Array<[ProviderName, number]>> = [
	[
		['synthflow', 1],
		['talkover', 2],
	],
	[
		['unleashx', 4],
		['svalync', 6],
	],
	[
		['talkover', 9],
		['synthflow', 10],
	],
];

let twice = 0;
let runs = 0;

async function workflowFor(provider: ProviderName, point: number): Promise<RunnableWorkflow> {
	const server = providers[provider];
	server.reset();
	server.answerNextCreates(...Array.from({ length: point - 1 }, () => 'ok' as const), held);
	const credential = await n8n.createCredential({ ...providers.credentialOf(provider), name: `${provider} ${point}` });
	return await nodeWorkflow(n8n, {
		type: 'n8n-nodes-voice-calls.sendCall',
		credentials: { [credential.type]: { id: credential.id, name: credential.name } },
		parameters: {
			provider,
			agentId: { __rl: true, mode: 'id', value: server.usableAgent },
			phoneNumber: '={{ $json.phone }}',
			...neededBy[provider],
			safety: { callingHours: 'off' },
		},
	});
}

/** Retries the crashed execution and returns what left it. */
async function retried(workflow: RunnableWorkflow): Promise<NodeResult> {
	let crashed: string | undefined;
	await until('the crashed execution', async () => {
		const executions = await n8n.executions(workflow.id);
		crashed = executions.find((one) => one.status !== 'running')?.id;
		return crashed !== undefined;
	});
	const { id } = await n8n.retryExecution(String(crashed));
	await until('the end of the retried execution', async () => {
		const execution = await n8n.execution(id);
		return ['success', 'error', 'crashed'].includes(execution.status);
	});
	return await workflow.read(id);
}

test.each(crashes.map((both) => [both.map(([provider, point]) => `${provider} at call ${point} of 10`).join(' and '), both] as const))(
	'R4: the retried executions of an n8n that was killed while a call is placed, %s, dial nobody again',
	async (_name, both) => {
		const workflows = await Promise.all(both.map(([provider, point]) => workflowFor(provider, point)));
		const started = workflows.map((workflow) => workflow.run(items, { timeoutMs: 2 * MINUTE }).catch(() => undefined));
		for (const [provider, point] of both) await until(`call ${point}`, () => providers[provider].creates.length >= point);
		await n8n.kill9();
		await Promise.all(started);
		await n8n.restart();
		for (const [index, [provider, point]] of both.entries()) {
			expect(numbersDialled(provider)).toHaveLength(point);
			const { outputs } = await retried(workflows[index]);
			const dialled = numbersDialled(provider);
			runs++;
			const again = dialled.length - new Set(dialled).size;
			twice += again;
			expect(again).toBe(0);
			// Nobody is lost either: who was not called before the crash is called now, and every item leaves once.
			expect(new Set(dialled)).toEqual(new Set(items.map((item) => item.phone)));
			expect(
				outputs
					.flat()
					.map((item) => item.pairedItem?.item)
					.sort((a, b) => Number(a) - Number(b)),
			).toEqual(items.map((_item, at) => at));
			expect(outputs[0].map((item) => item.json.dialed)).not.toContain('no');
			await workflows[index].remove();
		}
	},
	6 * MINUTE,
);

test('R4: all crashes together dial nobody twice', () => {
	bar('R4', 'second dials after kill -9, restart and retry of the execution', runs, twice);
	expect([runs, twice]).toEqual([crashes.flat().length, 0]);
});
