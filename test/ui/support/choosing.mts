/** The lists of an open panel: drop-downs, and those that a provider fills. */
import type { Locator, Page } from 'playwright-core';
import { comes } from './address.mts';
import { PATIENCE_MS } from './browser.mts';

/** `control` finds a parameter's control by its path. */
export function choosing(page: Page, control: (path: string) => Locator) {
	const id = (name: string): Locator => page.locator(`[data-test-id="${name}"]`);
	const openList = page.locator('.el-select-dropdown:visible');
	const entries = openList.locator('.el-select-dropdown__item');

	/** Does something again until it says that it is done: n8n draws a panel anew after each choice, and what is opened meanwhile closes. */
	async function untilDone(what: string, attempt: () => Promise<boolean>): Promise<void> {
		for (const deadline = Date.now() + PATIENCE_MS; !(await attempt());) {
			if (Date.now() > deadline) throw new Error(`${what} does not come about`);
		}
	}

	/** What a drop-down offers, in its order, by the names that a person reads. The list stays open. */
	async function openChoices(path: string): Promise<string[]> {
		let names: string[] = [];
		await untilDone(`the list of ${path}`, async () => {
			// On the arrow: in a list of many a click elsewhere may take out what is chosen.
			if ((await openList.count()) === 0) await control(path).locator('.el-select__caret').first().click();
			if (!(await comes(entries))) return false;
			names = await entries.evaluateAll((all) =>
				all.map((one) => ((one.querySelector('.option-headline') ?? one) as HTMLElement).innerText.trim()),
			);
			return names.length > 0;
		});
		return names;
	}

	/** Chooses an entry of a drop-down by its place; the list is closed afterwards. */
	async function pick(path: string, index: number): Promise<void> {
		await untilDone(`choice ${index} of ${path}`, async () => {
			await openChoices(path);
			return await entries
				.nth(index)
				.click({ timeout: PATIENCE_MS / 10 })
				.then(
					() => true,
					() => false,
				);
		});
		await openList.first().waitFor({ state: 'hidden' });
	}

	/** Closes the open list; the node's panel stays open. */
	async function closeChoices(): Promise<void> {
		if ((await openList.count()) > 0) await id('node-title-container').click({ position: { x: 2, y: 2 } });
		await openList.first().waitFor({ state: 'hidden' });
	}

	/** Chooses by the name that a person reads. */
	async function choose(path: string, name: string): Promise<void> {
		const names = await openChoices(path);
		if (!names.includes(name)) throw new Error(`${path} offers ${names.join(', ')}, not ${name}`);
		await pick(path, names.indexOf(name));
	}

	/** What a drop-down shows as chosen. */
	const chosen = async (path: string): Promise<string> => await control(path).locator('input').first().inputValue();

	/** Clicks an entry of the open list of many and clicks it again: whether it was taken and given back. */
	async function takeAndGiveBack(index: number): Promise<boolean> {
		return await entries.nth(index).evaluate(async (item: HTMLElement) => {
			const changes = async () => {
				const before = item.classList.contains('selected');
				item.click();
				for (const end = performance.now() + 60_000; performance.now() < end; await new Promise(requestAnimationFrame)) {
					if (item.classList.contains('selected') !== before) return true;
				}
				return false;
			};
			return (await changes()) && (await changes());
		});
	}

	const refusal = page.locator('[data-test-id="rlc-error-container"]:visible');

	/** Clicks into a list that the provider fills until something stands in it; a click into an open one changes nothing. */
	async function openResourceList(path: string, content: Locator): Promise<void> {
		await untilDone(`the list of ${path}`, async () => {
			await id(`resource-locator-${path}`).locator('[data-test-id="rlc-input"]').click();
			return await comes(content);
		});
	}

	/** Opens a list that the provider fills; its names, once they are there. */
	async function openResources(path: string): Promise<string[]> {
		const items = page.locator('[data-test-id="rlc-item"]:visible');
		await openResourceList(path, items.or(refusal));
		return (await items.allInnerTexts()).map((name) => name.trim());
	}

	const pickResource = async (index: number): Promise<void> => await page.locator('[data-test-id="rlc-item"]:visible').nth(index).click();
	const chosenResource = async (path: string): Promise<string> =>
		await id(`resource-locator-${path}`).locator('[data-test-id="rlc-input"]').inputValue();

	/** What stands in place of a list that cannot be loaded. */
	async function resourcesRefused(path: string): Promise<string> {
		await openResourceList(path, refusal);
		const text = await refusal.innerText();
		await page.keyboard.press('Escape');
		return text;
	}

	return {
		openChoices,
		pick,
		closeChoices,
		choose,
		chosen,
		takeAndGiveBack,
		openResources,
		pickResource,
		chosenResource,
		resourcesRefused,
	};
}
