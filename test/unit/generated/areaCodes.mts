/**
 * nodes/shared/callingHours/areaCodes.generated.ts: which US state or Canadian province a North American area code belongs to, read out of
 * English place names.
 */
import { heading, northAmericanPlaces } from './zoneMap.mts';

const states =
	'AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,DE Delaware,FL Florida,GA Georgia,HI Hawaii,' +
	'ID Idaho,IL Illinois,IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,MD Maryland,MA Massachusetts,MI Michigan,' +
	'MN Minnesota,MS Mississippi,MO Missouri,MT Montana,NE Nebraska,NV Nevada,NH New Hampshire,NJ New Jersey,NM New Mexico,NY New York,' +
	'NC North Carolina,ND North Dakota,OH Ohio,OK Oklahoma,OR Oregon,PA Pennsylvania,RI Rhode Island,SC South Carolina,SD South Dakota,' +
	'TN Tennessee,TX Texas,UT Utah,VT Vermont,VA Virginia,WA Washington State,WV West Virginia,WI Wisconsin,WY Wyoming,DC Washington D.C.';
const provinces =
	'AB Alberta,BC British Columbia,MB Manitoba,NB New Brunswick,NL Newfoundland and Labrador,NS Nova Scotia,NT Northwest Territories,' +
	'NU Nunavut,ON Ontario,PE Prince Edward Island,QC Quebec,SK Saskatchewan,YT Yukon';

const regionOf = new Map<string, string>();
for (const [country, names] of Object.entries({ US: states, CA: provinces })) {
	for (const entry of names.split(',')) {
		const abbreviation = entry.slice(0, 2);
		regionOf.set(abbreviation, `${country}-${abbreviation}`);
		regionOf.set(entry.slice(3), `${country}-${abbreviation}`);
	}
}
regionOf.set('British Colombia', 'CA-BC'); // as the source spells it at 257

/** Regions that a place names: "New York, NY" one, "Nova Scotia/Prince Edward Island" two, "Negril" none. */
const regionsOfPlace = (place: string): string[] =>
	place
		.replace(/^.*, (?=[A-Z]{2}$)/, '')
		.split('/')
		.map((name) => regionOf.get(name))
		.filter((region) => region !== undefined);

/** `{ 'US-AL': ['205', '251', …], … }`. The place of the area code itself counts; where it has none, those of its exchanges. */
function codesByRegion(places: Record<string, string>): Record<string, string[]> {
	const codes = [...new Set(Object.keys(places).map((prefix) => prefix.slice(0, 3)))].sort();
	const byRegion: Record<string, string[]> = {};
	for (const code of codes) {
		const exchanges = Object.keys(places).filter((prefix) => prefix.startsWith(code));
		const named = places[code] ? [places[code]] : exchanges.map((prefix) => places[prefix]);
		for (const region of new Set(named.flatMap(regionsOfPlace))) (byRegion[region] ??= []).push(code);
	}
	return byRegion;
}

/** The codes in lines of at most 96 characters, joined again by the generated file. */
function wrapped(codes: string[]): string {
	const rows = codes.join(' ').match(/.{1,95}(?: |$)/g) ?? [];
	return rows.map((row) => `'${row}'`).join(' +\n\t\t');
}

/** Text of areaCodes.generated.ts. */
export function areaCodesSource(): string {
	const rows = Object.entries(codesByRegion(northAmericanPlaces())).sort();
	return `${heading}

/** Area codes of each US state and Canadian province (ISO 3166-2), where the geocodes name one. */
export const areaCodesOfRegions: Readonly<Record<string, string>> = {
${rows.map(([region, codes]) => `\t'${region}':\n\t\t${wrapped(codes)},\n`).join('')}};
`;
}
