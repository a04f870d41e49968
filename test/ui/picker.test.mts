/** What a person finds who types into n8n's list of nodes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../e2e/support/n8n.mts';
import type { Editor } from './support/editor.mts';
import { openEditor } from './support/editor.mts';
import { ourVariants } from './support/nodes.mts';
import { printTable } from './support/table.mts';

const TERMS = [
	'call',
	'phone call',
	'calls',
	'AI call',
	'voice agent',
	'voice ai',
	'telephony',
	'outbound',
	'dial',
	'phone',
	'voice',
	'IVR',
	'simulator',
	'bland',
	'elevenlabs',
	'retell',
	'retell ai',
	'svalync',
	'synthflow',
	'talkover',
	'unleashx',
	'vapi',
];

const ours = new Set((await ourVariants(connect())).map(({ displayName }) => displayName.replace(/ Trigger$/, '')));
const rows: string[][] = [];
let editor: Editor;

beforeAll(async () => {
	editor = await openEditor();
	await editor.openEmpty();
	await editor.id('canvas-plus-button').first().click();
});

afterAll(async () => {
	printTable(
		'Found by searching (place among all nodes)',
		['Typed', 'Our first three, with their place', 'Others before the first of ours'],
		rows,
	);
	await editor.page.keyboard.press('Escape');
});

/** Two characters that no node has: the list is empty before each search, so that what comes is of that search. */
const NOWHERE = '§§';

/** All names in the list, once it shows what was typed. */
async function search(term: string): Promise<string[]> {
	const bar = editor.id('node-creator-search-bar');
	const nothing = editor.id('node-creator-no-results');
	await bar.fill(NOWHERE);
	await nothing.filter({ hasText: NOWHERE }).waitFor();
	await bar.fill(term);
	await nothing.filter({ hasText: NOWHERE }).waitFor({ state: 'detached' });
	// The list is drawn in small parts, one a frame.
	return await editor.id('node-creator').evaluate(async (root) => {
		const names = () =>
			[...root.querySelectorAll<HTMLElement>('[data-test-id="node-creator-item-name"]')].map((one) => one.innerText.trim());
		let before = -1;
		for (let still = 0; still < 8;) {
			await new Promise(requestAnimationFrame);
			const now = names().length;
			still = now === before ? still + 1 : 0;
			before = now;
		}
		return names();
	});
}

test.each(TERMS)('"%s" finds Make Call or Send Call among the first three of ours', async (term) => {
	const found = await search(term);
	const mine = found.map((name, index) => ({ name, place: index + 1 })).filter(({ name }) => ours.has(name));
	rows.push([
		term,
		mine
			.slice(0, 3)
			.map(({ name, place }) => `${place} ${name}`)
			.join(', ') || 'none',
		String(mine.length > 0 ? mine[0].place - 1 : ''),
	]);
	expect(
		mine
			.slice(0, 3)
			.map(({ name }) => name)
			.some((name) => name === 'Make Call' || name === 'Send Call'),
		found.join(', '),
	).toBe(true);
});
