/**
 * Runs one command in the process group that this process leads. SIGTERM ends the group, the hard way after five seconds; the group also dies
 * at once when the script that started it disappears (its end of stdin closes).
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

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, endGroup);
process.stdin.on('error', () => {}).on('close', () => signalGroup('SIGKILL'));
process.stdin.resume();

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
	process.stderr.write(`${error.message}\n`);
	process.exit(127);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGKILL' ? 137 : 1)));
