/** The parts of the README that are made from the provider registry and from the providers' own pages. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

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

const sections = { capabilities: capabilityTable, limits, setup: setUp };

/** The README with its generated parts made anew. */
export function readmeWithGeneratedParts(readme) {
	return Object.entries(sections).reduce((text, [name, make]) => {
		const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
		const from = text.indexOf(begin);
		const to = text.indexOf(end);
		if (from < 0 || to < from) throw new Error(`README.md lacks ${begin} … ${end}`);
		return `${text.slice(0, from + begin.length)}\n\n${make()}\n\n${text.slice(to)}`;
	}, readme);
}
