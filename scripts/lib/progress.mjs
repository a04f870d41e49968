/** What a person sees while a command works: numbered steps, a sign of life in the long ones, one clear sentence on failure. */
import process from 'node:process';

const HEARTBEAT_MS = 10_000;
const REDRAW_MS = 1_000;

/** A failure that the person can mend: `message` says what went wrong, `missing` what is missing, `wayOut` what to do. */
export class CannotContinue extends Error {
	constructor(message, { missing, wayOut, log } = {}) {
		super(message);
		this.name = 'CannotContinue';
		this.missing = missing;
		this.wayOut = wayOut;
		this.log = log;
	}
}

/** "4.2 s" below a minute, "3 min 07 s" above. */
export function formatSeconds(milliseconds) {
	const seconds = milliseconds / 1000;
	if (seconds < 60) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** Milliseconds in, "4.2 s" out, since `start` (a Date.now() value). */
export const since = (start) => formatSeconds(Date.now() - start);

/** Prints a failure so that the reader knows what happened, what is missing and the way out. */
export function printFailure(error, stream = process.stderr) {
	if (!(error instanceof CannotContinue)) {
		stream.write(`\nUnexpected failure: ${error?.stack ?? String(error)}\n`);
		return;
	}
	if (error.log) stream.write(`\n--- last lines of its output ---\n${error.log.trimEnd()}\n---\n`);
	stream.write(`\nCannot continue: ${error.message}\n`);
	if (error.missing) stream.write(`  Missing: ${error.missing}\n`);
	if (error.wayOut) stream.write(`  Way out: ${error.wayOut}\n`);
}

/**
 * Numbered steps on a stream. `step(name, work, { talks })` runs `work(note)`, returns its value and passes on what it throws.
 * `note(text)` says what a long step is doing now; a step that `talks` writes its own output, so no sign of life is drawn into it.
 */
export function createProgress({ total, stream = process.stdout } = {}) {
	const startedAt = Date.now();
	const live = Boolean(stream.isTTY);
	let number = 0;

	const clearLine = () => live && stream.write('\r\u001b[2K');

	async function step(name, work, { talks = false } = {}) {
		number += 1;
		const prefix = `[${number}${total ? `/${total}` : ''}]`;
		const began = Date.now();
		let doing = '';
		const line = () => `${prefix} ${name} … ${since(began)}${doing ? ` (${doing})` : ''}`;
		const draw = () => {
			clearLine();
			stream.write(live ? line().slice(0, (stream.columns ?? 80) - 1) : `      ${line()}\n`);
		};

		stream.write(live && !talks ? `${prefix} ${name} …` : `${prefix} ${name} …\n`);
		const timer = talks ? undefined : setInterval(draw, live ? REDRAW_MS : HEARTBEAT_MS);
		const finish = (word) => {
			clearInterval(timer);
			if (!talks) clearLine();
			stream.write(`${prefix} ${name}: ${word} (${since(began)})\n`);
		};

		try {
			const result = await work((text) => {
				doing = text;
				if (live && !talks) draw();
			});
			finish(doing ? `done, ${doing}` : 'done');
			return result;
		} catch (error) {
			finish('FAILED');
			throw error;
		}
	}

	return { step, elapsed: () => since(startedAt) };
}
