/** Holds for each test of the editor: the browser's console stays clean, and nothing is asked of another machine. */
import { afterEach, expect } from 'vitest';
import { pageSoFar, takeFaults } from './browser.mts';
import { pictureOf } from './results.mts';

afterEach(async ({ task }) => {
	const { errors, outside } = takeFaults();
	if (task.result?.state === 'fail' || errors.length > 0) {
		await (await pageSoFar())?.screenshot({ path: pictureOf('failed', task.name) });
	}
	expect(errors, 'console errors').toEqual([]);
	expect(outside, 'requests to other machines').toEqual([]);
});
