/** `npm run docs:pictures`: has the editor's tests take the pictures of the documentation, and puts them into docs/images. */
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { projectRoot } from '../lib/project.mjs';

const from = join(projectRoot, 'test-results', 'ui', 'docs');
const to = join(projectRoot, 'docs', 'images');

for (const name of readdirSync(from)) {
	copyFileSync(join(from, name), join(to, name));
	process.stdout.write(`docs/images/${name}\n`);
}
