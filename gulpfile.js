/**
 * What has to happen after the compiler, which checks the types and copies what is no code: n8n reads one file faster than two hundred,
 * so all nodes and credentials are bundled into dist/voiceCalls.js, unminified, and the files that package.json names become stubs that
 * load it. The package may have no run-time dependency, so libphonenumber-js is part of that file.
 */
const { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { basename, dirname, join, relative } = require('node:path');
const { build } = require('esbuild');
const ts = require('typescript');
const { n8n, version } = require('./package.json');

const bundleFile = 'dist/voiceCalls.js';
/** What index.js gives, apart from the bundle, since a program that only names the words has no n8n-workflow. */
const vocabularyFile = 'dist/vocabulary.js';
const vocabulary = {
	'nodes/shared/call/event.ts': 'callEventNames',
	'nodes/shared/call/problem.ts': 'problemTypes',
	'nodes/shared/call/record.ts': 'callOutcomes, callStatuses',
};
/** The build copies every picture of the checkout into dist, also those of the documents and of a test run. */
const strays = ['dist/docs', 'dist/test-results'];

const asWritten = { bundle: true, platform: 'node', target: 'node20', external: ['n8n-workflow'], write: false };
const textOf = ({ outputFiles: [{ text }] }) => text;

const library = 'libphonenumber-js/max';
/** What nodes/shared/phoneNumber/metadata.ts imports of it. */
const libraryParts = ['getCountries', 'getCountryCallingCode', 'parsePhoneNumberFromString'];

/** A table of numbering plans is read faster as JSON than as code. */
const tableAsJson = {
	name: 'table-as-json',
	setup: ({ onLoad }) =>
		onLoad({ filter: /libphonenumber-js.metadata\.max\.json\.js$/ }, () => {
			const table = JSON.stringify(require('libphonenumber-js/metadata.max.json'));
			return { contents: `export default JSON.parse(${JSON.stringify(table)});` };
		}),
};

/** The parts of libphonenumber-js as one line, read at the first number. Its own source is on npm, and two thirds of it is a table. */
async function phoneNumberLibrary() {
	const built = await build({
		...asWritten,
		stdin: { contents: `export { ${libraryParts.join(', ')} } from '${library}';`, resolveDir: __dirname },
		format: 'iife',
		globalName: 'libphonenumber',
		minifyWhitespace: true,
		drop: ['console'], // the scanner accepts none, and n8n's log is no place for a library
		plugins: [tableAsJson],
	});
	return `// libphonenumber-js, MIT, with metadata of Google's libphonenumber, Apache-2.0: see LICENSE.
var phoneNumberLibrary = () => {
${textOf(built).trim()}
  phoneNumberLibrary = () => libphonenumber;
  return libphonenumber;
};`;
}

/** Leads the package's import to what stands above it in the bundle. */
const libraryAbove = {
	name: 'library-above',
	setup({ onResolve, onLoad }) {
		const contents = libraryParts.map((name) => `export const ${name} = (...given) => phoneNumberLibrary().${name}(...given);`).join('\n');
		onResolve({ filter: /^libphonenumber-js/ }, ({ path }) => ({ path, namespace: 'above' }));
		onLoad({ filter: new RegExp(`^${library}$`), namespace: 'above' }, () => ({ contents }));
	},
};

const className = (path) => basename(path).split('.')[0];

/** The engine holds a text with one wider character in twice the space, and compiles it more slowly. */
const inAscii = (code) => code.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

async function bundle() {
	const sources = [...n8n.nodes, ...n8n.credentials].map((path) => [className(path), path.replace(/^dist\/(.*)\.js$/, './$1')]);
	const result = await build({
		...asWritten,
		stdin: {
			contents: sources.map(([name, path]) => `export { ${name} } from '${path}';`).join('\n'),
			resolveDir: __dirname,
			loader: 'ts',
		},
		format: 'cjs',
		banner: { js: `"use strict";\n${await phoneNumberLibrary()}` },
		plugins: [libraryAbove],
		// For nodes/shared/call/bugReport.ts, which must not read a file.
		define: { packageVersion: JSON.stringify(version) },
	});
	writeFileSync(bundleFile, inAscii(textOf(result)));
	for (const path of [...n8n.nodes, ...n8n.credentials]) {
		const name = className(path);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, `exports.${name} = require('${relative(dirname(path), bundleFile).replaceAll('\\', '/')}').${name};\n`);
	}
}

async function bundleVocabulary() {
	const contents = Object.entries(vocabulary)
		.map(([path, words]) => `export { ${words} } from './${path}';`)
		.join('\n');
	writeFileSync(
		vocabularyFile,
		textOf(await build({ ...asWritten, stdin: { contents, resolveDir: __dirname, loader: 'ts' }, format: 'cjs' })),
	);
}

/** Writes the .d.ts files of the call vocabulary, which index.d.ts names. */
async function declareTypes() {
	const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile('tsconfig.json', ts.sys.readFile).config, ts.sys, __dirname);
	const { emitSkipped } = ts.createProgram(Object.keys(vocabulary), { ...options, declaration: true, emitDeclarationOnly: true }).emit();
	if (emitSkipped) throw new Error('The types of the call vocabulary could not be written.');
}

const filesIn = (folder) => readdirSync(folder, { recursive: true }).map((path) => join(folder, String(path)));

exports.bundle = async () => {
	for (const folder of strays) rmSync(folder, { recursive: true, force: true });
	for (const path of filesIn('dist')) {
		if (path.endsWith('.js')) rmSync(path);
		// n8n reads an output schema, nobody else does.
		if (path.includes('__schema__') && path.endsWith('.json')) writeFileSync(path, JSON.stringify(JSON.parse(readFileSync(path, 'utf8'))));
	}
	await bundle();
	await bundleVocabulary();
	await declareTypes();
};
