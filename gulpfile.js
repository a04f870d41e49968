/**
 * What has to happen after the compiler: the package may have no run-time dependency, so libphonenumber-js is bundled
 * into the one module that uses it. Everything else in dist stays plain compiler output.
 */
const { rmSync } = require('node:fs');
const { build } = require('esbuild');

const bundled = ['dist/nodes/shared/phoneNumber/metadata.js'];

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

exports.bundle = bundle;
