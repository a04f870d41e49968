/** What a flood of hostile deliveries leaves behind in an n8n that does nothing else. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from './support/n8nClient.mts';
import type { Instance } from './support/n8n.mts';
import { startOwnN8n } from './support/n8n.mts';
import type { Post, TriggerWorkflow } from './support/triggerWorkflow.mts';
import { triggerWorkflow } from './support/triggerWorkflow.mts';

const secret = `e2e-${randomBytes(16).toString('hex')}`;
let n8n: Instance;
let one: TriggerWorkflow;

beforeAll(async () => {
	n8n = await startOwnN8n();
	const data = { apiKey: 'none', baseUrl: 'http://127.0.0.1:1/api', webhookToken: secret };
	const credential = await n8n.createCredential({ name: 'flood', type: 'svalyncVoiceApi', data });
	one = await triggerWorkflow(n8n, {
		parameters: { provider: 'svalync', events: ['call.completed', 'call.unknown'] },
		credentials: { svalyncVoiceApi: { id: credential.id, name: credential.name } },
	});
	await one.activate();
}, 180_000);
afterAll(async () => await n8n.dispose());

const query = `token=${secret}`;
const large = JSON.stringify({ event: 'call.completed', note: 'x'.repeat(1_100_000) });
/** More keys than are read even with a proof. */
const wide = `{${'"a":1,'.repeat(200_000)}"a":1}`;
const hostile: Post[] = [
	{ body: wide, query },
	{ body: large },
	{ body: `${'['.repeat(65)}${']'.repeat(65)}`, query },
	{ body: '{"event":"call.completed","__proto__":{"a":1}}', query },
	{ body: {}, query, method: 'PUT' },
	{ body: '{"event":"call.completed"}', query, headers: { 'content-type': 'text/plain' } },
];

/** The process that listens on n8n's port, found by the environment it was started with. */
function n8nPid(): string {
	const port = new URL(n8n.baseUrl).port;
	const found = readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.filter((pid) => {
			try {
				return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`N8N_PORT=${port}\0`);
			} catch {
				return false; // ended meanwhile, or somebody else's
			}
		});
	// Its guard and its helpers have the same environment; n8n itself is by far the largest.
	const [largest] = found.sort((a, b) => megabytes(b) - megabytes(a));
	if (largest === undefined || megabytes(largest) < 200) throw new Error('the process of n8n was not found');
	return largest;
}
const megabytes = (pid: string): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

test.skipIf(process.platform !== 'linux')(
	'500 hostile posts start nothing and leave no more than 20 MB behind',
	async () => {
		const pid = n8nPid();
		const flood = async (count: number): Promise<void> => {
			for (let sent = 0; sent < count; sent += 10) {
				const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => one.post(hostile[(sent + index) % hostile.length])));
				for (const { status } of answers) expect(status).toBeGreaterThanOrEqual(400);
			}
		};
		await flood(300);
		const before = megabytes(pid);
		await flood(500);
		// What was freed goes back to the system a little later.
		const grown = await waitFor(
			'the memory to settle',
			async () => (megabytes(pid) - before < 20 ? megabytes(pid) - before : void (await flood(10))),
			{ timeoutMs: 90_000 },
		);
		console.log(`e2e: n8n grew by ${grown.toFixed(1)} MB over 500 hostile posts (${before.toFixed(0)} MB before)`);
		expect(await one.started()).toBe(0);
	},
	8 * 60_000,
);
