/** What a release is tried with beside this project, kept in the person's cache: a registry on this machine, and the linter of GitHub's workflows. */
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import axios from 'axios';
import { installOnce } from '../../../scripts/lib/cache.mjs';
import { waitFor } from '../../../scripts/lib/n8nClient.mjs';
import { npmOrStop, projectRoot } from '../../../scripts/lib/npm.mjs';
import { freePort } from '../../../scripts/lib/ports.mjs';
import { run, startProcess, stopProcess } from '../../../scripts/lib/processes.mjs';

const RECIPE = join(projectRoot, 'test', 'harness', 'release-tools');

/** The folder with the tools, installed at the first use. */
async function ensureTools(): Promise<string> {
	const lock = readFileSync(join(RECIPE, 'package-lock.json'));
	const name = `release-tools-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`;
	return await installOnce(name, async (folder: string) => {
		for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(RECIPE, file), join(folder, file));
		await npmOrStop(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
			cwd: folder,
			failure: 'the tools of the dry run could not be installed',
			wayOut: 'check that the npm registry can be reached ("npm ping"), then run the command again.',
		});
	});
}

/** What actionlint says of the workflow files of this pattern: its exit code and its words. */
export async function actionlint(pattern: string, cwd = projectRoot): Promise<{ exitCode: number | undefined; said: string }> {
	const command = join(await ensureTools(), 'node_modules', '@tktco', 'node-actionlint', 'bin', 'node-actionlint.js');
	const { exitCode, all = '' } = await run(process.execPath, [command, pattern], { cwd });
	return { exitCode, said: all };
}

/** npm's settings for the registry: whoever asks may read and publish. */
export const settingsFor = (url: string): Record<string, string> => ({
	npm_config_registry: url,
	[`npm_config_${url.replace(/^http:/, '')}/:_authToken`]: 'anybody',
});

/** Starts an empty registry on this machine, which asks no other one. `folder` takes its packages. */
export async function startRegistry(folder: string, nodePath: string): Promise<{ url: string; stop: () => Promise<void> }> {
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const config = join(folder, 'verdaccio.yaml');
	const lines = [
		`storage: ${join(folder, 'storage')}`,
		'auth: { htpasswd: { file: ./htpasswd } }',
		"packages: { '**': { access: $all, publish: $all } }",
		'log: { type: stdout, level: warn }',
	];
	writeFileSync(config, `${lines.join('\n')}\n`);
	const command = join(await ensureTools(), 'node_modules', 'verdaccio', 'bin', 'verdaccio');
	const child = startProcess(nodePath, [command, '--config', config, '--listen', `127.0.0.1:${port}`], { cwd: folder });
	await waitFor('the registry', () =>
		axios.get(`${url}/-/ping`, { proxy: false }).then(
			() => true as const,
			() => undefined,
		),
	);
	return { url, stop: () => stopProcess(child) };
}
