import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The bundle of dist as it ships, with a door to its modules written behind its end: what runs here is what n8n runs, and a test reads and
 * sets what a module inside exports. Every file of dist meets this copy, since Node.js keeps one module per path.
 */
const require = createRequire(import.meta.url);
const nodes = fileURLToPath(new URL('../../nodes/', import.meta.url));
const bundle = require.resolve('../../dist/voiceCalls.js');

/** The code of each module in the bundle, which may stand there in several pieces. */
function sectionsOf(code: string): Map<string, string> {
	const [, ...pieces] = code.split(/^\/\/ nodes\/(\S+)\.ts$/m);
	const sections = new Map<string, string>();
	for (let index = 0; index < pieces.length; index += 2)
		sections.set(pieces[index], (sections.get(pieces[index]) ?? '') + pieces[index + 1]);
	return sections;
}

type Sections = ReturnType<typeof sectionsOf>;

/** The variable of the bundle behind an export of a module. Where two modules use a name, the bundle adds a number to one. */
function variableOf(name: string, path: string, sections: Sections): string {
	const declared = [...(sections.get(path) ?? '').matchAll(/^(?:async )?(?:var|let|const|class|function\*?) (\w+)/gm)];
	const candidates = declared.map(([, variable]) => variable).filter((variable) => new RegExp(`^${name}\\d*$`).test(variable));
	const found = candidates.filter((variable) => variable === name || !candidates.includes(name));
	if (found.length > 1) throw new Error(`${name} of nodes/${path}.ts may be any of ${found.join(', ')} in the bundle`);
	return found[0] ?? `missing("${name} of nodes/${path}.ts")`;
}

/** The exports of a module with the variables behind them, also of what it hands on from another module. */
function exportsOf(path: string, sections: Sections): Array<[name: string, variable: string]> {
	const source = readFileSync(`${nodes}${path}.ts`, 'utf8');
	const own = [...source.matchAll(/^export (?:async )?(?:let|const|class|function\*?) (\w+)/gm)].map(([, name]) => [name, path]);
	const handedOn = [...source.matchAll(/^export \{ ([\w, ]+) \} from '(.+)';/gm)].flatMap(([, names, from]) =>
		names.split(', ').map((name) => [name, join(dirname(path), from).replaceAll('\\', '/')]),
	);
	return [...own, ...handedOn].map(([name, from]) => [name, variableOf(name, from, sections)]);
}

function doorTo(code: string): string {
	const sections = sectionsOf(code);
	const modules = [...sections.keys()].map((path) => {
		const doors = exportsOf(path, sections).map(([name, inside]) => {
			const setter = inside.startsWith('missing') ? '' : `, set ${name}(value) { ${inside} = value; }`;
			return `get ${name}() { return ${inside}; }${setter}`;
		});
		return `${JSON.stringify(path)}: { ${doors.join(', ')} }`;
	});
	const missing = '(what) => { throw new Error(`The bundle does not hold ${what}, since nothing uses it.`); }';
	return `\nmodule.exports.inside = ((missing) => ({ ${modules.join(',\n')} }))(${missing});\n`;
}

/** Loads the package of dist as a new process does, from now on for everybody who asks for one of its files. */
export function loadAnew(): void {
	for (const path of Object.keys(require.cache)) if (path.startsWith(dirname(bundle))) delete require.cache[path];
	const loaded = new Module(bundle) as Module & { _compile(code: string, path: string): void };
	Object.assign(loaded, { filename: bundle, paths: require.resolve.paths('n8n-workflow') });
	require.cache[bundle] = loaded;
	const code = readFileSync(bundle, 'utf8');
	loaded._compile(code + doorTo(code), bundle);
	loaded.loaded = true;
}

if (require.cache[bundle] === undefined) loadAnew();

/** A module inside the bundle; `path` is its place in nodes/, without an ending. The caller names its type. */
export function built(path: string): any {
	const inside = (require(bundle) as { inside: Record<string, unknown> }).inside[path];
	if (inside === undefined) throw new Error(`The bundle holds nothing of nodes/${path}.ts.`);
	return inside;
}
