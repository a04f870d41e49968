/** Tables for the person who reads the output of the tests; `report.md` among the artefacts keeps all of a run. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultsFolder } from './results.mts';

export function printTable(title: string, head: string[], rows: string[][]): void {
	const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
	const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)));
	const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
	const table = [title, '', line(cells[0]), line(widths.map((width) => '-'.repeat(width))), ...cells.slice(1).map(line), ''].join('\n');
	console.log(table);
	appendFileSync(join(resultsFolder, 'report.md'), `## ${table}\n`);
}
