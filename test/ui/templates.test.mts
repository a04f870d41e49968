/** Each example workflow, pasted onto an empty canvas as a person does who copied it from the documentation. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../scripts/lib/npm.mjs';
import { laidOut, overlaps } from './support/canvas.mts';
import type { Editor } from './support/editor.mts';
import { openEditor } from './support/editor.mts';

const folder = join(projectRoot, 'workflows');
const files = readdirSync(folder)
	.filter((name) => name.endsWith('.json'))
	.sort();

let editor: Editor;
beforeAll(async () => void (editor = await openEditor()));

describe('the example', () => {
	test.each(files)('%s is pasted whole, and its notes lie beside its nodes', async (file) => {
		const text = readFileSync(join(folder, file), 'utf8');
		const { nodes } = JSON.parse(text) as { nodes: Array<{ name: string; type: string }> };
		await editor.openEmpty();
		await editor.paste(text);
		await expect.poll(async () => (await laidOut(editor.page)).length).toBe(nodes.length);
		await editor.id('zoom-to-fit').click();
		await editor.settled('canvas');
		await editor.picture('example', file.replace('.json', ''));

		const laid = await laidOut(editor.page);
		expect(laid.map(({ name }) => name).sort()).toEqual(nodes.map(({ name }) => name).sort());
		expect(overlaps(laid)).toEqual([]);
		expect(
			laid.filter(({ cut }) => cut).map(({ name }) => name),
			'notes whose text is cut',
		).toEqual([]);
	});
});
