/** The pictures of the documentation: `npm run docs:pictures` puts them into docs/images. */
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../scripts/lib/npm.mjs';
import { reportPage } from '../../nodes/ManageCall/report/page.ts';
import { connect } from '../e2e/support/n8n.mts';
import { campaignOf } from '../harness/callRecords.mts';
import { summaryOf, summaryTime } from '../harness/summaries.mts';
import { USUAL_WINDOW } from './support/browser.mts';
import { laidOut } from './support/canvas.mts';
import type { Editor } from './support/editor.mts';
import { openEditor } from './support/editor.mts';
import { createRunnable } from './support/nodes.mts';
import { docsPictures } from './support/results.mts';

const n8n = connect();
const MARGIN = 4;
let editor: Editor;

beforeAll(async () => {
	mkdirSync(docsPictures, { recursive: true });
	editor = await openEditor();
});
afterAll(() => editor.page.setViewportSize(USUAL_WINDOW));

const pathOf = (name: string) => join(docsPictures, `${name}.png`);

/** Takes a picture without what n8n draws over it; `hidden` are selectors. */
async function without(hidden: string[], picture: () => Promise<unknown>): Promise<void> {
	// Where a round corner is, the editor behind the panel shows.
	const corners = ['[data-test-id="ndv"]', '[data-test-id="output-panel"]', '[data-test-id="ndv"] :has([data-test-id="output-panel"])'];
	const style = await editor.page.addStyleTag({
		content: `${hidden.join(', ')} { visibility: hidden !important; } ${corners.join(', ')} { border-radius: 0 !important; }`,
	});
	await picture();
	await style.evaluate((element) => (element as HTMLStyleElement).remove());
}

/** The fields of an open node and what it gave out, without its input and the editor behind it. */
async function panelPicture(name: string): Promise<void> {
	await editor.page.mouse.move(0, 0);
	const box = async (part: string) => (await editor.id(part).boundingBox())!;
	const [panel, fields, output] = [await box('ndv'), await box('node-parameters'), await box('output-panel')];
	const [x, y] = [fields.x - MARGIN, output.y];
	const clip = { x, y, width: panel.x + panel.width - x - 1, height: panel.y + panel.height - y - 1 };
	await without(['[data-test-id="panel-drag-button"]'], () => editor.page.screenshot({ path: pathOf(name), clip }));
}

async function run(name: string, type: string, parameters: Record<string, string>) {
	const workflow = await createRunnable(n8n, `Picture of ${name}`, { name, type: `n8n-nodes-voice-calls.${type}`, parameters });
	await editor.openNode(workflow, name);
	await editor.execute();
	await editor.dismissMessages();
}

describe('pictures of the documentation', () => {
	test('the documentation shows Make Call beside the record of its call', async () => {
		await editor.page.setViewportSize({ width: 1840, height: 880 });
		await run('Make Call', 'makeCall', {
			phoneNumber: '+12025550100',
			scriptText: 'Hello, this is the garage. Your car is ready, you can fetch it until six.',
		});
		await panelPicture('make-call');
		await expect.poll(() => editor.sentences()).not.toEqual([]);
	});

	test('the documentation shows Send Call as it is opened', async () => {
		await editor.page.setViewportSize({ width: 1180, height: 720 });
		const workflow = await createRunnable(n8n, 'Picture of Send Call', {
			name: 'Send Call',
			type: 'n8n-nodes-voice-calls.sendCall',
			parameters: { phoneNumber: '+12025550100', recipientName: 'Ada Lovelace' },
		});
		await editor.openNode(workflow, 'Send Call');
		await editor.panel.screenshot({ path: pathOf('send-call') });
	});

	test('the documentation shows what stands there when nobody was dialed', async () => {
		await editor.page.setViewportSize({ width: 1440, height: 730 });
		await run('Send Call', 'sendCall', { phoneNumber: '2025550100' });
		await panelPicture('not-dialed');
		await expect.poll(async () => (await editor.sentences()).join(' ')).toMatch(/Not Dialed|Phone Number/);
	});

	test('the documentation shows the top of a report, and a browser finds no fault in its page', async () => {
		const summary = await summaryOf(campaignOf({ people: 1000, seed: 7 }, summaryTime));
		const html = reportPage(summary, { title: 'Autumn campaign', timezone: 'Europe/Berlin' });
		const page = await editor.page.context().newPage();
		await page.setViewportSize({ width: 860, height: 1300 });
		await page.setContent(html);
		const chart = (await page.locator('section').nth(1).boundingBox())!;
		await page.screenshot({ path: pathOf('report'), clip: { x: 0, y: 0, width: 860, height: chart.y + chart.height + 20 } });
		for (const [width, colorScheme] of [
			[860, 'dark'],
			[390, 'light'],
		] as const) {
			await page.setViewportSize({ width, height: 960 });
			await page.emulateMedia({ colorScheme });
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
		}
		const isWellFormed = await page.evaluate(
			(text) => new DOMParser().parseFromString(text, 'application/xhtml+xml').querySelector('parsererror') === null,
			html,
		);
		expect(isWellFormed).toBe(true);
		await page.close();
	});

	test('the documentation shows an example workflow', async () => {
		await editor.page.setViewportSize({ width: 1280, height: 800 });
		const folder = join(projectRoot, 'workflows');
		const first = readdirSync(folder)
			.filter((name) => name.endsWith('.json'))
			.sort()[0];
		await editor.openEmpty();
		await editor.paste(readFileSync(join(folder, first), 'utf8'));
		await editor.id('canvas-node').first().waitFor();
		await editor.id('zoom-to-fit').click();
		await editor.settled('canvas');
		// A click beside the nodes takes the frame off that marks what was pasted.
		await editor.id('canvas').click({ position: { x: 20, y: 20 } });
		const laid = await laidOut(editor.page);
		const canvas = (await editor.id('canvas').boundingBox())!;
		const x = Math.max(canvas.x, Math.min(...laid.map(({ left }) => left)) - 30);
		const y = Math.max(canvas.y, Math.min(...laid.map(({ top }) => top)) - 20);
		const width = Math.min(canvas.x + canvas.width, Math.max(...laid.map(({ right }) => right)) + 90) - x;
		const height = Math.min(canvas.y + canvas.height, Math.max(...laid.map(({ bottom }) => bottom)) + 20) - y;
		const tools = [
			'[data-test-id="canvas-controls"]',
			'[data-test-id="node-creator-plus-button"]',
			'.vue-flow__panel',
			'[data-test-id="execute-workflow-button"]',
			'[data-test-id$="-button"]',
		];
		await without(tools, () => editor.page.screenshot({ path: pathOf('workflow'), clip: { x, y, width, height } }));
		expect(width).toBeGreaterThan(height);
	});
});
