/**
 * `npm run test:campaign`: a campaign of a thousand people over the Simulator in a real n8n, with calling hours, pace, cap, do-not-call list and
 * redials. n8n is killed twice in its middle and the workflow is started again, until nobody is left who may be called now. What rang is
 * counted outside n8n, and the report is compared with a plain recount.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureHost } from '../../scripts/lib/n8nHost.mjs';
import { startN8n } from '../../scripts/lib/n8nInstance.mjs';
import { projectRoot } from '../../scripts/lib/npm.mjs';
import type { DataTable, Row } from '../e2e/support/dataTables.mts';
import { createDataTable } from '../e2e/support/dataTables.mts';
import { packedPackage } from '../e2e/support/globalSetup.mts';
import type { Client, Execution } from '../e2e/support/n8n.mts';
import { createClient, hasEnded, waitFor } from '../e2e/support/n8nClient.mts';
import { ensureBrowser } from '../harness/browserHost.mts';
import type { Person } from './support/people.mts';
import { campaignOf } from './support/people.mts';
import { figuresOf, recount } from './support/recount.mts';
import type { Rings } from './support/rings.mts';
import { startRings } from './support/rings.mts';
import { batch, campaignWorkflow, contacts, doNotCall, reportWorkflow } from './support/workflows.mts';

const MINUTE = 60_000;
const note = (text: string): void => console.log(`campaign: ${text}`);
const folder = join(projectRoot, 'test-results', 'campaign');

/** How many calls are placed when n8n is killed, all starts together. */
const kills = [150, 380];
const cap = 250;
const perMinute = 300;
/** Milliseconds by which the first call of a start may be late on a busy machine. */
const lateness = 5_000;

const { people, hours } = campaignOf(new Date());
const byPhone = new Map(people.map((person) => [person.phone, person]));
const peopleWho = (property: 'isOutside' | 'isOnList'): Person[] => people.filter((person) => person[property]);

let n8n: Awaited<ReturnType<typeof startN8n>>;
let client: Client;
let rings: Rings;
let table: DataTable;
let cleanUp = (): void => {};

beforeAll(async () => {
	const packed = await packedPackage();
	({ cleanUp } = packed);
	const host = await ensureHost({ note });
	n8n = await startN8n({ host, tarball: packed.tarball, env: { N8N_DISABLE_UI: 'true' } });
	// Without an editor there is no list of node types; only the Webhook nodes answer here.
	client = createClient(n8n, async () => []);
	rings = await startRings();
	table = await createDataTable(client, contacts, ['phone', 'name', 'status', 'record']);
	await table.insert(...people.map(({ phone, name }) => ({ phone, name })));
	const list = await createDataTable(client, doNotCall, ['phone']);
	await list.insert(...peopleWho('isOnList').map(({ phone }) => ({ phone })));
	mkdirSync(folder, { recursive: true });
}, 8 * MINUTE);
afterAll(async () => {
	await rings?.close();
	await n8n?.dispose();
	cleanUp();
});

async function until(what: string, look: () => boolean): Promise<void> {
	for (const end = Date.now() + 5 * MINUTE; Date.now() < end; await sleep(5)) if (look()) return;
	throw new Error(`${what} did not happen`);
}

async function publish(name: string, built: { nodes: Execution['workflowData']['nodes']; connections: Record<string, unknown> }) {
	const { id } = await client.createWorkflow({ name, ...built, settings: { executionOrder: 'v1' } });
	await client.activate(id);
	return id;
}

/** Starts the campaign once and waits for its end; with `killAt` n8n is killed when so many calls are placed in all, and started again. */
async function start(id: string, path: string, killAt?: number): Promise<{ execution: string; status: string; placed: number }> {
	const before = rings.count();
	const known = new Set((await client.executions(id)).map((one) => one.id));
	await waitFor('the webhook', async () => ((await client.runWebhook(path).catch(() => undefined))?.status === 200 ? true : undefined));
	const mine = async () => (await client.executions(id)).find((one) => !known.has(one.id));
	const { id: execution } = await waitFor('the execution', mine);
	if (killAt !== undefined) {
		await until(`call ${killAt}`, () => rings.count() >= killAt);
		await n8n.kill9();
		await n8n.restart();
	}
	const ended = await waitFor(
		'the end',
		async () => (await client.executions(id)).find((one) => one.id === execution && hasEnded(one as Execution)),
		{
			timeoutMs: 6 * MINUTE,
		},
	);
	return { execution, status: ended.status, placed: rings.count() - before };
}

/** The report page as a reader sees it, and what a browser finds wrong with it. */
async function lookAt(html: string): Promise<{ text: string; faults: string[] }> {
	const { executablePath, env } = await ensureBrowser({ note });
	const browser = await chromium.launch({
		...{ executablePath, headless: true, chromiumSandbox: false, env: { ...process.env, ...env } as Record<string, string> },
		args: [
			'--disable-gpu',
			'--disable-dev-shm-usage',
			'--no-proxy-server',
			'--host-resolver-rules=MAP * ~NOTFOUND',
			'--font-render-hinting=none',
		],
	});
	try {
		const page = await browser.newPage({ viewport: { width: 860, height: 1300 }, colorScheme: 'light', timezoneId: 'UTC' });
		const faults: string[] = [];
		page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())));
		page.on('request', (request) => void faults.push(`asks for ${request.url()}`));
		await page.setContent(html);
		const chart = (await page.locator('section').nth(1).boundingBox())!;
		await page.screenshot({
			path: join(folder, 'campaign-report.png'),
			clip: { x: 0, y: 0, width: 860, height: chart.y + chart.height + 20 },
		});
		await page.screenshot({ path: join(folder, 'whole-report.png'), fullPage: true });
		return { text: await page.locator('body').innerText(), faults };
	} finally {
		await browser.close();
	}
}

