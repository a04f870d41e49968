/** Which packages of node_modules are part of the published files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../../../scripts/lib/npm.mjs';

export interface BundledPackage {
	name: string;
	version: string;
	license: string;
}

/** Every package that the nodes and credentials import at run time, but for n8n's own. */
export async function bundledPackages(): Promise<BundledPackage[]> {
	const { n8n } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { n8n: Record<'nodes' | 'credentials', string[]> };
	const { metafile } = await build({
		entryPoints: [...n8n.nodes, ...n8n.credentials].map((path) => path.replace(/^dist\/(.*)\.js$/, '$1.ts')),
		absWorkingDir: projectRoot,
		bundle: true,
		platform: 'node',
		external: ['n8n-workflow'],
		outdir: 'unused',
		write: false,
		metafile: true,
		logLevel: 'silent',
	});
	const names = Object.keys(metafile.inputs).flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
	return [...new Set(names)].sort().map((name) => {
		const { version, license } = JSON.parse(readFileSync(join(projectRoot, 'node_modules', name, 'package.json'), 'utf8'));
		return { name, version, license };
	});
}
