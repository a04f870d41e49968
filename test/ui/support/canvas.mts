/** Where things lie on the canvas, and which of them lie on each other. */
import type { Page } from 'playwright-core';

export interface Laid {
	name: string;
	note: boolean;
	/** In pixels of the screen. */
	left: number;
	top: number;
	right: number;
	bottom: number;
	/** The text of a note does not fit into it. */
	cut: boolean;
}

/** Every node with its name below it, and every note. */
export async function laidOut(page: Page): Promise<Laid[]> {
	return await page.evaluate(() =>
		[...document.querySelectorAll<HTMLElement>('[data-node-name][data-node-type]')]
			.filter((one) => one.closest('.vue-flow__node') !== null && one.parentElement?.classList.contains('vue-flow__node'))
			.map((one) => {
				const note = one.dataset.nodeType === 'n8n-nodes-base.stickyNote';
				const box = one.querySelector<HTMLElement>('[data-test-id="sticky"]') ?? one;
				// A node's name and subtitle stand below its box, and belong to it.
				const texts = note
					? []
					: [...one.querySelectorAll<HTMLElement>('*')].filter(
							(part) =>
								part.childElementCount === 0 && (part.innerText ?? '').trim() !== '' && part.checkVisibility({ opacityProperty: true }),
						);
				const boxes = [box, ...texts].map((part) => part.getBoundingClientRect());
				const words = box.querySelector<HTMLElement>('.sticky-textarea, .n8n-markdown') ?? box;
				return {
					name: one.dataset.nodeName ?? '',
					note,
					left: Math.min(...boxes.map(({ left }) => left)),
					top: Math.min(...boxes.map(({ top }) => top)),
					right: Math.max(...boxes.map(({ right }) => right)),
					bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
					cut:
						note &&
						[...box.querySelectorAll<HTMLElement>('*')]
							.concat(words)
							.some(
								(part) =>
									part.scrollHeight > part.clientHeight + 1 && getComputedStyle(part).overflowY !== 'visible' && part.clientHeight > 0,
							),
				};
			}),
	);
}

/** Pairs that lie on each other, at least one of them a note. */
export function overlaps(laid: Laid[]): string[] {
	const meet = (a: Laid, b: Laid) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
	return laid.flatMap((a, index) =>
		laid.slice(index + 1).flatMap((b) => ((a.note || b.note) && meet(a, b) ? [`${a.name} and ${b.name}`] : [])),
	);
}
