/**
 * `npm run build:single -- <provider>|all [--to folder]`: the package of one provider, built like this one and packed into packages/. With --to
 * the folder gets its sources as well: they are the content of that package's own repository.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CannotContinue, runCommand, runSteps, step } from '../scripts/lib/command.mjs';
import { projectRoot } from '../scripts/lib/npm.mjs';
import { removeTemporaryFolder } from '../scripts/lib/processes.mjs';
import { buildSingle, handOver } from './build.mjs';
import { providersOf } from './cut.mjs';

const kilobytes = (bytes) => `${(bytes / 1024).toFixed(0)} kB`;

await runCommand(async () => {
	const [, ...known] = providersOf(projectRoot).map(({ id }) => id);
	const { values, positionals } = parseArgs({ options: { to: { type: 'string' } }, allowPositionals: true });
	const ids = positionals.includes('all') ? known : positionals;
	const unknown = ids.find((id) => !known.includes(id));
	if (ids.length === 0 || unknown !== undefined)
		throw new CannotContinue(unknown === undefined ? 'no provider is named.' : `there is no provider "${unknown}".`, {
			wayOut: `npm run build:single -- <provider>|all [--to folder], with one of ${known.join(', ')}.`,
		});
	const steps = ids.map((id) =>
		step(id, async () => {
			const built = await buildSingle(id, join(projectRoot, 'packages'));
			if (values.to !== undefined) await handOver(built, values.to);
			removeTemporaryFolder(built.folder);
			const { tarball, files, size, unpackedSize } = built;
			return `${tarball}, ${files.length} files, ${kilobytes(size)} packed, ${kilobytes(unpackedSize)} unpacked`;
		}),
	);
	await runSteps(steps);
});
