/** Runs one vitest project for people to watch, and counts its results for the sum at the end. */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { run } from './processes.mjs';
import { projectRoot } from './project.mjs';

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
			...report.testResults.flatMap((file) => failures(file).map((one) => `${one.fullName}\n${firstLines(one.failureMessages[0] ?? '')}`)),
			...brokenFiles.map((file) => `${relative(projectRoot, file.name)}\n${firstLines(file.message ?? '')}`),
		],
		passed: report.numPassedTests,
		failed: failed === 0 && exitCode !== 0 ? 1 : failed,
		skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
	};
}

/** What the sum repeats of a failure: long output above it may have been cut off. */
const firstLines = (text) => text.split('\n').slice(0, 6).map((line) => `      ${line.slice(0, 300)}`).join('\n');

function readReport(path) {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch {
		return undefined;
	}
}

/**
 * Runs `vitest run --project <project>`; temporary folders of the tests go into `folder`. Returns the counts.
 * With `projects` several, and with `files` only the files whose path holds one of them, under the name of the first argument.
 */
export async function runVitestProject(project, { folder, env = {}, timeoutMs, projects = [project], files = [] }) {
	const reportPath = join(folder, `${project}.json`);
	const args = [
		join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs'),
		'run',
		...files,
		...projects.flatMap((name) => ['--project', name]),
		'--reporter=default',
		'--reporter=json',
		`--outputFile.json=${reportPath}`,
	];
	const { code, timedOut } = await run(process.execPath, args, {
		cwd: projectRoot,
		env: { ...process.env, NODE_ENV: 'test', TMPDIR: folder, ...env },
		timeoutMs,
		inherit: true,
	});
	if (timedOut) process.stdout.write(`The ${project} tests were stopped after ${timeoutMs / 60_000} minutes.\n`);
	return countResults(timedOut ? undefined : readReport(reportPath), code);
}
