import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CreateAnswer, ProviderName } from '../servers/strictServer.mts';
import { bar } from '../safety/bars.mts';
import type { Instance } from './support/n8n.mts';
import { startOwnN8n } from './support/n8n.mts';
import { nodeWorkflow } from './support/nodeWorkflow.mts';
import type { Providers } from './support/providers.mts';
import { startProviders } from './support/providers.mts';

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

/** The documented success, late enough for a crash to come in between. */
const late: CreateAnswer = {
	dialed: true,
	play: (_request, response, { success }) => {
		setTimeout(() => {
			if (response.destroyed) return;
			response.writeHead(success.status, { 'content-type': 'application/json', ...success.headers });
			response.end(JSON.stringify(success.body));
		}, 250);
	},
};

async function until(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
	for (let tries = 0; tries < 300; tries++) {
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

const points: Array<[ProviderName, number]> = [
	['synthflow', 1],
	['talkover', 2],
	['unleashx', 4],
	['svalync', 6],
	['talkover', 9],
	['synthflow', 10],
];

let twice = 0;
let runs = 0;

test.each(points)('R4: %s, killed while call %i of 10 is placed: the retried execution dials nobody again', { timeout: 4 * MINUTE }, async (provider, point) => {
	const server = providers[provider];
	server.reset();
	server.answerNextCreates(...items.map(() => late));
	const credential = await n8n.createCredential({ ...providers.credentialOf(provider), name: `${provider} ${point}` });
	const workflow = await nodeWorkflow(n8n, {
		type: 'n8n-nodes-voice-calls.sendCall',
		credentials: { [credential.type]: { id: credential.id, name: credential.name } },
		parameters: {
			provider,
			agentId: { __rl: true, mode: 'id', value: server.usableAgent },
			phoneNumber: '={{ $json.phone }}',
			...(provider === 'synthflow' ? { recipientName: '={{ $json.name }}' } : {}),
			safety: { callingHours: 'off' },
		},
	});
	const run = workflow.run(items, { timeoutMs: MINUTE }).catch(() => undefined);
	await until(`call ${point}`, () => server.creates.length >= point);
	await n8n.kill9();
	await run;
	await n8n.restart();
	const dialledBefore = numbersDialled(provider);
	let crashed: string | undefined;
	await until('the crashed execution', async () => {
		const executions = await n8n.executions(workflow.id);
		crashed = executions.find((one) => one.status !== 'running')?.id;
		return crashed !== undefined;
	});
	const retried = await n8n.retryExecution(String(crashed));
	await until('the end of the retried execution', async () => {
		const execution = await n8n.execution(retried.id);
		return ['success', 'error', 'crashed'].includes(execution.status);
	});
	const { outputs } = await workflow.read(retried.id);
	const dialled = numbersDialled(provider);
	runs++;
	const again = dialled.length - new Set(dialled).size;
	twice += again;
	expect(again).toBe(0);
	expect(dialledBefore).toHaveLength(point);
	// Nobody is lost either: who was not called before the crash is called now, and every item leaves once.
	expect(new Set(dialled)).toEqual(new Set(items.map((item) => item.phone)));
	expect(outputs.flat().map((item) => item.pairedItem?.item).sort((a, b) => Number(a) - Number(b))).toEqual(items.map((_item, index) => index));
	expect(outputs[0].map((item) => item.json.dialed)).not.toContain('no');
	await workflow.remove();
});

test('R4: the sum of all crashes', () => {
	bar('R4', 'second dials after kill -9, restart and retry of the execution', runs, twice);
	expect([runs, twice]).toEqual([points.length, 0]);
});
