/**
 * `npm run test:safety`: every case of the release bars (nobody phoned twice, nobody phoned who must not be), printed as
 * one table. `npm test` plays a fixed share of each. The crashes of a real n8n are among them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { installExitHandlers, leave, run, temporaryFolder } from './lib/processes.mjs';
import { createProgress } from './lib/progress.mjs';
import { buildProject, installProject, projectRoot } from './lib/project.mjs';
import { checkRequirements } from './lib/requirements.mjs';

const MINUTE = 60_000;
const say = (text) => process.stdout.write(`${text}\n`);

function printTable(file) {
	const bars = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line)) : [];
	const width = Math.max(4, ...bars.map(({ what }) => what.length));
	say(`\n${'bar'.padEnd(5)}${'what'.padEnd(width)}  ${'cases'.padStart(9)}  violations`);
	for (const { id, what, cases, violations } of bars.sort((a, b) => a.id.localeCompare(b.id))) {
		say(`${id.padEnd(5)}${what.padEnd(width)}  ${String(cases).padStart(9)}  ${violations}`);
	}
	return bars;
}

async function safety() {
	const progress = createProgress({ total: 5 });
	await progress.step('Check Node.js and npm', () => checkRequirements());
	await progress.step('Install the development packages', async (note) => note(await installProject()));
	await progress.step('Build the package', buildProject);
	const file = join(temporaryFolder('safety'), 'bars.jsonl');
	const env = { ...process.env, VOICE_CALLS_FULL: '1', VOICE_CALLS_BARS: file };
	const vitest = (...args) =>
		run(process.execPath, [join(projectRoot, 'node_modules/vitest/vitest.mjs'), 'run', ...args], { cwd: projectRoot, env, timeoutMs: 20 * MINUTE, inherit: true });
	const codes = [];
	await progress.step('Play the bars', async () => codes.push((await vitest('--project', 'safety', '--project', 'unit', 'test/safety', 'callingHours/decisions')).code), { talks: true });
	await progress.step('Kill a real n8n', async () => codes.push((await vitest('--project', 'e2e', 'crash')).code), { talks: true });
	const bars = printTable(file);
	const failed = codes.filter((code) => code !== 0).length + bars.filter(({ violations }) => violations > 0).length;
	say(`\n${progress.elapsed()}, ${bars.length} bars, ${failed === 0 ? '0 violations' : `${failed} of them or of their runs failed`}`);
	return failed;
}

installExitHandlers();
leave((await safety()) === 0 ? 0 : 1);
