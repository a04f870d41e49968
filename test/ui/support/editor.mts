/** The editor as a person uses it: opens nodes, chooses from drop-downs, reads what stands there. Waits for states, never for time. */
import type { Locator, Page } from 'playwright-core';
import { reach } from './address.mts';
import { thePage } from './browser.mts';
import { choosing } from './choosing.mts';
import { pictureOf } from './results.mts';

export type Editor = Awaited<ReturnType<typeof openEditor>>;

/** A workflow that a test has made. */
export interface Opened {
	id: string;
	nodes: Array<{ id: string; name: string }>;
}

/** An element by the name that n8n gives it for tests. */
export const byTestId = (within: Page | Locator, name: string): Locator => within.locator(`[data-test-id="${name}"]`);

export async function openEditor() {
	const page = await thePage();
	const id = (name: string): Locator => byTestId(page, name);
	const panel = id('node-parameters');

	/** The control of a parameter, by its path below `parameters`, such as `options.safety`. */
	const control = (path: string): Locator => page.locator(`[data-parameter-path="parameters.${path}"]`).first();

	/** The box of a parameter that a person types into. */
	const field = (path: string): Locator => control(path).locator('input, textarea, [contenteditable="true"]').first();

	/** What stands in the box of a parameter. */
	const written = async (path: string): Promise<string> =>
		await field(path).evaluate((box) =>
			box instanceof HTMLInputElement || box instanceof HTMLTextAreaElement ? box.value : (box as HTMLElement).innerText,
		);

	/** A canvas with nothing on it. */
	async function openEmpty(): Promise<void> {
		await closeNode();
		await reach(page, '/workflow/new', id('canvas-add-button'));
	}

	const onCanvas = (node: { id: string }): Locator => page.locator(`.vue-flow__node[data-id="${node.id}"]`);

	/** Closes the panel of a node, if one is open. */
	async function closeNode(): Promise<void> {
		if ((await id('ndv').count()) === 0) return;
		await id('ndv-close-button').click();
		await id('ndv').waitFor({ state: 'detached' });
	}

	/** Shows a workflow's canvas. */
	async function openWorkflow({ id: workflowId, nodes }: Opened): Promise<void> {
		await closeNode();
		await reach(page, `/workflow/${workflowId}`, onCanvas(nodes[0]));
	}

	/** Opens the panel of one of a workflow's nodes, whatever was open before. */
	async function openNode(workflow: Opened, name: string): Promise<void> {
		const node = workflow.nodes.find((one) => one.name === name);
		if (node === undefined) throw new Error(`there is no node ${name}`);
		if ((await onCanvas(node).count()) === 0) await openWorkflow(workflow);
		await reach(page, `/workflow/${workflow.id}/${node.id}`, id('node-title-container').filter({ hasText: name }));
		await byTestId(panel, 'parameter-item').first().waitFor();
	}

	/** What stands on the panel without opening anything: the labels of the fields, and the texts of the notices. */
	async function atFirstSight(): Promise<{ fields: string[]; notices: string[]; emptyBoxes: string[] }> {
		return await panel.evaluate((root) => {
			const item = '[data-test-id="parameter-item"]';
			const all = [...root.querySelectorAll<HTMLElement>(item)];
			const outermost = all.filter((one) => one.checkVisibility() && !one.parentElement?.closest(item));
			const isNotice = (one: HTMLElement) =>
				one.querySelector('.notice, .n8n-callout') !== null && one.querySelector('[data-test-id="input-label"]') === null;
			const label = (one: HTMLElement) =>
				(one.querySelector<HTMLElement>('[data-test-id="input-label"]') ?? one).innerText.split('\n')[0].trim();
			const fields = outermost.filter((one) => !isNotice(one));
			return {
				fields: fields.map(label),
				notices: outermost.filter(isNotice).map((one) => one.innerText.trim()),
				emptyBoxes: fields.filter((one) => /No properties|Currently no items exist/.test(one.innerText)).map(label),
			};
		});
	}

	/** What is not wholly to be seen on the panel of an open node, however far one scrolls down: fields and labels cut at a side. */
	async function cutOff(): Promise<string[]> {
		return await panel.evaluate((root) => {
			const { left, right } = root.getBoundingClientRect();
			const nameOf = (one: Element) => one.closest('[data-test-id="parameter-item"]')?.textContent?.trim().slice(0, 40) ?? one.className;
			const all = (selector: string) =>
				[...root.querySelectorAll<HTMLElement>(selector)].filter((one) =>
					one.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
				);
			const outside = all('[data-test-id="parameter-item"], input, textarea, button, .notice').filter((one) => {
				const box = one.getBoundingClientRect();
				return box.width > 0 && (box.left < left - 1 || box.right > right + 1);
			});
			const clipped = all('[data-test-id="input-label"] *').filter(
				(one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible',
			);
			return [
				...(left < 0 || right > innerWidth ? ['the panel itself'] : []),
				...outside.map((one) => `outside: ${nameOf(one)}`),
				...clipped.map((one) => `label: ${one.innerText}`),
			];
		});
	}

	/** Pastes a text onto the canvas. */
	async function paste(text: string): Promise<void> {
		await page.evaluate((pasted) => {
			const clipboardData = new DataTransfer();
			clipboardData.setData('text/plain', pasted);
			document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
		}, text);
	}

	/** Waits until an element stands as it stood a few frames before. */
	async function settled(name: string): Promise<void> {
		await id(name).evaluate(async (root) => {
			const now = () => [...root.querySelectorAll('.vue-flow__node')].map((one) => JSON.stringify(one.getBoundingClientRect())).join();
			for (let still = 0, before = ''; still < 5;) {
				await new Promise(requestAnimationFrame);
				const current = now();
				still = current === before ? still + 1 : 0;
				before = current;
			}
		});
	}

	/** The sentences that a run leaves on the screen: of the error, of the hints above the output, and of the message that pops up. */
	async function sentences(): Promise<string[]> {
		const places = ['node-error-message', 'node-error-description', 'node-hint'].map((name) => byTestId(id('output-panel'), name));
		const texts = await Promise.all([...places, page.locator('.el-notification__content')].map((place) => place.allInnerTexts()));
		return [...new Set(texts.flat().map((text) => text.replace(/\s+/g, ' ').trim()))].filter((text) => text !== '');
	}

	/** The first row of the output's table, by its column. n8n remembers how another test looked at an output, so the table is chosen. */
	async function firstRow(): Promise<Array<[string, string]>> {
		await id('output-panel').locator('[data-test-id="radio-button-table"]').click();
		return await id('output-panel')
			.locator('table')
			.evaluate((table) => {
				const cells = (row: Element | null, kind: string) =>
					[...(row?.querySelectorAll<HTMLElement>(kind) ?? [])].map((one) => one.innerText.trim());
				const names = cells(table.querySelector('thead tr'), 'th');
				const values = cells(table.querySelector('tbody tr'), 'td');
				return names.map((name, column) => [name, values[column] ?? ''] as [string, string]).filter(([name]) => name !== '');
			});
	}

	const outputHas = (name: string): Locator => byTestId(id('output-panel'), name);
	const ranWell = async (): Promise<void> => await outputHas('node-run-status-success').waitFor();

	/** Closes what has popped up. */
	async function dismissMessages(): Promise<void> {
		await page.waitForFunction(() => {
			document.querySelectorAll<HTMLElement>('.el-notification__closeBtn').forEach((button) => button.click());
			return document.querySelector('.el-notification') === null;
		});
	}

	/** Presses "Execute step" and waits for the end of the run, or for n8n's word that it cannot start; the workflow must not have run before. */
	async function execute(): Promise<void> {
		await dismissMessages();
		await id('node-execute-button').click();
		await outputHas('node-run-status-success')
			.or(outputHas('node-run-status-danger'))
			.or(page.locator('.el-notification--error'))
			.first()
			.waitFor();
	}

	return {
		page,
		...choosing(page, control),
		paste,
		settled,
		sentences,
		firstRow,
		execute,
		dismissMessages,
		closeNode,
		id,
		panel,
		control,
		field,
		written,
		type: async (path: string, text: string): Promise<void> => await field(path).fill(text),
		ranWell,
		openEmpty,
		openWorkflow,
		openNode,
		atFirstSight,
		cutOff,
		/** A picture of what is on the screen, kept as an artefact. */
		picture: async (...words: string[]): Promise<void> => void (await page.screenshot({ path: pictureOf(...words) })),
	};
}
