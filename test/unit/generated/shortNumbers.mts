/**
 * nodes/shared/phoneNumber/shortNumbers.generated.ts: the emergency and other short numbers of every
 * region, from the metadata of the installed google-libphonenumber. libphonenumber-js knows no short numbers.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Field numbers of Google's phonemetadata.proto: PhoneMetadata.emergency, .short_code, PhoneNumberDesc.national_number_pattern. */
const EMERGENCY = 27;
const SHORT_CODE = 29;
const PATTERN = 2;

const quoted = (pattern: string): string => `'${pattern.replaceAll('\\', '\\\\')}'`;

/** One line per region: the pattern of its emergency numbers, then, where there are more, of all its short numbers. */
function line(region: string, metadata: any): string {
	const all = metadata[SHORT_CODE]?.[PATTERN];
	const emergency = metadata[EMERGENCY]?.[PATTERN] ?? '';
	if (!/^[A-Z]{2}$/.test(region) || !all) throw new Error(`google-libphonenumber has no short numbers for ${region}: its format changed.`);
	// Anything else would be a pattern that this script, and who reads the table, does not know.
	if (!/^[\d[\](){}?:|,\\d-]+$/.test(emergency + all)) throw new Error(`A pattern of ${region} holds an unknown character.`);
	return `\t${region}: [${[...new Set([emergency, all])].map(quoted).join(', ')}],`;
}

/** The text of the generated file. */
export function shortNumbersSource(): string {
	const regions = require('google-libphonenumber').shortnumbermetadata.countryToMetadata;
	const { version } = JSON.parse(readFileSync(require.resolve('google-libphonenumber/package.json'), 'utf8'));
	return [
		`// Made by "npm run data" from google-libphonenumber ${version} (metadata of Google's libphonenumber, Apache-2.0). Do not edit.`,
		'/** Region (ISO 3166-1 alpha-2) to regular expressions: its emergency numbers, then all its short numbers if there are more. */',
		'export const shortNumberPatterns: Readonly<Record<string, readonly [emergency: string, all?: string]>> = {',
		...Object.keys(regions)
			.sort()
			.map((region) => line(region, regions[region])),
		'};',
		'',
	].join('\n');
}
