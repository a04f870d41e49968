/** What the README, docs/reference and docs/providers say of each provider, made from the registry. */
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { withParts } from './parts.mjs';

const root = resolve(import.meta.dirname, '..', '..');
const require = createRequire(import.meta.url);

const marks = { yes: '✔', partly: '◐', no: '–' };

/** Reads the compiled registry: run `npm run build` first. */
const { providers, honours } = require(join(root, 'dist/nodes/shared/providers/registry.js'));
const { capabilityTitles } = require(join(root, 'dist/nodes/shared/providers/capabilities.js'));
const { problem, problemTypes } = require(join(root, 'dist/nodes/shared/call/problem.js'));

const mark = (provider, capability) => marks[provider.capabilities[capability].supported];
const line = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows, alignment = '---') => [line(head), line(head.map((_cell, index) => (index === 0 ? '---' : alignment))), ...rows.map(line)].join('\n');

/** One row per capability, one column per provider. */
const capabilityTable = () =>
	table(
		['', ...providers.map(({ displayName }) => displayName)],
		Object.entries(capabilityTitles).map(([name, title]) => [title, ...providers.map((provider) => mark(provider, name))]),
		':---:',
	);

/** One row per provider: what it can, how the outcome of its calls comes back, who calls again, and where its set-up stands. */
const providerTable = () =>
	table(
		['', 'Send Call', 'Make Call', 'Wait by polling', 'Wait by callback', 'Call Event Trigger', 'Call Poll Trigger', 'Redials'],
		providers.map((provider) => [
			`[${provider.displayName}](docs/providers/${provider.id}.md)`,
			'✔',
			mark(provider, 'scriptedCall'),
			mark(provider, 'pollingWait'),
			callbackOf(provider),
			mark(provider, 'pushedEvents') + (provider.webhook.registration ? ', registers itself' : ''),
			mark(provider, 'polledEvents'),
			redialsOf(provider),
		]),
	);

function callbackOf(provider) {
	const how = mark(provider, 'callbackWait');
	if (provider.inProcess || !honours(provider, 'callbackWait')) return how;
	return honours(provider, 'callbackUrl') ? how : `${how} with Call Event Trigger`;
}

function redialsOf(provider) {
	const own = 'in a wait by polling';
	if (honours(provider, 'nativeRetry') && honours(provider, 'scriptedRetry')) return 'its own';
	if (honours(provider, 'nativeRetry')) return `Send Call: its own; Make Call: ${own}`;
	return honours(provider, 'pollingWait') ? own : marks.no;
}

/** What is partly or not possible and why, as far as there is more to say than "not offered". */
const limitsOf = (provider) =>
	Object.entries(provider.capabilities)
		.filter(([, claim]) => claim.supported !== 'yes' && claim.note)
		.map(([name, claim]) => `- ${capabilityTitles[name]}${claim.supported === 'partly' ? ' (partly)' : ''}: ${claim.note}`)
		.join('\n');

const problemTable = () => table(['`problem.type`', '`problem.title`'], problemTypes.map((type) => [`\`${type}\``, problem(type, '').title]));

const page = (path, sections) => ({ path, make: (text) => withParts(text, path, sections) });

/** Every page with a part that is made from the registry. */
export const providerPages = [
	page('README.md', { providers: providerTable }),
	page('docs/reference/capabilities.md', { capabilities: capabilityTable }),
	page('docs/reference/problems.md', { problems: problemTable }),
	...providers.map((provider) => page(`docs/providers/${provider.id}.md`, { limits: () => limitsOf(provider) })),
];
