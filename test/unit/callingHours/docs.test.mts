import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { holidayCountries } from '../../../nodes/shared/callingHours/holidays';
import { rules } from '../../../nodes/shared/callingHours/rules';
import { renderCallingHours } from '../../../scripts/docs/callingHours.mjs';

const committed = readFileSync(new URL('../../../docs/guides/calling-hours.md', import.meta.url), 'utf8');

test('docs/guides/calling-hours.md is made from the table', () => {
	expect(committed).toBe(renderCallingHours({ rules, holidayCountries }));
});

test('the page shows every row with its source, and says that it is not legal advice', () => {
	for (const rule of rules) {
		expect(committed).toContain(`| \`${rule.id}\` |`);
		expect(committed).toContain(rule.source.replaceAll('|', '\\|'));
	}
	expect(committed).toContain('not legal advice');
	expect(committed).toContain('checked on 2026-11-20');
});
