/** The one page through which every file looks: opened by the first, and never led outside this machine. */
import type { ConsoleMessage, Page, Route } from 'playwright-core';
import { chromium } from 'playwright-core';
import { inject } from 'vitest';

/** Longest wait for any state of the editor: a slow machine must not fail, a missing state must not hang. */
export const PATIENCE_MS = 90_000;

export const USUAL_WINDOW = { width: 1440, height: 900 };

/** What n8n itself asks for in vain: samples of the output of its own nodes, and whether a workflow is published that is not saved yet. */
const NOT_OURS = [/\/schemas\/n8n-nodes-base\.[^/]+\/[\d.]+(\/[^/]+)*\.json$/, /\/rest\/workflows\/\w+\/publication-status$/];

/** n8n counts the opening of a panel two seconds later, and stumbles when the workflow has been left by then. */
const NOT_OUR_WORDS = /^injectNDVStore\(\) was accessed without an active workflow document store/;

const errors: string[] = [];
const outside: string[] = [];
const forgiven: RegExp[] = [];
let opened: Promise<Page> | undefined;

const isLocal = (url: string): boolean =>
	/^(data|blob|about|chrome-error):/.test(url) || ['127.0.0.1', 'localhost'].includes(new URL(url).hostname);

/** The editor's page about a community node asks npm who made it; the answer comes from here. Whatever else would leave is kept as a fault. */
async function answerForOutside(route: Route): Promise<void> {
	const { hostname, href } = new URL(route.request().url());
	const headers = { 'access-control-allow-origin': '*' };
	if (hostname === 'registry.npmjs.org')
		return await route.fulfill({ headers, json: { 'dist-tags': {}, time: {}, maintainers: [], versions: {} } });
	if (hostname === 'api.npmjs.org') return await route.fulfill({ headers, json: { downloads: [] } });
	outside.push(href);
	await route.abort();
}

function keepError(message: ConsoleMessage): void {
	const { url } = message.location();
	if (message.type() !== 'error' || NOT_OURS.some((known) => known.test(url))) return;
	errors.push(`${message.text()} (${url})`);
}

/** Things that move cost time and blur pictures. */
const STILL =
	'*, *::before, *::after { transition-duration: 0s !important; transition-delay: 0s !important; animation-duration: 0s !important; animation-delay: 0s !important; caret-color: transparent !important; }';

async function openPage(): Promise<Page> {
	const { baseUrl, cookie } = inject('n8n');
	const browser = await chromium.connect(inject('browser'));
	const context = await browser.newContext({
		baseURL: baseUrl,
		viewport: USUAL_WINDOW,
		locale: 'en-US',
		timezoneId: 'UTC',
		colorScheme: 'light',
		reducedMotion: 'reduce',
	});
	const [name, value] = cookie.split('=');
	await context.addCookies([{ name, value, url: baseUrl }]);
	await context.addInitScript((css) => {
		addEventListener('DOMContentLoaded', () => document.head.append(Object.assign(document.createElement('style'), { textContent: css })));
	}, STILL);
	await context.route((url) => !isLocal(url.href), answerForOutside);
	const page = await context.newPage();
	page.setDefaultTimeout(PATIENCE_MS);
	page.on('console', keepError);
	page.on('pageerror', ({ message }) => void (NOT_OUR_WORDS.test(message) || errors.push(`uncaught: ${message}`)));
	return page;
}

/** The page; the editor is loaded into it by whoever comes first. */
export const thePage = (): Promise<Page> => (opened ??= openPage());

/** The page if a file has opened it. */
export const pageSoFar = (): Promise<Page> | undefined => opened;

/** Lets one request fail until the end of a test, where its failing is what the test is about; its address must match. */
export function forgive(address: RegExp): void {
	forgiven.push(address);
}

/** What went wrong in the browser since the last question: console errors, and requests that would leave this machine. */
export function takeFaults(): { errors: string[]; outside: string[] } {
	const unforgiven = errors.splice(0).filter((error) => !forgiven.some((address) => address.test(error)));
	forgiven.length = 0;
	return { errors: unforgiven, outside: outside.splice(0) };
}
