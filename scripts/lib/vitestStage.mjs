/** Runs one vitest project for people to watch, and counts its results for the sum at the end. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { run } from './processes.mjs';
import { projectRoot } from './project.mjs';

/**
 * Counts in vitest's JSON report: `{ passed, failed, skipped }`. A file that could not be collected counts as one failure, and
 * so does a run that failed without a failed test (an unhandled error) or without a report.
 */
export function countResults(report, exitCode) {
	if (!report) return { passed: 0, failed: 1, skipped: 0 };
	const brokenFiles = report.testResults.filter(
		(file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
	).length;
	const failed = report.numFailedTests + brokenFiles;
	return {
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

/** Runs `vitest run --project <project>`; temporary folders of the tests go into `folder`. Returns the counts. */
export async function runVitestProject(project, { folder, env = {}, timeoutMs }) {
	const reportPath = join(folder, `${project}.json`);
	const args = [
		join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs'),
		'run',
		'--project',
		project,
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
