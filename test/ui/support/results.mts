/** Where the pictures of a run are kept: outside git, made anew by every run. */
import { join } from 'node:path';
import { projectRoot } from '../../../scripts/lib/npm.mjs';

export const resultsFolder = join(projectRoot, 'test-results', 'ui');

/** A path in it, from any words. */
export const pictureOf = (...words: string[]): string =>
	join(
		resultsFolder,
		`${words
			.join('-')
			.replace(/[^\w.-]+/g, '-')
			.replace(/^-+|-+$/g, '')
			.toLowerCase()}.png`,
	);

/** The pictures that the documentation shows; `npm run docs:pictures` copies them. */
export const docsPictures = join(resultsFolder, 'docs');
