/** Google's own libphonenumber as the judge of ours: its example numbers, types, regions and short numbers. */
import { createRequire } from 'node:module';

const google = createRequire(import.meta.url)('google-libphonenumber') as any;
const util = google.PhoneNumberUtil.getInstance();
const short = google.ShortNumberInfo.getInstance();
const typeNames = Object.fromEntries(Object.entries(google.PhoneNumberType).map(([name, value]) => [value, name])) as Record<
	number,
	string
>;

export interface GoogleNumber {
	e164: string;
	/** ISO 3166-1 alpha-2, or 001 for global networks. */
	region: string | null;
	type: string;
	valid: boolean;
}

const judged = (number: any): GoogleNumber => ({
	e164: util.format(number, google.PhoneNumberFormat.E164),
	region: util.getRegionCodeForNumber(number) ?? null,
	type: typeNames[util.getNumberType(number)],
	valid: util.isValidNumber(number),
});

/** What Google makes of the text, or null where it is no number. */
export function judge(text: string, country: string | null = null): GoogleNumber | null {
	try {
		return judged(util.parse(text, country ?? undefined));
	} catch {
		return null;
	}
}

export const regions: string[] = util.getSupportedRegions();
export const globalCodes: string[] = util.getSupportedGlobalNetworkCallingCodes().map(String);
export const callingCode = (region: string): string => String(util.getCountryCodeForRegion(region));

/** Google's example number of every region for the given types; `asked` is the type it is an example of. */
export const examples = (...types: string[]): Array<GoogleNumber & { asked: string; home: string }> =>
	types.flatMap((asked) =>
		regions.flatMap((home) => {
			const number = util.getExampleNumberForType(home, google.PhoneNumberType[asked]);
			return number ? [{ ...judged(number), asked, home }] : [];
		}),
	);

/** Google's example number of a global network such as 881. */
export const globalExample = (code: string): GoogleNumber => judged(util.getExampleNumberForNonGeoEntity(Number(code)));

export const shortRegions: string[] = short.getSupportedRegions();

/** The patterns of a region's emergency numbers (empty where there are none) and of all its short numbers. */
export function shortPatterns(region: string): { emergency: string; all: string } {
	const metadata = short.getMetadataForRegion_(region);
	return {
		emergency: metadata.getEmergency().getNationalNumberPatternOrDefault(),
		all: metadata.getShortCode().getNationalNumberPatternOrDefault(),
	};
}

export const isEmergency = (digits: string, region: string): boolean => short.isEmergencyNumber(digits, region);

/** Whether Google calls the digits a valid short number of the region. */
export function isShort(digits: string, region: string): boolean {
	const number = new google.PhoneNumber();
	number.setCountryCode(Number(callingCode(region)));
	number.setNationalNumber(Number(digits));
	const zeros = /^0*(?=\d)/.exec(digits)?.[0].length ?? 0;
	if (zeros > 0) {
		number.setItalianLeadingZero(true);
		number.setNumberOfLeadingZeros(zeros);
	}
	return short.isValidShortNumberForRegion(number, region);
}
