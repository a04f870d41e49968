/** Every link of the documents, the nodes and the credentials leads somewhere, and the README stays on one page. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import GithubSlugger from 'github-slugger';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const repository = 'https://github.com/n8n-nodes-voice-calls/n8n-nodes-voice-calls';
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const filesIn = (folder: string, ending: RegExp): string[] =>
	readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => ending.test(name))
		.map((name) => join(folder, name));

const documents = [...readdirSync(root).filter((name) => name.endsWith('.md')), ...filesIn('docs', /\.md$/), ...filesIn('test', /\.md$/)];
const sources = ['nodes', 'credentials', 'workflows'].flatMap((folder) => filesIn(folder, /\.(ts|json)$/));

/** The text without its code, in which nothing is a link and `#` is no heading. */
const proseOf = (path: string): string =>
	textOf(path)
		.replace(/^```[\s\S]*?^```/gm, '')
		.replace(/`[^`\n]*`/g, (code) => (/^`[\w./-]+`$/.test(code) ? code.slice(1, -1) : ''));

function anchorsOf(path: string): string[] {
	const slugger = new GithubSlugger();
	const headings = textOf(path)
		.replace(/^```[\s\S]*?^```/gm, '')
		.matchAll(/^#{1,6} (.+)$/gm);
	return [...headings].map(([, title]) => slugger.slug(title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '')));
}

/** Why a link of this file leads nowhere, or null. */
function brokenLink(from: string, link: string): string | null {
	const [target, anchor] = link.split('#');
	const path = target === '' ? from : relative(root, join(root, dirname(from), decodeURI(target)));
	if (!existsSync(join(root, path))) return `${from}: ${link} is not there`;
	if (anchor === undefined || statSync(join(root, path)).isDirectory()) return null;
	return anchorsOf(path).includes(anchor) ? null : `${from}: ${link} has no such heading`;
}

test('every link between the documents leads to a file, and to a heading of it', () => {
	const links = documents.flatMap((path) => [...proseOf(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => ({ path, link })));
	const inside = links.filter(({ link }) => !/^(https?|mailto):/.test(link));
	expect(inside.length).toBeGreaterThan(50);
	expect(inside.map(({ path, link }) => brokenLink(path, link)).filter((broken) => broken !== null)).toEqual([]);
});

test('every link from the editor into this repository leads to a document, and to a heading of it', () => {
	const links = sources.flatMap((path) =>
		[...textOf(path).matchAll(new RegExp(`${repository}(?:/blob/main/([\\w./-]+))?(#[\\w-]+)?`, 'g'))].map((link) => ({ path, link })),
	);
	expect(links.length).toBeGreaterThan(10);
	for (const {
		path,
		link: [, file = 'README.md', anchor = ''],
	} of links)
		expect(brokenLink('README.md', `${file}${anchor}`), path).toBeNull();
});

test('every page of docs/ is linked from another document', () => {
	const linked = new Set(
		documents.flatMap((path) =>
			[...proseOf(path).matchAll(/\]\(([^)\s#]+)/g)].map(([, link]) => relative(root, join(root, dirname(path), link))),
		),
	);
	expect(filesIn('docs', /\.(md|png)$/).filter((path) => !linked.has(path))).toEqual([]);
});

test('every example workflow is in the list of the README', () => {
	for (const file of filesIn('workflows', /\.json$/)) expect(textOf('README.md')).toContain(`](${file})`);
});

test('the README is one page: at most 180 lines and 1,500 words', () => {
	const readme = textOf('README.md');
	expect(readme.split('\n').length).toBeLessThanOrEqual(181);
	expect(readme.split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(1500);
});

test('the workflow of the privacy guide can be pasted: it is JSON, and its connections lead to its nodes', () => {
	const [, code] = /```json\n([\s\S]*?)```/.exec(textOf('docs/guides/privacy.md')) ?? [];
	const { nodes, connections } = JSON.parse(code) as {
		nodes: Array<{ name: string }>;
		connections: Record<string, { main: Array<Array<{ node: string }>> }>;
	};
	const names = nodes.map(({ name }) => name);
	const ends = Object.entries(connections).flatMap(([from, { main }]) => [from, ...main.flat().map(({ node }) => node)]);
	expect([...new Set(ends)].toSorted()).toEqual(names.toSorted());
});
