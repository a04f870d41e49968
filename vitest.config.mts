import { createLogger } from 'vite';
import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;

/** Some published packages name source maps that they do not ship; nobody here can mend that. */
const customLogger = createLogger();
const { warnOnce, warn } = customLogger;
const isMissingMap = (message: string): boolean => message.includes('points to missing source files');
customLogger.warnOnce = (message, options) => void (isMissingMap(message) || warnOnce(message, options));
customLogger.warn = (message, options) => void (isMissingMap(message) || warn(message, options));

export default defineConfig({
	customLogger,
	test: {
		passWithNoTests: false,
		projects: [
			// Loading the modules once costs less than the tests themselves.
			{ test: { name: 'unit', include: ['test/unit/**/*.test.mts'], pool: 'threads', isolate: false } },
			{ test: { name: 'contract', include: ['test/contract/**/*.test.mts'], testTimeout: MINUTE, hookTimeout: 3 * MINUTE } },
			{ test: { name: 'engine', include: ['test/engine/**/*.test.mts'], testTimeout: MINUTE, hookTimeout: MINUTE } },
			{ test: { name: 'safety', include: ['test/safety/**/*.test.mts'], testTimeout: 14 * MINUTE } },
			{ test: { name: 'bench', include: ['test/bench/**/*.test.mts'] } },
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
