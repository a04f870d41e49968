import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;

export default defineConfig({
	// Some published packages name source maps that they do not ship; nobody here can mend that.
	logLevel: 'error',
	test: {
		passWithNoTests: false,
		projects: [
			// Loading the modules once costs less than the tests themselves. The other tests wait for most of their time.
			{ extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.mts'], pool: 'threads', isolate: false } },
			{ extends: true, test: { name: 'contract', maxWorkers: 2, include: ['test/contract/**/*.test.mts'], testTimeout: MINUTE, hookTimeout: 3 * MINUTE } },
			{ extends: true, test: { name: 'engine', maxWorkers: 2, include: ['test/engine/**/*.test.mts'], testTimeout: MINUTE, hookTimeout: MINUTE } },
			{ extends: true, test: { name: 'safety', maxWorkers: 2, include: ['test/safety/**/*.test.mts'], testTimeout: 14 * MINUTE } },
			{ extends: true, test: { name: 'bench', include: ['test/bench/**/*.test.mts'] } },
			{
				extends: true,
				test: {
					name: 'e2e',
					include: ['test/e2e/**/*.test.mts'],
					// One n8n for all files. Most of their time they wait for it, so two go side by side.
					globalSetup: ['test/e2e/support/globalSetup.mts'],
					maxWorkers: 2,
					maxConcurrency: 1,
					testTimeout: 3 * MINUTE,
					hookTimeout: 5 * MINUTE,
				},
			},
		],
	},
});
