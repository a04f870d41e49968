import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;

export default defineConfig({
	test: {
		passWithNoTests: false,
		projects: [
			{ test: { name: 'unit', include: ['test/unit/**/*.test.mts'] } },
			{ test: { name: 'contract', include: ['test/contract/**/*.test.mts'] } },
			{ test: { name: 'engine', include: ['test/engine/**/*.test.mts'], testTimeout: MINUTE, hookTimeout: MINUTE } },
			{
				test: {
					name: 'e2e',
					include: ['test/e2e/**/*.test.mts'],
					// One n8n for all files, so one file at a time.
					globalSetup: ['test/e2e/support/globalSetup.mts'],
					fileParallelism: false,
					maxConcurrency: 1,
					testTimeout: 3 * MINUTE,
					hookTimeout: 5 * MINUTE,
				},
			},
		],
	},
});
