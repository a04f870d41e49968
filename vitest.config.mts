import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;

export default defineConfig({
	// Some published packages name source maps that they do not ship; nobody here can mend that.
	logLevel: 'error',
	test: {
		passWithNoTests: false,
		// Most tests wait for most of their time, so two files go side by side, however few processors there are.
		maxWorkers: 2,
		// A file with `@module-tag safety` in its first comment measures a release bar: `npm run test:safety` plays every case of it.
		tags: [{ name: 'safety', description: 'the release bars: nobody phoned twice, nobody phoned who must not be', timeout: 14 * MINUTE }],
		projects: [
			{
				extends: true,
				// Loading the modules once costs less than the tests themselves.
				test: {
					name: 'unit',
					include: ['test/unit/**/*.test.mts', 'test/servers/**/*.test.mts'],
					testTimeout: MINUTE,
					pool: 'threads',
					isolate: false,
				},
			},
			{
				extends: true,
				test: {
					name: 'integration',
					include: ['test/integration/**/*.test.mts'],
					// They wait for most of their time: three files side by side, and ten of the tests that are concurrent. The order keeps them apart from projects of two.
					maxWorkers: 3,
					maxConcurrency: 10,
					sequence: { groupOrder: 1 },
					// Loading n8n's engine takes longer than most files, so each worker loads it once.
					isolate: false,
					testTimeout: MINUTE,
					hookTimeout: 3 * MINUTE,
				},
			},
			{ extends: true, test: { name: 'bench', include: ['test/bench/**/*.test.mts'] } },
			{
				extends: true,
				test: {
					name: 'e2e',
					include: ['test/e2e/**/*.test.mts'],
					// One n8n for all files.
					globalSetup: ['test/e2e/support/globalSetup.mts'],
					// Some wait for n8n's clock or for an n8n of their own for minutes; a third file works meanwhile.
					maxWorkers: 3,
					maxConcurrency: 1,
					sequence: { groupOrder: 2 },
					testTimeout: 6 * MINUTE,
					hookTimeout: 6 * MINUTE,
				},
			},
			{
				extends: true,
				// No part of `npm test`: `npm run test:queue` runs it.
				test: {
					name: 'queue',
					include: ['test/queue/**/*.test.mts'],
					maxWorkers: 1,
					sequence: { groupOrder: 3 },
					testTimeout: 8 * MINUTE,
					hookTimeout: 8 * MINUTE,
				},
			},
			// No part of `npm test`: `npm run test:soak` runs it for a quarter of an hour, one file after the other.
			{ extends: true, test: { name: 'soak', include: ['test/soak/**/*.test.mts'], maxWorkers: 1, sequence: { groupOrder: 4 } } },
			// No part of `npm test`: `npm run release -- --dry-run` runs it.
			{
				extends: true,
				test: {
					name: 'release',
					include: ['test/release/**/*.test.mts'],
					sequence: { groupOrder: 6 },
					testTimeout: 10 * MINUTE,
					hookTimeout: 5 * MINUTE,
				},
			},
			// No part of `npm test`: `npm run test:single` runs it.
			{
				extends: true,
				test: {
					name: 'single',
					include: ['test/single/**/*.test.mts'],
					sequence: { groupOrder: 5 },
					testTimeout: 5 * MINUTE,
					hookTimeout: 10 * MINUTE,
				},
			},
			{
				extends: true,
				test: {
					name: 'ui',
					include: ['test/ui/**/*.test.mts'],
					// One n8n and one browser for all files, and one page of the editor for all that run one after the other: loading it takes longer than most tests.
					globalSetup: ['test/e2e/support/globalSetup.mts', 'test/ui/support/globalSetup.mts'],
					setupFiles: ['test/ui/support/everyTest.mts'],
					isolate: false,
					// A slow machine may take its time; a state that does not come fails all the same.
					expect: { poll: { timeout: MINUTE, interval: 30 } },
					testTimeout: 5 * MINUTE,
					hookTimeout: 5 * MINUTE,
				},
			},
		],
	},
});
