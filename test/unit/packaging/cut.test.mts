/** The sources of a package of one provider; `npm run test:single` builds, lints and runs them. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { INodePropertyOptions, INodeType } from 'n8n-workflow';
import { afterAll, describe, expect, test } from 'vitest';
import { cutSources, filesBelow, providersOf } from '../../../packaging/cut.mjs';
import { providers } from '../../../nodes/shared/providers/registry';

const root = resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'cut-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the cut knows the providers of the registry by their names', () => {
	expect(providersOf(root)).toEqual(providers.map(({ id, displayName }) => ({ id, displayName })));
});

test('a provider that is not there is refused, with those that are', () => {
	expect(() => cutSources(root, folder, 'simulator')).toThrow('There is no provider "simulator". There are bland, elevenlabs, retell,');
});

describe('the package of one provider', () => {
	const id = 'synthflow';
	const { name } = cutSources(root, folder, id);
	const files = filesBelow(folder);
	const textOf = (path: string): string => readFileSync(join(folder, path), 'utf8');
	const others = providers.map((provider) => provider.id).filter((one) => one !== id && one !== 'simulator');

	test('no file is named after another provider, and none says its name', () => {
		const foreign = new RegExp(others.join('|'), 'i');
		expect(files.length).toBeGreaterThan(200);
		expect(files.filter((path) => foreign.test(path) || foreign.test(textOf(path)))).toEqual([]);
	});

	test('it keeps the Simulator, the provider, its credential, its page and its version', () => {
		const { version, dependencies, n8n, ...manifest } = JSON.parse(textOf('package.json'));
		const whole = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
		expect([manifest.name, version, dependencies]).toEqual([name, whole.version, undefined]);
		expect(manifest.repository.url).toBe(`git+https://github.com/n8n-nodes-voice-calls/${name}.git`);
		expect(n8n.credentials).toEqual(['dist/credentials/SynthflowVoiceApi.credentials.js']);
		expect(n8n.nodes).toEqual(whole.n8n.nodes);
		expect(textOf('nodes/shared/providers/list.ts')).toContain('= [simulator, synthflow];');
		expect(textOf('CHANGELOG.md')).toMatch(new RegExp(`^## \\[?${version}\\b`, 'm'));
		expect(files).toEqual(expect.arrayContaining(['docs/providers/simulator.md', 'docs/providers/synthflow.md', 'icons/synthflow.svg']));
	});

	test('every link of its documentation leads to a file that is still there', () => {
		const links = files
			.filter((path) => path.endsWith('.md'))
			.flatMap((path) => [...textOf(path).matchAll(/\]\(([^)\s#]+)/g)].map(([, link]) => ({ path, link })))
			.filter(({ link }) => !/^(https?|mailto):/.test(link));
		expect(links.length).toBeGreaterThan(80);
		expect(links.filter(({ path, link }) => !existsSync(join(folder, dirname(path), link)))).toEqual([]);
	});

	test('its nodes can be loaded, and offer no operation that neither the Simulator nor the provider supports', async () => {
		const nodes = ['CallEventTrigger', 'CallPollTrigger', 'MakeCall', 'ManageCall', 'SendCall'];
		await build({
			stdin: {
				contents: nodes.map((node) => `export { ${node} } from './nodes/${node}/${node}.node';`).join('\n'),
				resolveDir: folder,
				loader: 'ts',
			},
			bundle: true,
			platform: 'node',
			nodePaths: [join(root, 'node_modules')],
			external: ['n8n-workflow'],
			outfile: join(folder, 'nodes.cjs'),
		});
		const bundle = { exports: {} as Record<string, new () => INodeType> };
		new Function('module', 'exports', 'require', readFileSync(join(folder, 'nodes.cjs'), 'utf8'))(
			bundle,
			bundle.exports,
			createRequire(import.meta.url),
		);
		const described = Object.fromEntries(nodes.map((node) => [node, new bundle.exports[node]().description]));
		const operation = described.ManageCall.properties.find((property) => property.name === 'operation');
		expect((operation?.options as INodePropertyOptions[]).map(({ value }) => value)).toEqual([
			'checkNumber',
			'downloadRecording',
			'get',
			'getAll',
			'summarize',
		]);
		expect(described.SendCall.credentials).toEqual([expect.objectContaining({ name: 'synthflowVoiceApi', required: true })]);
	});

	test('the example workflows name the nodes of this package, and those alone', () => {
		const types = files
			.filter((path) => path.startsWith('workflows/'))
			.flatMap((path) => JSON.parse(textOf(path)).nodes.map(({ type }: { type: string }) => type));
		expect(types.filter((type) => type.includes('voice-calls') && !type.startsWith(`${name}.`))).toEqual([]);
		expect(types).toContain(`${name}.makeCall`);
	});
});
