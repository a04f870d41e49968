/** Everything that a release takes but the upload: what is said of the version, how it is published, what is in it, and whether it can be installed. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureHost } from '../../scripts/lib/n8nHost.mjs';
import { startN8n } from '../../scripts/lib/n8nInstance.mjs';
import { npm, packProject, projectRoot } from '../../scripts/lib/npm.mjs';
import { run } from '../../scripts/lib/processes.mjs';
import { createClient } from '../e2e/support/n8nClient.mts';
import { nodeWorkflow } from '../e2e/support/nodeWorkflow.mts';
import { scannerErrors } from '../harness/scanner.mjs';
import { bundledPackages } from './support/bundled.mts';
import { actionlint, settingsFor, startRegistry } from './support/tools.mts';

const textOf = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const manifest = JSON.parse(textOf('package.json'));
const { name, version } = manifest as { name: string; version: string };
const packages = join(projectRoot, 'packages');
const folder = mkdtempSync(join(tmpdir(), 'release-'));
let packed: Awaited<ReturnType<typeof packProject>>;

beforeAll(async () => {
	mkdirSync(packages, { recursive: true });
	packed = await packProject(packages);
	await run('tar', ['xzf', packed.tarball, '-C', folder]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the version', () => {
	test('the changelog describes this version, the lock file has it, and nothing is left under Unreleased', () => {
		const [unreleased, newest] = textOf('CHANGELOG.md').split(/^## /m).slice(1);
		expect(newest).toMatch(new RegExp(`^\\[${version}\\] - (unreleased|\\d{4}-\\d{2}-\\d{2})\\n`));
		expect(unreleased.trim()).toBe('[Unreleased]');
		const lock = JSON.parse(textOf('package-lock.json'));
		expect([lock.version, lock.packages[''].version]).toEqual([version, version]);
		if (/ - unreleased/.test(newest)) console.log(`To do on the day: write the date into the entry of ${version} in CHANGELOG.md.`);
	});

	test('the version has no tag yet', async () => {
		const { all } = await run('git', ['tag', '--list', version], { cwd: projectRoot });
		expect(all).toBe('');
	});
});

describe('the way to the registry', () => {
	const workflow = textOf('.github/workflows/publish.yml');

	test('GitHub publishes a version tag that is that of package.json, with provenance and without a token', () => {
		expect(workflow).toMatch(/tags:\n\s+- '\*\.\*\.\*'/);
		expect(workflow).toContain('id-token: write');
		expect(workflow).toContain(`test "$GITHUB_REF_NAME" = "$(node -p "require('./package.json').version")"`);
		expect(workflow).toMatch(/npm publish --provenance --access public/);
		expect(workflow).toContain("RELEASE_MODE: 'true'");
		expect(workflow).not.toMatch(/NODE_AUTH_TOKEN|NPM_TOKEN|secrets\./);
	});

	test('the package names the repository that the provenance will name, and no other registry', () => {
		expect(manifest.repository).toEqual({ type: 'git', url: `git+https://github.com/n8n-nodes-voice-calls/${name}.git` });
		expect([manifest.private, manifest.publishConfig, manifest.dependencies, manifest.license]).toEqual([
			undefined,
			undefined,
			undefined,
			'MIT',
		]);
	});

	test('both workflows of GitHub pass actionlint, which finds a mistake where there is one', async () => {
		const { exitCode, said } = await actionlint('.github/workflows/*.yml');
		expect([exitCode, said]).toEqual([0, expect.stringMatching(/Checking 2 workflow file.*passed/s)]);
		const wrong = join(folder, 'wrong.yml');
		writeFileSync(wrong, workflow.replace('runs-on: ubuntu-latest', 'runs-on: ubuntu-lates'));
		expect((await actionlint(wrong)).said).toContain('label "ubuntu-lates" is unknown');
	});
});

describe('the tarball', () => {
	test('the tarball holds the build, its README and its license, and nothing else', () => {
		const strange = packed.files.filter(
			(path: string) => !/^(dist\/.*\.(js|d\.ts|json|svg)|index\.(js|d\.ts)|package\.json|README\.md|LICENSE)$/.test(path),
		);
		expect(strange).toEqual([]);
		expect(packed.files).toEqual(
			expect.arrayContaining([...manifest.n8n.nodes, ...manifest.n8n.credentials, 'index.js', 'LICENSE', 'README.md']),
		);
		console.log(`${packed.tarball}: ${packed.files.length} files, ${packed.size} bytes packed, ${packed.unpackedSize} unpacked`);
	});

	test("n8n's package scanner finds no error in the sources and in the tarball", async () => {
		expect(await scannerErrors(projectRoot, 'source')).toBe('');
		expect(await scannerErrors(join(folder, 'package'), 'tarball')).toBe('');
	});

	test('the license names every package that is bundled, with its terms', async () => {
		const bundled = await bundledPackages();
		expect(bundled.map((one) => [one.name, one.license])).toEqual([['libphonenumber-js', 'MIT']]);
		const license = readFileSync(join(folder, 'package', 'LICENSE'), 'utf8');
		for (const one of bundled) {
			expect(license).toContain(one.name);
			const terms = textOf(`node_modules/${one.name}/LICENSE`).replace(/ <[^>]*@[^>]*>/g, '');
			expect(license.replace(/\s+/g, ' ')).toContain(terms.trim().replace(/\s+/g, ' '));
		}
		// The tables of libphonenumber-js are made from Google's.
		expect(license).toMatch(/libphonenumber by Google .*\n?.*Apache License 2\.0/);
	});

	test('a list of what is bundled is written in CycloneDX', async () => {
		const bundled = await bundledPackages();
		const { stdout } = await npm(['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']);
		const all = JSON.parse(String(stdout));
		const components = all.components.filter((one: { name: string; version: string }) =>
			bundled.some((other) => other.name === one.name && other.version === one.version),
		);
		const own = { ...all.metadata.component, name, purl: `pkg:npm/${name}@${version}` };
		const refs = components.map((one: Record<string, string>) => one['bom-ref']);
		const sbom = {
			...all,
			metadata: { ...all.metadata, component: own },
			components,
			dependencies: [{ ref: own['bom-ref'], dependsOn: refs }, ...refs.map((ref: string) => ({ ref, dependsOn: [] }))],
		};
		expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: expect.stringMatching(/^1\.\d$/) });
		expect(components.map((one: Record<string, unknown>) => [one.name, one.version, one.licenses])).toEqual(
			bundled.map((one) => [one.name, one.version, [{ license: { id: one.license } }]]),
		);
		writeFileSync(join(packages, `${name}-${version}.cdx.json`), `${JSON.stringify(sbom, null, 2)}\n`);
		console.log(`packages/${name}-${version}.cdx.json: ${refs.join(', ')}`);
	});
});

test('published to a registry and installed from there by name, the package plays a call in a new n8n', async () => {
	const host = await ensureHost();
	const registry = await startRegistry(folder, host.nodePath);
	const env = { ...process.env, ...settingsFor(registry.url) };
	const publish = () => run('npm', ['publish', packed.tarball, '--ignore-scripts'], { cwd: folder, env, extendEnv: false });
	try {
		const { exitCode, all } = await publish();
		expect(exitCode, all).toBe(0);
		const { stdout } = await run('npm', ['view', name, 'dist', '--json'], { cwd: folder, env, extendEnv: false });
		const { integrity } = JSON.parse(String(stdout));
		expect(integrity).toBe(`sha512-${createHash('sha512').update(readFileSync(packed.tarball)).digest('base64')}`);
		Object.assign(process.env, settingsFor(registry.url));
		const n8n = await startN8n({ host, tarball: name });
		try {
			const client = createClient(n8n);
			const workflow = await nodeWorkflow(client, {
				type: `${name}.sendCall`,
				parameters: { provider: 'simulator', agentId: { __rl: true, mode: 'list', value: 'sim-survey' }, phoneNumber: '+12025550100' },
			});
			const { outputs } = await workflow.run([{}]);
			expect(outputs[0][0]?.json).toMatchObject({ status: 'completed', outcome: 'answered', simulated: true });
		} finally {
			await n8n.dispose();
		}
	} finally {
		for (const setting of Object.keys(settingsFor(registry.url))) delete process.env[setting];
		await registry.stop();
	}
});
