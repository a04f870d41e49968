import type { TestProject } from 'vitest/node';
import { ensureHost } from '../../../scripts/lib/n8nHost.mjs';
import { startN8n } from '../../../scripts/lib/n8nInstance.mjs';
import { removeTemporaryFolder, temporaryFolder } from '../../../scripts/lib/processes.mjs';
import { buildProject, packProject } from '../../../scripts/lib/npm.mjs';
import type { SharedN8n } from './n8n.mts';

declare module 'vitest' {
	interface ProvidedContext {
		n8n: SharedN8n;
	}
}

/** The packed package: the one `npm test` made, or one made here when vitest is started by hand. */
export async function packedPackage(): Promise<{ tarball: string; cleanUp: () => void }> {
	const given = process.env.VOICE_CALLS_TARBALL;
	if (given) return { tarball: given, cleanUp: () => {} };
	await buildProject();
	const folder = temporaryFolder('pack');
	const { tarball } = await packProject(folder);
	return { tarball, cleanUp: () => removeTemporaryFolder(folder) };
}

/** One real n8n for all end-to-end files: started before the first, stopped after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const { tarball, cleanUp } = await packedPackage();
	const host = await ensureHost({ note: (text: string) => console.log(`e2e: ${text}`) });
	const n8n = await startN8n({ host, tarball });
	const { baseUrl, email, password, cookie, apiKey, logFile } = n8n;
	project.provide('n8n', { host, tarball, baseUrl, email, password, cookie, apiKey, logFile });
	return async () => {
		await n8n.dispose();
		cleanUp();
	};
}
