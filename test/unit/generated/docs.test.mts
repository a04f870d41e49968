/** The documentation says what the code says. `npm run docs` writes the generated parts anew. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CallEventTrigger } from '../../../nodes/CallEventTrigger/CallEventTrigger.node';
import { CallPollTrigger } from '../../../nodes/CallPollTrigger/CallPollTrigger.node';
import { MakeCall } from '../../../nodes/MakeCall/MakeCall.node';
import { ManageCall } from '../../../nodes/ManageCall/ManageCall.node';
import { SendCall } from '../../../nodes/SendCall/SendCall.node';
import { problem, problemTypes } from '../../../nodes/shared/call/problem';
import { holidayCountries } from '../../../nodes/shared/callingHours/holidays';
import { rules } from '../../../nodes/shared/callingHours/check';
import { providers } from '../../../nodes/shared/providers/registry';
import { outputSchemas } from '../../../nodes/outputSchemas';
import { callingHoursParts } from './callingHours.mts';
import { table, withParts } from './markdown.mts';
import { fieldTable } from './nodes.mts';
import { capabilityTable, eventTable, limitsOf, providerTable } from './providers.mts';

const root = resolve(import.meta.dirname, '../../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

const nodes = {
	'make-call': new MakeCall(),
	'send-call': new SendCall(),
	'manage-call': new ManageCall(),
	'call-event-trigger': new CallEventTrigger(),
	'call-poll-trigger': new CallPollTrigger(),
};
const problemRows = problemTypes.map((type) => [`\`${type}\``, problem(type, '').title]);

/** The generated parts of each page. */
const pages: Record<string, Record<string, string>> = {
	'README.md': { providers: providerTable(providers) },
	'docs/reference/capabilities.md': { capabilities: capabilityTable(providers) },
	'docs/reference/problems.md': { problems: table(['`problem.type`', '`problem.title`'], problemRows) },
	'docs/guides/calling-hours.md': callingHoursParts(rules, holidayCountries),
	'docs/guides/events.md': { events: eventTable(providers) },
	...Object.fromEntries(providers.map((provider) => [`docs/providers/${provider.id}.md`, { limits: limitsOf(provider) }])),
	...Object.fromEntries(Object.entries(nodes).map(([page, node]) => [`docs/nodes/${page}.md`, { fields: fieldTable(node, providers) }])),
};

test.each(Object.keys(pages))('the generated parts of %s are what the code says', async (path) => {
	await expect(withParts(textOf(path), pages[path])).toMatchFileSnapshot(join(root, path));
});

test.each(Object.keys(outputSchemas))('the output schema nodes/%s is what the code says', async (path) => {
	await expect(`${JSON.stringify(outputSchemas[path], null, '\t')}\n`).toMatchFileSnapshot(join(root, 'nodes', path));
});

describe('the page of the calling hours', () => {
	const page = (): string => textOf('docs/guides/calling-hours.md');

	test('the page shows every row with its source', () => {
		for (const rule of rules) {
			expect(page()).toContain(`| \`${rule.id}\` |`);
			expect(page()).toContain(rule.source.replaceAll('|', '\\|'));
		}
	});

	test('the page says that it is not legal advice, and when it was checked', () => {
		expect(page()).toContain('not legal advice');
		expect(page()).toContain('checked on 2026-11-20');
	});
});
