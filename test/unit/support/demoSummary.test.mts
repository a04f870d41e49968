import { describe, expect, test } from 'vitest';
import { summaryLines } from '../../../scripts/lib/demoSummary.mjs';

const baseUrl = 'http://127.0.0.1:5678';
const shown = (staysUp: boolean): string =>
	summaryLines({
		record: { to: '+12025550100', simulated: true },
		imported: [{ file: '01-first-call.json', id: 'w1', name: 'First call' }],
		url: `${baseUrl}/webhook/first-call`,
		lead: { name: 'Ada' },
		n8n: { baseUrl, email: 'owner@example.com', password: 'once-only' },
		staysUp,
	}).join('\n');

describe('the end of the demo', () => {
	test('says how to reach the editor that stays up', () => {
		for (const part of [`${baseUrl}/workflow/w1`, `${baseUrl}/webhook/first-call`, `Editor:   ${baseUrl}`, 'owner@example.com', 'once-only']) expect(shown(true)).toContain(part);
	});
	test('names no address, account or command of an n8n that stops', () => {
		expect(shown(false)).not.toMatch(/127\.0\.0\.1|curl|Password|owner@example/);
		expect(shown(false)).toContain('+12025550100');
		expect(shown(false)).toContain('First call: workflows/01-first-call.json');
	});
});
