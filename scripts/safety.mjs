/**
 * `npm run test:safety`: every case of the release bars (nobody phoned twice, nobody phoned who must not be), printed as
 * one table. `npm test` plays a fixed share of each. The crashes of a real n8n are among them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { runCommand, runSteps, step } from './lib/command.mjs';
import { run, temporaryFolder } from './lib/processes.mjs';
import { buildProject, projectRoot } from './lib/project.mjs';

const MINUTE = 60_000;
const say = (text) => process.stdout.write(`${text}\n`);

/** The test files with the tag: vitest would load all others only to skip them. */
const taggedFiles = readdirSync(join(projectRoot, 'test'), { recursive: true })
	.map((file) => join('test', file))
	.filter((file) => file.endsWith('.test.mts') && readFileSync(join(projectRoot, file), 'utf8').includes('@module-tag safety'));

function printTable(file) {
	const bars = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line)) : [];
	const width = Math.max(4, ...bars.map(({ what }) => what.length));
	say(`\n${'bar'.padEnd(5)}${'what'.padEnd(width)}  ${'cases'.padStart(9)}  violations`);
	for (const { id, what, cases, violations } of bars.sort((a, b) => a.id.localeCompare(b.id))) {
		say(`${id.padEnd(5)}${what.padEnd(width)}  ${String(cases).padStart(9)}  ${violations}`);
	}
	return bars;
}

await runCommand(async () => {
	const file = join(temporaryFolder('safety'), 'bars.jsonl');
	const env = { ...process.env, VOICE_CALLS_FULL: '1', VOICE_CALLS_BARS: file };
	const codes = [];
	const vitest = async (...args) => {
		const { code } = await run(process.execPath, [join(projectRoot, 'node_modules/vitest/vitest.mjs'), 'run', ...args], { cwd: projectRoot, env, timeoutMs: 20 * MINUTE, stdout: 'inherit', stderr: 'inherit' });
		codes.push(code);
	};
	await runSteps([
		step('build the package', buildProject),
		step('play the bars', () => vitest('--project', 'unit', '--project', 'integration', ...taggedFiles)),
		step('kill a real n8n', () => vitest('--project', 'e2e', ...taggedFiles)),
	]);
	const bars = printTable(file);
	const failed = codes.filter((code) => code !== 0).length + bars.filter(({ violations }) => violations > 0).length;
	say(`\n${bars.length} bars, ${failed === 0 ? '0 violations' : `${failed} of them or of their runs failed`}`);
	return failed;
});
