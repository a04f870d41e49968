/** What a person sees of a command: its steps while it works, and one clear sentence when it cannot go on. */
import process from 'node:process';
import { Listr } from 'listr2';
import { installExitHandlers, leave } from './processes.mjs';

/** A failure that the person can mend: `message` says what went wrong, `missing` what is missing, `wayOut` what to do. */
export class CannotContinue extends Error {
	name = 'CannotContinue';

	constructor(message, { missing, wayOut, log } = {}) {
		super(message);
		Object.assign(this, { missing, wayOut, log });
	}
}

/** Milliseconds in, "4.2 s" below a minute and "3 min 07 s" above out. */
export function formatSeconds(milliseconds) {
	const seconds = Math.round(milliseconds / 1000);
	return seconds < 60 ? `${(milliseconds / 1000).toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** Prints a failure so that the reader knows what happened, what is missing and the way out. */
export function printFailure(error) {
	if (!(error instanceof CannotContinue)) {
		process.stderr.write(`\nUnexpected failure: ${error?.stack ?? String(error)}\n`);
		return;
	}
	const { log, message, missing, wayOut } = error;
	const lines = [log && `\n--- last lines of its output ---\n${log.trimEnd()}\n---`, `\nCannot continue: ${message}`, missing && `  Missing: ${missing}`, wayOut && `  Way out: ${wayOut}`];
	process.stderr.write(`${lines.filter(Boolean).join('\n')}\n`);
}

/** One step: `work(note, context)` does it; `note(text)` says how it stands. Its time is shown behind its name when it is done. */
export const step = (title, work) => ({
	title,
	task: async (context, task) => {
		const began = Date.now();
		let said = '';
		await work((text) => (task.output = said = text), context);
		task.title = `${title}: ${said ? `${said}, ` : ''}${formatSeconds(Date.now() - began)}`;
	},
});

/** Steps one after the other, beside other lanes. */
export const lane = (title, steps) => ({ title, task: (_context, task) => task.newListr(steps, { concurrent: false, exitOnError: false }) });

/** Does the steps (listr2's tasks) and returns what they left in `context`; the first that fails ends it, unless it is in a lane. */
export const runSteps = (steps, { context = {}, concurrent = false } = {}) =>
	new Listr(steps, { ctx: context, concurrent, renderer: process.stdout.isTTY ? 'default' : 'simple', rendererOptions: { collapseSubtasks: false } }).run();

/** Runs a command's `main`, which returns how many checks failed, to the end of the process: exit code 0 or 1. */
export async function runCommand(main) {
	installExitHandlers();
	try {
		await leave((await main()) ? 1 : 0);
	} catch (error) {
		printFailure(error);
		await leave(1);
	}
}
