/** The parts of the README that are made from the provider registry and from the providers' own pages. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { withParts } from './parts.mjs';

const root = resolve(import.meta.dirname, '..', '..');
const require = createRequire(import.meta.url);

const marks = { yes: '✔', partly: '◐', no: '–' };

/** Reads the compiled registry: run `npm run build` first. */
const registry = () => ({
	...require(join(root, 'dist/nodes/shared/providers/registry.js')),
	...require(join(root, 'dist/nodes/shared/providers/capabilities.js')),
});

/** One row per capability, one column per provider. */
function capabilityTable() {
	const { providers, capabilityTitles } = registry();
	const head = ['', ...providers.map((one) => one.displayName)];
	const rows = Object.entries(capabilityTitles).map(([name, title]) => [
		title,
		...providers.map((one) => marks[one.capabilities[name].supported]),
	]);
	const line = (cells) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map((_cell, index) => (index === 0 ? '---' : ':---:'))), ...rows.map(line)].join('\n');
}

/** What is partly or not possible and why, as far as there is more to say than "not offered". */
function limits() {
	const { providers, capabilityTitles } = registry();
	return providers
		.map((one) => {
			const said = Object.entries(one.capabilities)
				.filter(([, claim]) => claim.supported !== 'yes' && claim.note)
				.map(([name, claim]) => `- ${capabilityTitles[name]}${claim.supported === 'partly' ? ' (partly)' : ''}: ${claim.note}`);
			return `**${one.displayName}**\n\n${said.join('\n')}`;
		})
		.join('\n\n');
}

/** One row per provider: how the outcome of its calls comes back, and who calls again. */
function ways() {
	const { providers, honours } = registry();
	const mark = (one, name) => marks[one.capabilities[name].supported];
	const rows = providers.map((one) => [
		one.displayName,
		callbackOf(one, honours, mark(one, 'callbackWait')),
		mark(one, 'pollingWait'),
		mark(one, 'pushedEvents') + (one.webhook.registration ? ', registers itself' : ''),
		mark(one, 'polledEvents'),
		redialsOf(one, honours),
	]);
	const head = ['', 'Wait by callback', 'Wait by polling', 'Call Event Trigger', 'Call Poll Trigger', 'Redials'];
	const line = (cells) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function callbackOf(one, honours, mark) {
	if (one.inProcess) return `${mark} answered at once`;
	if (!honours(one, 'callbackWait')) return mark;
	return honours(one, 'callbackUrl') ? `${mark} directly` : `${mark} through Call Event Trigger`;
}

function redialsOf(one, honours) {
	const own = 'inside a wait by polling';
	if (honours(one, 'nativeRetry') && honours(one, 'scriptedRetry')) return 'the provider itself';
	if (honours(one, 'nativeRetry')) return `Send Call: the provider itself; Make Call: ${own}`;
	return honours(one, 'pollingWait') ? own : marks.no;
}

/** The five lines of every provider's page. */
function setUp() {
	const { providers } = registry();
	return providers
		.map(({ id, displayName }) => {
			const page = readFileSync(join(root, 'docs', 'providers', `${id}.md`), 'utf8');
			const lines = /<!-- setup:begin -->\n([\s\S]*?)\n<!-- setup:end -->/.exec(page)?.[1];
			if (!lines) throw new Error(`docs/providers/${id}.md has no set-up`);
			return `### ${displayName}\n\n${lines}\n\nMore: [docs/providers/${id}.md](docs/providers/${id}.md)`;
		})
		.join('\n\n');
}

const sections = { capabilities: capabilityTable, limits, setup: setUp, ways };

/** The README with its generated parts made anew. */
export const readmeWithGeneratedParts = (readme) => withParts(readme, 'README.md', sections);
