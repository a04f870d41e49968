/** What `npm pack` puts into the package: what n8n loads, and nothing else. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { outputSchemas } from '../../../nodes/outputSchemas';

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

test('dist holds what n8n loads: compiled modules, descriptions of nodes, output schemas and icons', () => {
	for (const path of inDist) {
		expect(path).toMatch(/^dist\/(nodes|credentials|icons)\//);
		expect(path).toMatch(/\.(js|d\.ts|node\.json|svg)$|^dist\/nodes\/\w+\/__schema__\/v1\.0\.0(\/\w+)?\.json$/);
		expect(path).not.toMatch(/(^|[./])(test|tests|spec|fixtures?|support)[./]/i);
	}
	expect(inDist.length).toBeGreaterThan(100);
	for (const schema of Object.keys(outputSchemas)) expect(inDist).toContain(`dist/nodes/${schema}`);
	expect(inDist).toEqual(expect.arrayContaining([...manifest.n8n.nodes, ...manifest.n8n.credentials]));
});

test('every module in the package is compiled from a source that is still there, and names no source map', () => {
	for (const path of inDist.filter((one) => one.endsWith('.js'))) {
		const source = path.replace(/^dist\//, '').replace(/\.js$/, '.ts');
		expect(existsSync(`${root}${source}`), source).toBe(true);
		expect(textOf(path), path).not.toMatch(/\/\/# sourceMappingURL=/);
	}
});

test('the package has all that its modules load, and needs nothing that is not n8n', () => {
	expect(manifest.dependencies ?? {}).toEqual({});
	for (const path of inDist.filter((one) => one.endsWith('.js'))) {
		for (const [, loaded] of textOf(path).matchAll(/\brequire\("([^"]+)"\)/g)) {
			if (!loaded.startsWith('.')) expect(loaded, path).toMatch(/^(n8n-workflow|(node:)?(crypto|buffer|url|net))$/);
			else {
				const target = new URL(loaded, `file:///${path}`).pathname.slice(1);
				expect(
					[`${target}.js`, `${target}/index.js`, target].some((one) => inDist.includes(one)),
					`${path}: ${loaded}`,
				).toBe(true);
			}
		}
	}
	for (const path of inDist.filter((one) => /\.(node|credentials)\.js$/.test(one))) {
		for (const [, icon] of textOf(path).matchAll(/['"]file:([^'"]+)['"]/g)) {
			expect(inDist, path).toContain(new URL(icon, `file:///${path}`).pathname.slice(1));
		}
	}
});