test(
	'a campaign of a thousand that is killed twice and started again calls nobody twice, and its report is what a recount gives',
	async () => {
		expect(people).toHaveLength(1000);
		const path = `campaign-${randomUUID()}`;
		const id = await publish(
			'Campaign',
			campaignWorkflow(
				path,
				{
					callsPerMinute: perMinute,
					concurrency: 5,
					retry: { attempts: 2, conditions: ['no-answer', 'busy'], interval: 60, maxTotalAttempts: 3 },
					safety: {
						callingHours: { hours: { mode: 'custom', ...hours, days: [1, 2, 3, 4, 5, 6, 7] } },
						doNotCall: "={{ $('Do-Not-Call List').all().map((row) => row.json.phone).filter(Boolean) }}",
						maxCalls: cap,
					},
				},
				rings.url,
			),
		);
		const starts: Array<Awaited<ReturnType<typeof start>>> = [];
		for (const killAt of kills) starts.push(await start(id, path, killAt));
		// The last start finds nobody who may be called now.
		while (starts.at(-1)!.placed > 0 && starts.length < 10) starts.push(await start(id, path));
		console.table(starts);
		expect(starts.map(({ status }) => status)).toEqual(starts.map((_start, at) => (at < kills.length ? 'crashed' : 'success')));
		// The first start that was not killed ended at its cap.
		expect(starts[kills.length + 1].placed).toBeGreaterThan(0);

		const rows = await table.rows();
		const reportPath = `report-${randomUUID()}`;
		const reportId = await publish('Report', reportWorkflow(reportPath, 'Campaign of a thousand'));
		const answer = await client.runWebhook(reportPath);
		const { data } = await client.waitForExecution(reportId);
		const report = data.resultData.runData['Summarize Calls'][0].data!.main![0]![0].json as Row;
		writeFileSync(join(folder, 'report.html'), String(answer.body));
		writeFileSync(join(folder, 'report.json'), JSON.stringify(report, null, '\t'));

		// What rang: nobody twice, nobody of the list, nobody outside the hours, no start above the cap or the pace.
		const rung = [...rings.byNumber];
		const all = rung.flatMap(([, calls]) => calls);
		expect(rung.filter(([, calls]) => calls.length > 1)).toEqual([]);
		expect(rung.filter(([phone]) => byPhone.get(phone)!.isOnList || byPhone.get(phone)!.isOutside)).toEqual([]);
		const isRedialed = ({ outcome }: { outcome: string | null }) => outcome === 'no_answer' || outcome === 'busy';
		expect(all.filter((call) => call.dials > (isRedialed(call) ? 3 : 1))).toEqual([]);
		for (const { execution, placed } of starts) {
			const own = all.filter((call) => call.start === execution).map(({ at }) => at);
			expect(own).toHaveLength(placed);
			expect(placed).toBeLessThanOrEqual(cap);
			const fewest = (own.length - 1) * (60_000 / perMinute);
			if (own.length > 0) expect(Math.max(...own) - Math.min(...own)).toBeGreaterThan(fewest - lateness);
		}

		// Who was in a batch when n8n was killed is marked, and is never called again; everybody else has the record of the call that rang.
		const lost = rows.filter(({ status }) => status === 'calling');
		expect(lost.length).toBeLessThanOrEqual(kills.length * batch);
		const stored = rows.flatMap(({ phone, record, status }) => {
			const known: Row = status === 'calling' ? {} : JSON.parse(record);
			return known.dialed === 'yes' ? [[phone, known.callId, known.outcome, known.attempts?.length ?? 1]] : [];
		});
		const isLost = new Set(lost.map(({ phone }) => phone));
		const heard = rung.flatMap(([phone, [call]]) => (isLost.has(phone) ? [] : [[phone, call.callId, call.outcome, call.dials]]));
		const inOrder = (lines: unknown[][]) => lines.map(String).sort();
		expect(inOrder(stored)).toEqual(inOrder(heard));

		// The report is what the recount gives, and its page says so.
		expect(figuresOf(report)).toEqual(recount(rows, byPhone));
		const { text, faults } = await lookAt(String(answer.body));
		expect(faults).toEqual([]);
		for (const figure of [report.people.reached, report.people.toCall, report.calls.total])
			expect(text).toContain(Number(figure).toLocaleString('en-US'));
		console.log(
			[
				report.text,
				`placed ${all.length} calls to ${rung.length} people, ${all.reduce((sum, { dials }) => sum + dials, 0)} rings with redials`,
				`called twice: ${rung.filter(([, calls]) => calls.length > 1).length}, of the list: 0 of ${peopleWho('isOnList').length}, outside hours: 0 of ${peopleWho('isOutside').length}`,
				`in a batch at a kill: ${lost.length}, of them rung: ${lost.filter(({ phone }) => rings.byNumber.has(phone)).length}`,
				`people ${JSON.stringify(report.people)}`,
				`calls ${JSON.stringify(report.calls)}, outcomes ${JSON.stringify(report.outcomes)}`,
				`problems ${JSON.stringify(figuresOf(report).problems)}`,
			].join('\n'),
		);
	},
	9 * MINUTE,
);
