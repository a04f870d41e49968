/** What a person sees of a command: its steps while it works, and one clear sentence when it cannot go on. */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Listr, PRESET_TIMER } from 'listr2';
import { leave } from './processes.mjs';

/** A failure that the person can mend: `message` says what went wrong, `wayOut` what to do, `log` what led to it. */
export class CannotContinue extends Error {
	name = 'CannotContinue';

	constructor(message, { wayOut, log } = {}) {
		super(message);
		Object.assign(this, { wayOut, log });
	}
}

function printFailure(error) {
	const { log, message, wayOut } = error instanceof CannotContinue ? error : { message: error?.stack ?? String(error) };
	const lines = [
		log && `\n--- last lines of its output ---\n${log.trimEnd()}\n---`,
		`\nCannot continue: ${message}`,
		wayOut && `  Way out: ${wayOut}`,
	];
	process.stderr.write(`${lines.filter(Boolean).join('\n')}\n`);
}

/**
 * The options of the command line (those of node's parseArgs), once `check(values)` has not thrown.
 * @throws CannotContinue with `usage`
 */
export function readOptions(options, usage, check = () => {}) {
	try {
		const { values } = parseArgs({ options });
		check(values);
		return values;
	} catch (error) {
		throw new CannotContinue(`${error.message}.`, { wayOut: usage });
	}
}

/** One step: `work(note, context)` does it and may return what is shown behind its name; `note(text)` says how it stands. */
export const step = (title, work) => ({
	title,
	task: async (context, task) => {
		const said = await work((text) => (task.output = text), context);
		if (said) task.title = `${title}: ${said}`;
	},
});

/** Steps one after the other, of which a failed one does not end the others. */
export const lane = (title, steps) => ({
	title,
	task: (_context, task) => task.newListr(steps, { concurrent: false, exitOnError: false }),
});

/**
 * Does the steps (listr2's tasks), as many side by side as `concurrent` says, and returns what they left in `context`; the first that fails
 * ends it, unless it is in a lane.
 */
export const runSteps = (steps, { context = {}, concurrent = false } = {}) =>
	new Listr(steps, {
		ctx: context,
		concurrent,
		renderer: process.stdout.isTTY ? 'default' : 'simple',
		rendererOptions: { collapseSubtasks: false, timer: PRESET_TIMER },
	}).run();

/** Runs a command's `main`, which returns how many checks failed, to the end of the process: exit code 0 or 1. */
export async function runCommand(main) {
	try {
		await leave((await main()) ? 1 : 0);
	} catch (error) {
		printFailure(error);
		await leave(1);
	}
}
