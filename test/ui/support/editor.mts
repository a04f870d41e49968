/** The editor as a person uses it: opens nodes, chooses from drop-downs, reads what stands there. Waits for states, never for time. */
import type { Locator, Page } from 'playwright-core';
import { thePage } from './browser.mts';
import { pictureOf } from './results.mts';

export type Editor = Awaited<ReturnType<typeof openEditor>>;

/** An element by the name that n8n gives it for tests. */
export const byTestId = (within: Page | Locator, name: string): Locator => within.locator(`[data-test-id="${name}"]`);

/** Goes to an address without loading the editor anew, which takes seconds. */
async function go(page: Page, path: string): Promise<void> {
	if (page.url() === 'about:blank') return void (await page.goto(path, { waitUntil: 'domcontentloaded' }));
	await page.evaluate(async (to) => {
		const { __vue_app__: app } = document.querySelector('#app') as unknown as { __vue_app__: { config: { globalProperties: { $router: { push(to: string): Promise<unknown> } } } } };
		await app.config.globalProperties.$router.push(to);
	}, path);
}

export async function openEditor() {
	const page = await thePage();
	const id = (name: string): Locator => byTestId(page, name);
	const panel = id('node-parameters');
	const openList = page.locator('.el-select-dropdown:visible');

	/** The control of a parameter, by its path below `parameters`, such as `options.safety`. */
	const control = (path: string): Locator => page.locator(`[data-parameter-path="parameters.${path}"]`).first();

	/** The box of a parameter that a person types into. */
	const field = (path: string): Locator => control(path).locator('input, textarea, [contenteditable="true"]').first();

	/** A canvas with nothing on it. */
	async function openEmpty(): Promise<void> {
		await go(page, '/workflow/new');
		await id('canvas-add-button').waitFor();
	}

	async function openWorkflow(workflowId: string): Promise<void> {
		await go(page, `/workflow/${workflowId}`);
		await id('canvas-node').first().waitFor();
	}

	/** Opens a node's panel, whatever was open before. */
	async function openNode(workflowId: string, node: { id: string; name: string }): Promise<void> {
		await go(page, `/workflow/${workflowId}/${node.id}`);
		await id('node-title-container').filter({ hasText: node.name }).waitFor();
		await panel.locator('.parameter-item').first().waitFor();
	}

	/** What stands on the panel without opening anything: the labels of the fields, and the texts of the notices. */
	async function atFirstSight(): Promise<{ fields: string[]; notices: string[]; emptyBoxes: string[] }> {
		return await panel.evaluate((root) => {
			const all = [...root.querySelectorAll<HTMLElement>('.parameter-item')];
			const outermost = all.filter((one) => one.checkVisibility() && !one.parentElement?.closest('.parameter-item'));
			const isNotice = (one: HTMLElement) => one.querySelector('.notice, .n8n-callout') !== null && one.querySelector('[data-test-id="input-label"]') === null;
			const label = (one: HTMLElement) => (one.querySelector<HTMLElement>('[data-test-id="input-label"]') ?? one).innerText.split('\n')[0].trim();
			const fields = outermost.filter((one) => !isNotice(one));
			return {
				fields: fields.map(label),
				notices: outermost.filter(isNotice).map((one) => one.innerText.trim()),
				emptyBoxes: fields.filter((one) => /No properties|Currently no items exist/.test(one.innerText)).map(label),
			};
		});
	}

	/** What a drop-down offers, in its order, by the names that a person reads. The list stays open. */
	async function openChoices(path: string): Promise<string[]> {
		await control(path).locator('.el-select').first().click();
		const items = openList.locator('.el-select-dropdown__item');
		await items.first().waitFor();
		return await items.evaluateAll((all) => all.map((one) => ((one.querySelector('.option-headline') ?? one) as HTMLElement).innerText.trim()));
	}

	/** Chooses an entry of the open list by its place. */
	async function pick(index: number): Promise<void> {
		await openList.locator('.el-select-dropdown__item').nth(index).click();
	}

	/** Closes the open list; the node's panel stays open. */
	async function closeChoices(): Promise<void> {
		if ((await openList.count()) > 0) await id('node-title-container').click({ position: { x: 2, y: 2 } });
		await openList.waitFor({ state: 'hidden' });
	}

	/** Chooses by the name that a person reads. */
	async function choose(path: string, name: string): Promise<void> {
		const names = await openChoices(path);
		if (!names.includes(name)) throw new Error(`${path} offers ${names.join(', ')}, not ${name}`);
		await pick(names.indexOf(name));
	}

	/** What a drop-down shows as chosen. */
	const chosen = async (path: string): Promise<string> => await control(path).locator('input').first().inputValue();

	/** The sentences that a run leaves on the screen: of the error, of the hints above the output, and of the message that pops up. */
	async function sentences(): Promise<string[]> {
		const places = ['node-error-message', 'node-error-description', 'node-hint'].map((name) => byTestId(id('output-panel'), name));
		const texts = await Promise.all([...places, page.locator('.el-notification__content')].map((place) => place.allInnerTexts()));
		return [...new Set(texts.flat().map((text) => text.replace(/\s+/g, ' ').trim()))].filter((text) => text !== '');
	}

	const outputHas = (name: string): Locator => byTestId(id('output-panel'), name);
	const ranWell = async (): Promise<void> => await outputHas('node-run-status-success').waitFor();

	/** Presses "Execute step" and waits for the end of the run; the workflow must not have run before. */
	async function execute(): Promise<void> {
		await id('node-execute-button').click();
		await outputHas('node-run-status-success').or(outputHas('node-run-status-danger')).waitFor();
	}

	return {
		page,
		sentences,
		execute,
		id,
		panel,
		control,
		field,
		ranWell,
		openEmpty,
		openWorkflow,
		openNode,
		atFirstSight,
		openChoices,
		pick,
		closeChoices,
		choose,
		chosen,
		/** A picture of what is on the screen, kept as an artefact. */
		picture: async (...words: string[]): Promise<void> => void (await page.screenshot({ path: pictureOf(...words) })),
	};
}
