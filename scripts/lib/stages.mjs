/** The stages of `npm test`: vitest projects, and npm scripts that count as one check. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { clocks, hourSensitiveFiles, movedEnvironment } from '../../test/harness/clocks.mjs';
import { npm, projectRoot } from './npm.mjs';
import { lastLines, run } from './processes.mjs';

const MINUTE = 60_000;

/** What a stage wrote, to read where its failures are not enough. */
const logFolder = join(projectRoot, 'test-results');

function keepLog(name, output) {
	mkdirSync(logFolder, { recursive: true });
	writeFileSync(join(logFolder, `${name}.log`), output);
}

/** What the sum repeats of a failure. */
const firstLines = (text = '') =>
	text
		.split('\n')
		.slice(0, 6)
		.map((line) => `      ${line.slice(0, 300)}`)
		.join('\n');

/** Starts vitest with these arguments; `options` are execa's. */
export const vitest = (args, options) =>
	run(process.execPath, [join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...args], { cwd: projectRoot, ...options });

/**
 * Counts in vitest's JSON report: `{ passed, failed, skipped, names, slowest }`, the names of what failed and `[{ file, seconds }]`. A file that
 * could not be collected counts as one failure, and so does a run that failed without a failed test (an unhandled error).
 */
export function countResults(report, exitCode) {
	const failures = ({ name, status, message, assertionResults }) => {
		const failed = assertionResults.filter((test) => test.status === 'failed');
		if (failed.length === 0 && status === 'failed') return [`${relative(projectRoot, name)}\n${firstLines(message)}`];
		return failed.map(({ fullName, failureMessages }) => `${fullName}\n${firstLines(failureMessages[0])}`);
	};
	const names = report.testResults.flatMap(failures);
	return {
		passed: report.numPassedTests,
		failed: names.length || Number(exitCode !== 0),
		skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
		names,
		slowest: report.testResults.map((file) => ({
			file: relative(projectRoot, file.name),
			seconds: (file.endTime - file.startTime) / 1000,
		})),
	};
}

/** What a stage that has no report counts as. */
export const oneFailure = (text) => ({ passed: 0, failed: 1, skipped: 0, names: [text], slowest: [] });

/**
 * Runs vitest `projects` under the stage's name; temporary folders of the tests go into `folder`. With `files` only those whose path holds
 * one of them. Returns what `countResults` does.
 */
export async function runVitest(name, { folder, env = {}, timeout, projects = [name], files = [] }) {
	const reportPath = join(folder, `${name}.json`);
	const flags = projects.flatMap((project) => ['--project', project]);
	const { exitCode, timedOut, all } = await vitest(
		[...files, ...flags, '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`],
		{
			env: { NODE_ENV: 'test', TMPDIR: folder, ...env },
			timeout,
		},
	);
	keepLog(name, all);
	if (timedOut || !existsSync(reportPath))
		return oneFailure(`${timedOut ? 'it took too long' : 'no report was written'}\n${lastLines(all, 40)}`);
	return countResults(JSON.parse(readFileSync(reportPath, 'utf8')), exitCode);
}

/** Runs what depends on the hour once per moved clock, or with `all` the whole suites. Returns `{ clock, ...counts }` of each. */
export async function runMovedClocks({ folder, all = false, only, note = () => {} }) {
	const results = [];
	for (const clock of clocks.filter(({ id, short }) => (only === undefined || id === only) && (all || short))) {
		note(`${clock.name} (${clock.at}, ${clock.timeZone})`);
		const counts = await runVitest(`clock-${clock.id}`, {
			folder,
			projects: ['unit', 'integration'],
			files: all ? [] : hourSensitiveFiles,
			env: movedEnvironment(clock),
			timeout: 20 * MINUTE,
		});
		results.push({ clock, ...counts });
	}
	return results;
}

/** Runs an npm script that counts as one check. */
export async function runScript(name, timeout) {
	const { failed, all } = await npm(['run', name], { timeout });
	keepLog(name, all);
	return failed ? oneFailure(`"npm run ${name}"\n${lastLines(all, 40)}`) : { passed: 1, failed: 0, skipped: 0, names: [], slowest: [] };
}
