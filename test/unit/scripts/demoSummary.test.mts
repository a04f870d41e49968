import { describe, expect, test } from 'vitest';
import { summaryLines } from '../../../scripts/lib/demoRecord.mjs';

const baseUrl = 'http://127.0.0.1:5678';
const shown = (staysUp: boolean): string =>
	summaryLines({
		record: { to: '+12025550100', simulated: true },
		imported: [{ file: '01-lead-form.json', id: 'w1', name: 'Lead form' }],
		url: `${baseUrl}/form/first-call`,
		lead: { name: 'Ada', phone: '+12025550100' },
		n8n: { baseUrl, email: 'owner@example.com', password: 'once-only' },
		staysUp,
	}).join('\n');

describe('the end of the demo', () => {
	test('the end of the demo says how to reach the editor that stays up', () => {
		for (const part of [
			`${baseUrl}/workflow/w1`,
			`${baseUrl}/form/first-call`,
			`Editor:   ${baseUrl}`,
			'owner@example.com',
			'once-only',
			'curl -F field-0=Ada -F field-1=+12025550100',
		])
			expect(shown(true)).toContain(part);
	});
	test('the end of the demo names no address, account or command of an n8n that stops', () => {
		expect(shown(false)).not.toMatch(/127\.0\.0\.1|curl|Password|owner@example/);
		expect(shown(false)).toContain('+12025550100');
		expect(shown(false)).toContain('Lead form: workflows/01-lead-form.json');
	});
});
