/**
 * What has to happen after the compiler: the package may have no run-time dependency, so libphonenumber-js is bundled
 * into the one module that uses it, and index.d.ts needs the types of the call vocabulary. Everything else in dist stays
 * plain compiler output.
 */
const { rmSync } = require('node:fs');
const { build } = require('esbuild');
const ts = require('typescript');

const bundled = ['dist/nodes/shared/phoneNumber/metadata.js'];

/** What index.d.ts names. */
const declared = ['record', 'event', 'problem'].map((name) => `nodes/shared/call/${name}.ts`);

/** The build copies every picture of the checkout into dist, also those of the documents and of a test run. */
const strays = ['dist/docs', 'dist/test-results'];

async function bundle() {
	for (const folder of strays) rmSync(folder, { recursive: true, force: true });
	await build({
		entryPoints: bundled,
		outdir: 'dist',
		outbase: 'dist',
		allowOverwrite: true,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		minifyWhitespace: true, // two thirds of it is a table of numbering plans
		drop: ['console'], // the scanner accepts none, and n8n's log is no place for a library
		external: ['n8n-workflow'],
	});
}

/** Writes the .d.ts files of the call vocabulary beside its compiled modules. */
async function declareTypes() {
	const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile('tsconfig.json', ts.sys.readFile).config, ts.sys, __dirname);
	const { emitSkipped } = ts.createProgram(declared, { ...options, declaration: true, emitDeclarationOnly: true }).emit();
	if (emitSkipped) throw new Error('The types of the call vocabulary could not be written.');
}

exports.bundle = async () => {
	await bundle();
	await declareTypes();
};
