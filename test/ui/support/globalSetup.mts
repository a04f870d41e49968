import { mkdirSync, rmSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { ensureBrowser } from '../../harness/browserHost.mts';
import { resultsFolder } from './results.mts';

declare module 'vitest' {
	interface ProvidedContext {
		/** Where the one browser is reached. */
		browser: string;
	}
}

/** Nothing the browser does by itself may leave this machine, and nothing may be kept of an earlier run. */
const QUIET = [
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--disable-dev-shm-usage',
	'--no-proxy-server',
	'--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
	'--font-render-hinting=none',
];

/** One browser for all files: started before the first, stopped after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	rmSync(resultsFolder, { recursive: true, force: true });
	mkdirSync(resultsFolder, { recursive: true });
	const { executablePath, env, version } = await ensureBrowser({ note: (text: string) => console.log(`ui: ${text}`) });
	const server = await chromium.launchServer({
		executablePath,
		headless: true,
		chromiumSandbox: false,
		args: QUIET,
		env: { ...process.env, ...env },
		host: '127.0.0.1',
	});
	console.log(`ui: ${version}, pictures in ${resultsFolder}`);
	project.provide('browser', server.wsEndpoint());
	return () => server.close();
}
