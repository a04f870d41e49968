/** Who is in the campaign: a thousand numbers from the range for fiction, whose endings say what the Simulator plays. */

/** Area codes of one time zone each, as the North American Numbering Plan gives them. */
const areas = {
	'America/New_York': [
		'201 202 203 207 212 215 216 234 239 240 248 267 301 302 304 305 315',
		'321 330 339 347 351 352 386 401 404 407 410 412 413 434 440 443 470',
	]
		.join(' ')
		.split(' '),
	'America/Los_Angeles': [
		'206 209 213 253 310 323 360 408 415 424 425 503 510 530 559 562 619',
		'626 650 661 702 707 714 747 760 805 818 831 858 909 916 925 949 951',
	]
		.join(' ')
		.split(' '),
};
type Zone = keyof typeof areas;

/** The last two digits; 09 is left out, since a refusal for lack of credits ends a run. */
const endings = Array.from({ length: 26 }, (_, ending) => ending).filter((ending) => ending !== 9);
const outsideAreas = 6;

export interface Person {
	phone: string;
	name: string;
	zone: Zone;
	/** The last two digits of the number. */
	ending: number;
	isOutside: boolean;
	isOnList: boolean;
}

const minutesIn = (zone: Zone, at: Date): number => {
	const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, hour: 'numeric', minute: 'numeric', hourCycle: 'h23' }).formatToParts(
		at,
	);
	const [hour, minute] = (['hour', 'minute'] as const).map((type) => Number(parts.find((part) => part.type === type)?.value));
	return hour * 60 + minute;
};

const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/**
 * The people, and calling hours of two hours around now in the zone of most of them. The others live three hours away, so they are outside
 * at any hour of any day. The zone that is further from midnight is the one that may be called.
 */
export function campaignOf(now: Date): { people: Person[]; hours: { windowStart: string; windowEnd: string } } {
	const fromMidnight = (zone: Zone): number => Math.min(minutesIn(zone, now), 24 * 60 - minutesIn(zone, now));
	const zones = (Object.keys(areas) as Zone[]).sort((one, other) => fromMidnight(other) - fromMidnight(one));
	const people = zones.flatMap((zone, rank) =>
		areas[zone].slice(0, rank === 0 ? undefined : outsideAreas).flatMap((area) =>
			endings.map((ending): Person => {
				const phone = `+1${area}55501${String(ending).padStart(2, '0')}`;
				// Every eighth area's odd endings from 11 on are on the list: people who would have answered.
				const isOnList = areas[zone].indexOf(area) % 8 === 3 && ending > 10 && ending % 2 === 1;
				return { phone, name: `Person ${area}-${ending}`, zone, ending, isOutside: rank === 1, isOnList };
			}),
		),
	);
	const middle = minutesIn(zones[0], now);
	return { people, hours: { windowStart: clock(middle - 20), windowEnd: clock(middle + 100) } };
}
