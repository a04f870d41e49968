import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { areaCodesOfRegions } from '../../../nodes/shared/callingHours/areaCodes.generated';
import { candidateZones, issuedZones, mappedZones } from '../../../nodes/shared/callingHours/zones';
import { longestPrefix, map, places, prefixes } from '../../harness/hoursOracle.mts';

const generated = (name: string): string =>
	readFileSync(new URL(`../../../nodes/shared/callingHours/${name}.generated.ts`, import.meta.url), 'utf8');

test('both tables take at most 60 kB', () => {
	const bytes = Buffer.byteLength(generated('zoneMap')) + Buffer.byteLength(generated('areaCodes'));
	expect(bytes).toBeLessThanOrEqual(60_000);
	console.log(`zone data ${bytes} bytes`);
});

test('H3: the look-up equals the source map on every prefix, alone and with digits after it', () => {
	let differences = 0;
	for (const prefix of prefixes) {
		for (const digits of [prefix, `${prefix}0`, `${prefix}5551234`]) {
			const longest = longestPrefix(digits) as string;
			const found = mappedZones(digits);
			if (found?.prefix !== longest || found.zones.join() !== map[longest].join()) differences += 1;
		}
	}
	console.log(`H3 prefixes ${prefixes.length} differences ${differences}`);
	expect(differences).toBe(0);
	expect(prefixes.length).toBeGreaterThan(3000);
});

test('a number the map does not know has no zones', () => {
	expect(mappedZones('999123456')).toBeNull();
	expect(candidateZones('+999123456', null, null)).toEqual([]);
	expect(candidateZones('+88312345678', null, null)).toEqual([]);
});

test.each([
	['+18507365000', 'US', null, 'America/Chicago America/New_York'],
	['+12127365000', 'US', null, 'America/New_York'],
	['+12087365000', 'US', null, 'America/Boise America/Denver America/Los_Angeles'], // the map has no entry for 208 itself
	['+13107365000', 'US', null, 'America/Los_Angeles'], // nor for 310
	['+19287365000', 'US', null, 'America/Denver America/Phoenix'],
	['+14487365000', 'US', null, 'America/Chicago America/New_York'], // overlay of 850
	['+17787365000', 'CA', null, 'America/Edmonton America/Vancouver'], // overlay of 250
	['+18002530000', 'US', 'TOLL_FREE', ''],
	['+15212345678', 'US', 'PERSONAL_NUMBER', ''],
	['+19002345678', 'US', 'PREMIUM_RATE', ''],
	['+16002345678', 'CA', 'VOIP', ''],
	['+18767365000', 'JM', 'FIXED_LINE', 'America/Jamaica'],
])('a number in North America %s (%s, %s) may ring in "%s"', (number, country, type, zones) => {
	expect(candidateZones(number, country, type).join(' ')).toBe(zones);
});

const australia = 'Australia/Adelaide Australia/Brisbane Australia/Eucla Australia/Lord_Howe Australia/Perth Australia/Sydney';

test.each([
	['+61412345678', 'AU', 'MOBILE', australia],
	['+611800123456', 'AU', 'TOLL_FREE', australia],
	['+61412345678', 'AU', null, australia],
	['+61732345678', 'AU', 'FIXED_LINE', 'Australia/Brisbane'],
	['+61891641234', 'CX', 'FIXED_LINE', 'Indian/Christmas'],
	['+61412345678', 'CC', 'MOBILE', 'Indian/Cocos'],
	['+77012345678', 'KZ', 'MOBILE', 'Asia/Almaty Asia/Aqtobe'],
	['+74951234567', 'RU', 'FIXED_LINE', 'Europe/Moscow'],
	['+74012345678', 'RU', 'FIXED_LINE', 'Europe/Bucharest Europe/Kaliningrad'],
	['+262692123456', 'RE', 'MOBILE', 'Indian/Reunion'],
	['+262639123456', 'YT', 'MOBILE', 'Indian/Mayotte'],
	['+34612345678', 'ES', 'MOBILE', 'Atlantic/Canary Europe/Madrid'],
	['+34910123456', 'ES', 'FIXED_LINE', 'Europe/Madrid'],
	['+212650123456', 'MA', 'MOBILE', 'Atlantic/Canary Africa/Casablanca'],
	['+213551234567', 'DZ', 'MOBILE', 'Europe/Paris Africa/Algiers'],
	['+4930901820', 'DE', 'FIXED_LINE', 'Europe/Berlin'],
])('a number elsewhere %s (%s, %s) may ring in "%s"', (number, country, type, zones) => {
	expect(candidateZones(number, country, type).join(' ')).toBe(zones);
});

test('a Russian mobile has every zone of Russia and none of Kazakhstan', () => {
	const zones = candidateZones('+79161234567', 'RU', 'MOBILE');
	expect(zones).toContain('Asia/Kamchatka');
	expect(zones).toContain('Europe/Kaliningrad');
	expect(zones.join()).not.toMatch(/Almaty|Aqtobe/);
});

test('every zone a number can get is one this Node knows', () => {
	const zones = new Set(
		prefixes.flatMap((prefix) => [...candidateZones(`+${prefix}`, null, null), ...candidateZones(`+${prefix}`, null, 'FIXED_LINE')]),
	);
	expect(zones.size).toBeGreaterThan(280);
	for (const zone of zones) expect(() => new Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow();
});

test('every area code with an English place that names a state or province has its region', () => {
	const codes = new Set(Object.values(areaCodesOfRegions).flatMap((list) => list.split(' ')));
	const withPlace = new Set(Object.keys(places).map((prefix) => prefix.slice(0, 3)));
	const without = [...withPlace].filter((code) => !codes.has(code)).sort();
	expect(without).toEqual(['242', '340', '345', '649', '671', '809', '876']); // Bahamas, US Virgin Islands, Cayman, Turks, Guam, Dominican Republic, Jamaica
	expect(codes.size).toBeGreaterThan(400);
});

test.each<[number: string, country: string, type: string, zones: string[] | 'all']>([
	['+12127365000', 'US', 'FIXED_LINE_OR_MOBILE', ['America/New_York']],
	['+4930901820', 'DE', 'FIXED_LINE', ['Europe/Berlin']],
	['+4915112345678', 'DE', 'MOBILE', ['Europe/Berlin']],
	['+5511961234567', 'BR', 'MOBILE', ['America/Sao_Paulo']],
	['+74012310000', 'RU', 'FIXED_LINE', ['Europe/Bucharest', 'Europe/Kaliningrad']],
	['+61412345678', 'AU', 'MOBILE', 'all'],
	['+79161234567', 'RU', 'MOBILE', 'all'],
])('the number %s was issued where its area is, or anywhere in its country', (number, country, type, zones) => {
	const issued = issuedZones(number, country, type);
	expect(issued).toEqual(zones === 'all' ? candidateZones(number, country, type) : zones);
	if (zones === 'all') expect(issued.length).toBeGreaterThan(3);
});
