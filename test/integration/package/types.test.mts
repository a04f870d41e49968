/** Whoever writes a code node or a test can import the vocabulary of the packed package, and its types. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callEventNames } from '../../../nodes/shared/call/event';
import { problemTypes } from '../../../nodes/shared/call/problem';
import { callOutcomes, callStatuses } from '../../../nodes/shared/call/record';
import { packProject } from '../../../scripts/lib/npm.mjs';

const folder = mkdtempSync(join(tmpdir(), 'voice-calls-types-'));
const installed = join(folder, 'node_modules', 'n8n-nodes-voice-calls');

beforeAll(async () => {
	const { tarball } = await packProject(folder);
	mkdirSync(installed, { recursive: true });
	execFileSync('tar', ['xzf', tarball, '-C', installed, '--strip-components=1']);
});
afterAll(() => rmSync(folder, { recursive: true }));

const imports = `import { callEventNames, problemTypes } from 'n8n-nodes-voice-calls';
import type { CallEventItem, CallItem, CallRecord, CallStatus, Problem, ProblemType } from 'n8n-nodes-voice-calls';
`;

const good = `
export const nobodyWasPhoned = (item: CallItem): boolean => item.dialed === 'no' && item.problem?.type !== 'outcome_unknown';
export const ended = ({ event, verified, status, durationSeconds }: CallEventItem): boolean =>
	event === 'call.completed' && verified && status === 'completed' && (durationSeconds ?? 0) > 0;
export const sentence = ({ title, detail }: Problem): string => \`\${title}: \${detail}\`;
export const transcriptOf = (record: CallRecord): string => record.transcript ?? '';
export const known: readonly string[] = [...callEventNames, ...problemTypes];
export const refusal: ProblemType = 'do_not_call';
export const first: CallStatus = 'queued';
`;
const bad = `
export const status: CallStatus = 'sleeping';
export const type: ProblemType = 'bad_mood';
export const of = (record: CallRecord): string => record.mood;
export const event = ({ event }: CallEventItem): boolean => event === 'call.dreamt';
`;

/** How many errors the compiler finds in a module that imports from the package. */
function countErrors(sources: string[], resolution: ts.CompilerOptions): number[] {
	const files = sources.map((_source, index) => join(folder, `consumer${index}.ts`));
	files.forEach((file, index) => writeFileSync(file, imports + sources[index]));
	const options = { ...resolution, strict: true, noEmit: true, types: [], target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts'] };
	const program = ts.createProgram(files, options);
	const elsewhere = program.getGlobalDiagnostics().length + program.getOptionsDiagnostics().length;
	return files.map((file) => elsewhere + ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).length);
}

test.each([
	['CommonJS', { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 }],
	['Node.js', { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 }],
	['a bundler', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
])('as %s resolves it, a module that uses the types compiles, and every word that is none of them is found', (_name, resolution) => {
	expect(countErrors([good, bad], resolution)).toEqual([0, 4]);
});

test('the entry of the packed package gives the vocabulary', () => {
	const program = 'process.stdout.write(JSON.stringify(require("n8n-nodes-voice-calls")))';
	const given = JSON.parse(execFileSync(process.execPath, ['-e', program], { cwd: folder, encoding: 'utf8' }));
	expect(given).toEqual({ callEventNames, callOutcomes, callStatuses, problemTypes });
});
