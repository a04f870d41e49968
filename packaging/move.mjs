/**
 * `npm run move -- workflow.json … --to n8n-nodes-synthflow-voice-calls`: rewrites exported workflows so that their call nodes are those of another
 * package of this family. A file in which a node's provider is not in that package is left as it was.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { CannotContinue, runCommand } from '../scripts/lib/command.mjs';
import { moveNodes, providerOf } from './moveNodes.mjs';

const usage = { wayOut: 'npm run move -- workflow.json … --to n8n-nodes-voice-calls, or to n8n-nodes-<provider>-voice-calls.' };

await runCommand(async () => {
	const { values, positionals: files } = parseArgs({ options: { to: { type: 'string' } }, allowPositionals: true });
	if (files.length === 0) throw new CannotContinue('no file is named.', usage);
	if (providerOf(values.to) === undefined) throw new CannotContinue(`"${values.to ?? ''}" is no package of this family.`, usage);
	let failed = 0;
	for (const file of files) {
		// npm runs this in the project's folder; a path is meant from where the command was typed.
		const path = resolve(process.env.INIT_CWD ?? '.', file);
		const { moved, nodes, faults } = moveNodes(JSON.parse(readFileSync(path, 'utf8')), values.to);
		failed += faults.length;
		if (faults.length === 0) writeFileSync(path, `${JSON.stringify(moved, null, 2)}\n`);
		const said = faults.length === 0 ? [`call nodes moved to ${values.to}: ${nodes}.`] : [...faults, 'The file stays as it was.'];
		process.stdout.write(`${file}: ${said.join(' ')}\n`);
	}
	return failed > 0;
});
