/**
 * The sources of a package of one provider: a copy of this project with the other providers taken out. It is built, linted and published like
 * this one. The two lists in nodes/shared/providers (list.ts, statusWords.ts) are the only code that changes.
 */
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { pageCutter } from './cutText.mjs';

const ALL = 'n8n-nodes-voice-calls';
const REPOSITORY = `https://github.com/${ALL}/${ALL}`;

/** What the package is made of; tests and scripts stay here. */
const parts = [
	...['credentials', 'docs', 'icons', 'nodes', 'workflows', '.github/workflows/publish.yml'],
	...['CHANGELOG.md', 'CODE_OF_CONDUCT.md', 'LICENSE', 'README.md', 'SECURITY.md', 'package.json'],
	...['eslint.config.mjs', 'gulpfile.js', 'index.d.ts', 'index.js', 'tsconfig.json', '.editorconfig', '.gitignore', '.npmrc', '.nvmrc'],
];

/** Pages that speak of this project and not of its nodes. */
const leftOut = ['CONTRIBUTING.md', 'docs/reference/adding-a-provider.md', 'docs/guides/single-provider-packages.md'];

/** The npm scripts of the package, and the development packages that they need; the scanner brings the parser that the linter lacks. */
const scripts = {
	build: 'n8n-node build && gulp bundle',
	lint: 'n8n-node lint',
	release: 'n8n-node release',
	prepublishOnly: 'n8n-node prerelease',
};
const development =
	/^(@n8n\/node-cli|@n8n\/scan-community-package|@types\/node|esbuild|eslint|gulp|libphonenumber-js|n8n-workflow|typescript)$/;

/** What a package of one provider is called. */
export const packageNameOf = (id) => `n8n-nodes-${id}-voice-calls`;

/** Every provider of this project as `{ id, displayName }`, the Simulator first. */
export function providersOf(root) {
	const textOf = (...path) => readFileSync(join(root, 'nodes', 'shared', 'providers', ...path), 'utf8');
	const [, list] = /providers: [^=]* = \[([^\]]*)\]/.exec(textOf('list.ts'));
	return list.match(/\w+/g).map((id) => ({ id, displayName: /displayName: '([^']+)'/.exec(textOf(id, 'index.ts'))[1] }));
}

/** Every file below a folder, as paths relative to it. */
export const filesBelow = (folder) =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(folder, path)).isFile());

/** Where a text names one of these providers: `["README.md:12: …"]`. */
export const mentions = (path, text, ids) => {
	const foreign = new RegExp(ids.join('|'), 'i');
	return text.split('\n').flatMap((line, index) => (foreign.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 160)}`] : []));
};

/** Replaces what must be there: a text that changed its words is told, and not left as it is. */
function replaced(path, text, pairs) {
	return pairs.reduce((rest, [before, after]) => {
		const next = rest.replace(before, after);
		if (next === rest) throw new Error(`${path} no longer says ${before}: mend packaging/cut.mjs.`);
		return next;
	}, text);
}

function manifest(text, { name, provider, others }) {
	const { scripts: _scripts, devDependencies, keywords, n8n, ...rest } = JSON.parse(text);
	const isOurs = (word) => !others.some(({ id }) => word.toLowerCase().includes(id));
	return {
		...rest,
		name,
		description: `AI voice calls from n8n workflows over ${provider.displayName} and a built-in Simulator: nobody phoned twice, and what happened always known`,
		keywords: keywords.filter(isOurs),
		scripts,
		n8n: { ...n8n, credentials: n8n.credentials.filter(isOurs) },
		devDependencies: Object.fromEntries(Object.entries(devDependencies).filter(([dependency]) => development.test(dependency))),
	};
}

/** What only the README and the way to publish say of the whole. */
const ownWords = ({ name, provider }) => ({
	'README.md': [
		[
			/over the \[providers\]\(#providers\) below, and over a built-in/,
			`over [${provider.displayName}](docs/providers/${provider.id}.md), and over a built-in`,
		],
		[/\(2\.0 or newer, self-hosted\)\.[^\n]*\n/, '(2.0 or newer).\n'],
		[
			/## Development\n[\s\S]*?(?=\n## )/,
			`## Development\n\nThis is [${ALL}](${REPOSITORY}) with ${provider.displayName} alone: the same nodes, version and changelog. Its sources are made there with\n\`npm run build:single -- ${provider.id}\`, and changes go there. \`npm install && npm run build\` builds the package. A workflow moves between\nthe two by the type names of its nodes: \`${ALL}.makeCall\` there is \`${name}.makeCall\` here. Credentials serve both.\n`,
		],
	],
	'.github/workflows/publish.yml': [[/ {6}- run: npm run test:unit\n/, '']],
});

