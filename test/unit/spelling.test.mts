import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** The outputs are called Dialed and Not Dialed, so whatever a person reads spells it like that; names in the code and stored keys stay as they are. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const british = /\b(re)?diall(ed|ing)\b/i;
const filesIn = (folder: string, endings: RegExp): string[] =>
	readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => endings.test(name))
		.map((name) => join(folder, name));
const linesOf = (file: string): Array<[string, string]> =>
	readFileSync(join(root, file), 'utf8')
		.split('\n')
		.map((line, index) => [`${file}:${index + 1}`, line]);

test('the documents and the examples are spelled in American English', () => {
	const files = ['README.md', 'CHANGELOG.md', ...filesIn('docs', /\.md$/), ...filesIn('workflows', /\.json$/)];
	expect(
		files
			.flatMap(linesOf)
			.filter(([, line]) => british.test(line))
			.map(([place]) => place),
	).toEqual([]);
});

test('the sentences of the nodes are spelled in American English', () => {
	// Every literal is matched, so that what stands between two of them is not taken for one.
	const literals = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
	const found = ['nodes', 'credentials']
		.flatMap((folder) => filesIn(folder, /\.(ts|json)$/))
		.flatMap(linesOf)
		.filter(([, line]) => {
			if (/^\s*(\*|\/\/|\/\*)|^import /.test(line)) return false;
			return [...line.matchAll(literals)].some(([text]) => text.includes(' ') && british.test(text.replace(/\$\{[^}]*\}/g, '')));
		});
	expect(found.map(([place]) => place)).toEqual([]);
});
