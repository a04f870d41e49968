/** Options as they stand the moment a person adds them: what is added does what its name says. */
import { beforeAll, expect, test } from 'vitest';
import { connect } from '../e2e/support/n8n.mts';
import type { Editor } from './support/editor.mts';
import { openEditor } from './support/editor.mts';
import { createNodes } from './support/nodes.mts';

const n8n = connect();
let editor: Editor;
beforeAll(async () => void (editor = await openEditor()));

/** A node of its own, opened. */
async function opened(type: string, parameters = {}): Promise<void> {
	const workflow = await createNodes(n8n, `Added to ${type}`, [
		{ name: 'The node', type: `n8n-nodes-voice-calls.${type}`, parameters: { phoneNumber: '+12025550100', ...parameters } },
	]);
	await editor.openNode(workflow, 'The node');
}

/** Adds an entry of a collection: two clicks. */
async function add(placeholder: string, name: string): Promise<void> {
	await editor.id('node-parameters').locator(`input[placeholder="${placeholder}"]`).first().click();
	const list = editor.page.locator('.el-select-dropdown:visible .el-select-dropdown__item');
	await list
		.filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) })
		.first()
		.click();
	await list.first().waitFor({ state: 'hidden' });
}

test.each(['sendCall', 'makeCall'])('%s: a Dry Run that is added is on, and nobody is called', async (type) => {
	await opened(type, type === 'makeCall' ? { scriptText: 'Hello.' } : {});
	await add('Add Option', 'Dry Run');
	await expect
		.poll(async () => await editor.control('options.dryRun').locator('.el-switch, [role="switch"]').first().getAttribute('class'))
		.toContain('is-checked');
	await editor.picture('added', `${type}-dry-run`);
	await editor.id('node-execute-button').click();
	await expect
		.poll(async () => await editor.page.locator('body').innerText())
		.toContain('Dry run: 1 request shown on the output Not Dialed, nothing was sent.');
});

test('Calling Hours begin as Lawful, without a window', async () => {
	await opened('sendCall');
	await add('Add Option', 'Safety');
	await add('Add Safety Setting', 'Calling Hours');
	await expect.poll(async () => await editor.chosen('options.safety.callingHours.hours.mode')).toBe('Lawful');
	expect(await editor.control('options.safety.callingHours.hours.windowStart').count()).toBe(0);
	await editor.picture('added', 'calling-hours');
	await editor.choose('options.safety.callingHours.hours.mode', 'Custom');
	await expect.poll(async () => await editor.written('options.safety.callingHours.hours.windowStart')).toBe('09:00');
});

test('Retry shows its two attempts', async () => {
	await opened('sendCall');
	await add('Add Option', 'Retry');
	await expect.poll(async () => await editor.written('options.retry.attempts')).toBe('2');
});

test('Mask Numbers that is added masks, and Require Consent begins as the field consent of the item', async () => {
	await opened('makeCall', { scriptText: 'Your order is ready.' });
	for (const name of ['Disclosure', 'Privacy', 'Safety']) await add('Add Option', name);
	await add('Add Privacy Setting', 'Mask Numbers');
	await add('Add Safety Setting', 'Require Consent');
	await expect.poll(async () => await editor.control('options.safety.requireConsent').innerText()).toContain('{{ $json.consent }}');
	await editor.picture('added', 'privacy-and-consent');
	await editor.id('node-execute-button').click();
	// The item of a manual run has no field consent.
	await expect.poll(async () => await editor.page.locator('body').innerText()).toContain('Require Consent under Safety does not say yes');
	await editor.picture('added', 'no-consent');
});
