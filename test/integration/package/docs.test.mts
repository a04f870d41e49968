import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';

test('the generated parts of the documentation say what the code says', () => {
	const script = resolve(import.meta.dirname, '../../../scripts/docs.mjs');
	expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
});