/**
 * Writes the sources of the package of provider `id` into the folder `to`.
 * @returns {{ name: string, others: string[] }} the package's name, and the ids that are no longer in it
 * @throws if a word of another provider is left, with every place
 */
export function cutSources(root, to, id) {
	const providers = providersOf(root);
	const [simulator, ...real] = providers;
	const provider = real.find((one) => one.id === id);
	if (provider === undefined) throw new Error(`There is no provider "${id}". There are ${real.map((one) => one.id).join(', ')}.`);
	const others = real.filter((one) => one !== provider);
	const ids = others.map((other) => other.id);
	const name = packageNameOf(id);
	const isGone = (path) => leftOut.includes(path) || ids.some((other) => path.toLowerCase().includes(other));

	for (const part of parts) {
		mkdirSync(dirname(join(to, part)), { recursive: true });
		cpSync(join(root, part), join(to, part), { recursive: true, filter: (path) => !isGone(path.slice(root.length + 1)) });
	}
	const changes = ownWords({ name, provider });
	const rules = [
		[/^package\.json$/, (text) => `${JSON.stringify(manifest(text, { name, provider, others }), null, 2)}\n`],
		[
			/\.node\.json$/,
			(text) => {
				const codex = JSON.parse(text);
				codex.alias = codex.alias.filter((word) => !others.some(({ displayName }) => displayName === word));
				return `${JSON.stringify(codex, null, '\t')}\n`;
			},
		],
		[
			/^nodes\/shared\/providers\/(list|statusWords)\.ts$/,
			(text) =>
				text
					.replace(new RegExp(`^(import .* from '\\./(${ids.join('|')})(/words)?';|\\t(${ids.join('|')}),)\\n`, 'gm'), '')
					.replace(new RegExp(`, (${ids.join('|')})\\b`, 'g'), ''),
		],
		[
			/\.md$/,
			(text, path) => {
				const cut = pageCutter({
					kept: [simulator.displayName, provider.displayName],
					dropped: others.map(({ displayName }) => displayName),
					isGone: (link) => !/^(https?|mailto):/.test(link) && isGone(normalize(join(dirname(path), link.split('#')[0]))),
				});
				return cut(text);
			},
		],
	];
	const left = [];
	for (const path of filesBelow(to)) {
		if (/\.(png|svg)$/.test(path)) continue;
		const file = join(to, path);
		let text = readFileSync(file, 'utf8');
		// The organization keeps its name.
		text = text.replace(/(?<!github\.com\/|@|The )n8n-nodes-voice-calls(?!\/n8n)/g, name);
		if (Object.hasOwn(changes, path)) text = replaced(path, text, changes[path]);
		for (const [form, change] of rules) if (form.test(path)) text = change(text, path);
		writeFileSync(file, text);
		left.push(...mentions(path, text, ids));
	}
	if (left.length > 0) throw new Error(`Words of other providers are left in ${name}:\n  ${left.join('\n  ')}`);
	return { name, others: ids };
}

/** Empties a folder or makes it. */
export function freshFolder(folder) {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
}
