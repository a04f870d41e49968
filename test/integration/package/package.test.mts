/** What `npm pack` puts into the package: what n8n loads, and nothing else. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { outputSchemas } from '../../../nodes/outputSchemas';
import '../../harness/built.mts';

const require = createRequire(import.meta.url);

const root = fileURLToPath(new URL('../../../', import.meta.url));
const textOf = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const manifest = JSON.parse(textOf('package.json')) as {
	main?: string;
	n8n: { nodes: string[]; credentials: string[] };
	dependencies?: object;
	scripts: Record<string, string>;
};

const answer = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
	cwd: root,
	encoding: 'utf8',
	env: { ...process.env, npm_config_update_notifier: 'false', npm_config_loglevel: 'silent' },
	shell: process.platform === 'win32',
	stdio: ['ignore', 'pipe', 'ignore'],
});
const [packed] = Object.values(JSON.parse(answer)) as Array<{ files: Array<{ path: string }>; unpackedSize: number }>;
const paths = packed.files.map(({ path }) => path).sort();
const inDist = paths.filter((path) => path.startsWith('dist/'));

test('the package holds beside dist only the entry with its types, and the files that npm asks for', () => {
	const others = paths.filter((path) => !path.startsWith('dist/'));
	for (const path of others) expect(path).toMatch(/^(package\.json|README\.md|LICENSE(\.md)?|CHANGELOG\.md|index\.js|index\.d\.ts)$/);
	expect(others).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'index.d.ts', 'index.js', 'package.json']));
});

const loaders = [...manifest.n8n.nodes, ...manifest.n8n.credentials];
const code = textOf('dist/voiceCalls.js');

test('dist holds the bundle, a stub for each node and credential, the vocabulary with its types, descriptions, output schemas and icons, and nothing else', () => {
	const expected = [
		...['dist/voiceCalls.js', 'dist/vocabulary.js', ...loaders],
		...['event', 'json', 'problem', 'record'].map((name) => `dist/nodes/shared/call/${name}.d.ts`),
		...manifest.n8n.nodes.map((path) => `${path}on`),
		...Object.keys(outputSchemas).map((schema) => `dist/nodes/${schema}`),
		...readdirSync(`${root}icons`).map((icon) => `dist/icons/${icon}`),
	];
	expect(inDist).toEqual(expected.sort());
});

test('dist stays below 1,200 kB', () => {
	const bytes = inDist.reduce((sum, path) => sum + statSync(`${root}${path}`).size, 0);
	console.log(`dist: ${inDist.length} files, ${(bytes / 1000).toFixed(0)} kB`);
	expect(bytes).toBeLessThan(1_200_000);
});

test.each(loaders)('%s gives the class of the bundle that its name says, and loads nothing else', (path) => {
	const name = basename(path).split('.')[0];
	expect(textOf(path)).toMatch(new RegExp(`^exports\\.${name} = require\\('(\\.\\./)+voiceCalls\\.js'\\)\\.${name};\\n$`));
	const { [name]: given } = require(`${root}${path}`) as Record<string, new () => object>;
	expect(given).toBe((require(`${root}dist/voiceCalls.js`) as Record<string, unknown>)[name]);
	expect(new given().constructor.name).toBe(name);
});

test('the bundle is readable: it says which source a part is from, and keeps its lines and the names of functions', () => {
	const named = [...code.matchAll(/^\/\/ ((?:nodes|credentials)\/\S+\.ts)$/gm)].map(([, path]) => path);
	const sources = ['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path.replaceAll('\\', '/')}`),
	);
	for (const path of named) expect(sources).toContain(path);
	expect(new Set(named).size).toBeGreaterThan(0.8 * sources.filter((path) => path.endsWith('.ts')).length);
	expect(code.split('\n').length).toBeGreaterThan(15_000);
	for (const path of ['nodes/shared/phoneNumber/e164.ts', 'nodes/shared/dialling/place.ts']) {
		for (const [, name] of textOf(path).matchAll(/^export (?:async )?function (\w+)/gm))
			expect(code).toMatch(new RegExp(`^(async )?function ${name}\\d*\\(`, 'm'));
	}
	expect(code).not.toMatch(/\/\/# sourceMappingURL=/);
});

test('the bundle holds what is used of the phone number library, and names its licences', () => {
	expect(code).toContain('libphonenumber-js, MIT');
	expect(textOf('LICENSE')).toMatch(/libphonenumber-js[\s\S]*Apache License 2\.0[\s\S]*The MIT License/);
	expect(code).toContain('"country_calling_codes');
	expect(code).not.toMatch(/AsYouType|PhoneNumberMatcher|findNumbers/);
});

test('the package needs nothing that is not n8n: the bundle loads n8n-workflow and parts of Node.js, the vocabulary loads nothing', () => {
	expect(manifest.dependencies ?? {}).toEqual({});
	const loaded = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name);
	expect(loaded).toContain('n8n-workflow');
	for (const name of loaded) expect(name).toMatch(/^(n8n-workflow|(node:)?(crypto|buffer|url|net))$/);
	expect(code.match(/\brequire\(/g)).toHaveLength(loaded.length);
	expect(textOf('dist/vocabulary.js')).not.toMatch(/\brequire\(/);
});

test('every icon that a node or a credential names is where it looks for it', () => {
	for (const path of loaders) {
		const [given] = Object.values(
			require(`${root}${path}`) as Record<string, new () => { icon?: unknown; description?: { icon?: unknown } }>,
		);
		const instance = new given();
		const icons = [...JSON.stringify(instance.description?.icon ?? instance.icon).matchAll(/file:([^"]+)/g)];
		expect(icons.length, path).toBeGreaterThan(0);
		for (const [, icon] of icons) expect(inDist, path).toContain(new URL(icon, `file:///${path}`).pathname.slice(1));
	}
});
