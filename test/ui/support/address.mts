/** Goes from one page of the editor to another without loading it anew, which takes seconds. */
import type { Locator, Page } from 'playwright-core';
import { PATIENCE_MS } from './browser.mts';

/** The part of vue-router that the editor's pages hang on. */
interface Router {
	/** Resolves with a failure where the editor did not get there: another change of the address came between. */
	push(to: string): Promise<{ type: number; message: string } | undefined>;
	currentRoute: { value: { path: string } };
}

type EditorRoot = Element & { __vue_app__: { config: { globalProperties: { $router: Router } } } };

/** How long one look for a sign takes. */
const LOOK_MS = 2_000;

/** What vue-router calls a way to where one stands already. */
const ALREADY_THERE = 16;

/** Asks the router for an address once, and gives up what was changed and not yet saved. @returns where the editor stands now, or why it did not go */
async function push(page: Page, path: string): Promise<{ at: string } | { failure: string }> {
	const way = await page.evaluateHandle(
		([to, alreadyThere]) => {
			const router = (document.querySelector('#app') as EditorRoot).__vue_app__.config.globalProperties.$router;
			const found: { end?: { at: string } | { failure: string } } = {};
			router.push(to).then(
				(failure) =>
					(found.end =
						failure === undefined || failure.type === alreadyThere ? { at: router.currentRoute.value.path } : { failure: failure.message }),
				(error) => (found.end = { failure: String(error) }),
			);
			return found;
		},
		[path, ALREADY_THERE] as const,
	);
	// The question may come late, or not at all when n8n has just saved by itself: what comes first counts.
	const end = await page.waitForFunction((found) => {
		const buttons = [...document.querySelectorAll<HTMLElement>('.el-message-box button')];
		buttons.find((button) => button.checkVisibility() && button.innerText.trim() === 'Leave without saving')?.click();
		return found.end;
	}, way);
	return (await end.jsonValue())!;
}

/**
 * Goes to an address. n8n saves by itself, and the answer to the first save of a workflow leads the editor back to it, whatever way it was on:
 * it is sent again until it arrives. @returns where it stands
 */
async function go(page: Page, path: string): Promise<string> {
	const deadline = Date.now() + PATIENCE_MS;
	for (;;) {
		const end = await push(page, path);
		if ('at' in end) return end.at;
		if (Date.now() > deadline) throw new Error(`the editor does not go to ${path}: ${end.failure}`);
	}
}

/** Whether this comes into sight within a moment; who asks may then try again. */
export const comes = async (sign: Locator): Promise<boolean> =>
	await sign
		.first()
		.waitFor({ timeout: LOOK_MS })
		.then(
			() => true,
			() => false,
		);

/** Whether an address is the one where the editor stood; n8n shortens the ID of an open node. */
function isStill(at: string, url: string): boolean {
	const [then, now] = [at.split('/'), new URL(url).pathname.split('/')];
	return now.length === then.length && now.every((part, index) => then[index].startsWith(part));
}

/** Goes to an address until `sign` stands there, and again where n8n has left it for another one. */
export async function reach(page: Page, path: string, sign: Locator): Promise<void> {
	if (page.url() === 'about:blank') {
		await page.goto(path, { waitUntil: 'domcontentloaded' });
		return await sign.waitFor();
	}
	const deadline = Date.now() + PATIENCE_MS;
	let at = await go(page, path);
	while (!(await comes(sign))) {
		if (Date.now() > deadline) throw new Error(`${path}: ${sign} is not to be seen at ${page.url()}`);
		if (!isStill(at, page.url())) at = await go(page, path);
	}
}
