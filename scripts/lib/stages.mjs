/** The stages of `npm test`: vitest projects, and npm scripts that count as one check. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { npm, run } from './processes.mjs';
import { projectRoot } from './project.mjs';

/** What a stage wrote, to read where its failures are not enough. */
const logFolder = join(projectRoot, 'test-results');

function keepLog(name, output) {
	mkdirSync(logFolder, { recursive: true });
	writeFileSync(join(logFolder, `${name}.log`), output);
}

/** What the sum repeats of a failure. */
const firstLines = (text = '') => text.split('\n').slice(0, 6).map((line) => `      ${line.slice(0, 300)}`).join('\n');

/**
 * Counts in vitest's JSON report: `{ passed, failed, skipped, names }`, the names of what failed. A file that could not be collected counts as one failure, and
 * so does a run that failed without a failed test (an unhandled error) or without a report.
 */
export function countResults(report, exitCode) {
	if (!report) return { passed: 0, failed: 1, skipped: 0, names: ['no report was written'] };
	const failures = (file) => file.assertionResults.filter(({ status }) => status === 'failed');
	const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && failures(file).length === 0);
	const failed = report.numFailedTests + brokenFiles.length;
	return {
		names: [
			...report.testResults.flatMap((file) => failures(file).map(({ fullName, failureMessages }) => `${fullName}\n${firstLines(failureMessages[0])}`)),
			...brokenFiles.map((file) => `${relative(projectRoot, file.name)}\n${firstLines(file.message)}`),
		],
		passed: report.numPassedTests,
		failed: failed === 0 && exitCode !== 0 ? 1 : failed,
		skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
	};
}

function readReport(path) {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch {
		return undefined;
	}
}

/**
 * Runs vitest `projects` under the stage's name; temporary folders of the tests go into `folder`. With `files` only those whose path holds
 * one of them. Returns the counts, and `slowest`: `[{ file, seconds }]`.
 */
export async function runVitest(name, { folder, env = {}, timeoutMs, projects = [name], files = [] }) {
	const reportPath = join(folder, `${name}.json`);
	const flags = [...projects.flatMap((project) => ['--project', project]), '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
	const { code, timedOut, output } = await run(process.execPath, [join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...files, ...flags], {
		cwd: projectRoot,
		env: { ...process.env, NODE_ENV: 'test', TMPDIR: folder, ...env },
		timeoutMs,
	});
	keepLog(name, output);
	const report = timedOut ? undefined : readReport(reportPath);
	const slowest = (report?.testResults ?? []).map(({ name: file, startTime, endTime }) => ({ file: relative(projectRoot, file), seconds: (endTime - startTime) / 1000 }));
	return { ...countResults(report, code), slowest };
}

/** Runs an npm script that counts as one check. */
export async function runScript(name, timeoutMs) {
	const { code, output } = await npm(['run', name], { cwd: projectRoot, timeoutMs });
	keepLog(name, output);
	if (code === 0) return { passed: 1, failed: 0, skipped: 0, names: [], slowest: [] };
	return { passed: 0, failed: 1, skipped: 0, names: [`"npm run ${name}"\n${output.trimEnd().split('\n').slice(-40).join('\n')}`], slowest: [] };
}
