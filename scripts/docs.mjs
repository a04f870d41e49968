/** `npm run docs`: rewrites the generated parts of the documentation and the output schemas of the nodes; with `--check` it only says whether they are true. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { callingHoursPage } from './docs/callingHours.mjs';
import { eventsPage } from './docs/events.mjs';
import { nodePages } from './docs/nodes.mjs';
import { providerPages } from './docs/providers.mjs';
import { schemaPages } from './docs/schemas.mjs';

const root = resolve(import.meta.dirname, '..');
const check = process.argv.includes('--check');

const pages = [
	...providerPages,
	...nodePages,
	{ path: 'docs/guides/calling-hours.md', make: () => callingHoursPage() },
	{ path: 'docs/guides/events.md', make: eventsPage },
	...schemaPages,
];

for (const { path, make } of pages) {
	const file = join(root, path);
	const now = existsSync(file) ? readFileSync(file, 'utf8') : '';
	const made = make(now);
	if (now === made) continue;
	if (check) {
		process.stderr.write(`${path} is not what the code says: run "npm run docs".\n`);
		process.exitCode = 1;
	} else {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, made);
		process.stdout.write(`${path} rewritten.\n`);
	}
}
