/**
 * Runs one command in the process group that this process leads. SIGTERM ends the group, the hard way after five seconds; SIGUSR2 ends it
 * without that hurry. The group also dies at once when the script that started it disappears (its end of stdin closes).
 */
import { spawn } from 'node:child_process';
import process from 'node:process';

const GRACE_MS = 5_000;
const signalGroup = (signal) => process.kill(-process.pid, signal);
let ending = false;

function endGroup() {
	if (ending) return;
	ending = true;
	signalGroup('SIGTERM');
	setTimeout(() => signalGroup('SIGKILL'), GRACE_MS);
}

/** SIGTERMs that this process sent to its group, and so to itself. */
let own = 0;

function endGently() {
	own++;
	signalGroup('SIGTERM');
}

for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, endGroup);
process.on('SIGTERM', () => (own > 0 ? own-- : endGroup()));
process.on('SIGUSR2', endGently);
process.stdin.on('error', () => {}).on('close', () => signalGroup('SIGKILL'));
process.stdin.resume();

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
	process.stderr.write(`${error.message}\n`);
	process.exit(127);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGKILL' ? 137 : 1)));
