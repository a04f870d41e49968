/**
 * The facts as research wrote them down, typed a second time and in another form than in the package:
 * hours as "from-to" per Mon-Fri | Sat | Sun | public holiday, one number of each row, its zone, and one holiday on a weekday.
 */
export interface Fact {
	id: string;
	/** Name of the state in Google's geocodes. */
	state?: string;
	number: string;
	country: string;
	type: string | null;
	zone: string;
	/** Windows of a workday, Saturday, Sunday and `holiday`. */
	hours: [workday: string, sat: string, sun: string, holiday: string];
	holiday: string;
	/** Further dates with hours of their own. */
	special?: Record<string, string>;
}

const us = (id: string, state: string, areaCode: string, zone: string, hours: string, special?: Record<string, string>): Fact => ({
	id: `us-${id}`,
	state,
	number: `+1${areaCode}7365000`,
	country: 'US',
	type: 'FIXED_LINE_OR_MOBILE',
	zone: `America/${zone}`,
	hours: hours.split(' | ') as Fact['hours'],
	holiday: '2026-11-26', // Thanksgiving
	special,
});

const land = (
	id: string,
	number: string,
	type: string,
	zone: string,
	hours: string,
	holiday: string,
	special?: Record<string, string>,
): Fact => ({
	id,
	number,
	country: id === 'default' ? 'PL' : id.toUpperCase(),
	type,
	zone,
	hours: hours.split(' | ') as Fact['hours'],
	holiday,
	special,
});

export const facts: readonly Fact[] = [
	us('federal', 'New York', '212', 'New_York', '8-21 | 8-21 | 8-21 | 8-21'),
	us('al', 'Alabama', '205', 'Chicago', '8-20 | 8-20 | none | none'),
	us('ca', 'California', '213', 'Los_Angeles', '9-21 | 9-21 | 9-21 | 9-21'),
	us('ct', 'Connecticut', '860', 'New_York', '9-20 | 9-20 | 9-20 | 9-20'),
	us('fl', 'Florida', '305', 'New_York', '8-20 | 8-20 | 8-20 | 8-20'),
	us('il', 'Illinois', '312', 'Chicago', '9-21 | 9-21 | 9-21 | 9-21'),
	us('in', 'Indiana', '317', 'New_York', '9-20 | 9-20 | 9-20 | 9-20'),
	us('ky', 'Kentucky', '502', 'New_York', '10-21 | 10-21 | 10-21 | 10-21'),
	us('la', 'Louisiana', '504', 'Chicago', '8-20 | 8-20 | none | none'),
	us('ma', 'Massachusetts', '617', 'New_York', '8-20 | 8-20 | 8-20 | 8-20'),
	us('md', 'Maryland', '410', 'New_York', '8-20 | 8-20 | 8-20 | 8-20'),
	us('me', 'Maine', '207', 'New_York', '8-21 | 8-21 | 8-21 | 8-21'),
	us('mi', 'Michigan', '313', 'New_York', '9-21 | 9-21 | 9-21 | 9-21'),
	us('mn', 'Minnesota', '612', 'Chicago', '9-21 | 9-21 | 9-21 | 9-21'),
	us('ms', 'Mississippi', '601', 'Chicago', '8-20 | 8-20 | none | 8-20'),
	us('ne', 'Nebraska', '402', 'Chicago', '8-21 | 8-21 | 13-21 | 13-21', { '2026-07-03': '13-21' }),
	us('nm', 'New Mexico', '505', 'Denver', '9-21 | 9-21 | 9-21 | 9-21'),
	us('nv', 'Nevada', '702', 'Los_Angeles', '9-20 | 9-20 | 9-20 | 9-20'),
	us('ok', 'Oklahoma', '405', 'Chicago', '9-20 | 9-20 | 9-20 | 9-20'),
	us('or', 'Oregon', '503', 'Los_Angeles', '8-20 | 8-20 | 8-20 | 8-20'),
	us('pa', 'Pennsylvania', '215', 'New_York', '8-21 | 8-21 | none | none'),
	us('ri', 'Rhode Island', '401', 'New_York', '9-18 | 10-17 | none | none'),
	us('sd', 'South Dakota', '605', 'Denver', '9-21 | none | none | none'),
	us('tx', 'Texas', '512', 'Chicago', '9-21 | 9-21 | 12-21 | 9-21'),
	us('ut', 'Utah', '801', 'Denver', '8-21 | 8-21 | none | none', { '2027-12-31': 'none', '2028-01-01': 'none' }),
	us('wa', 'Washington State', '206', 'Los_Angeles', '8-20 | 8-20 | 8-20 | 8-20'),
	us('wy', 'Wyoming', '307', 'Denver', '8-20 | 8-20 | 8-20 | 8-20'),
	land('ca', '+14167365000', 'FIXED_LINE_OR_MOBILE', 'America/Toronto', '9-21.5 | 10-18 | 10-18 | 9-21.5', '2026-07-01'),
	land('gb', '+442079460018', 'FIXED_LINE', 'Europe/London', '9-20 | 9-20 | none | none', '2026-08-31', { '2026-12-28': 'none' }),
	land('de', '+4930901820', 'FIXED_LINE', 'Europe/Berlin', '9-20 | 9-20 | none | none', '2026-05-01'),
	land('fr', '+33612345678', 'MOBILE', 'Europe/Paris', '10-13 14-20 | none | none | none', '2026-07-14'),
	land('es', '+34910123456', 'FIXED_LINE', 'Europe/Madrid', '9-21 | none | none | none', '2026-10-12'),
	land('it', '+390236618300', 'FIXED_LINE', 'Europe/Rome', '9-20 | 10-19 | none | none', '2026-06-02', { '2026-06-01': '10-19' }),
	land('nl', '+31201234567', 'FIXED_LINE', 'Europe/Amsterdam', '9-22 | 10-16 | none | none', '2026-04-27', {
		'2026-05-04': '9-18.5',
		'2026-12-24': '9-18.5',
		'2026-12-05': '10-16',
	}),
	land('in', '+919876543210', 'MOBILE', 'Asia/Kolkata', '10-21 | 10-21 | 10-21 | 10-21', '2026-08-14'),
	land('au', '+61732345678', 'FIXED_LINE', 'Australia/Brisbane', '9-20 | 9-17 | none | none', '2026-01-26', { '2026-12-28': 'none' }),
	land('za', '+27113456789', 'FIXED_LINE', 'Africa/Johannesburg', '8-20 | 9-13 | none | none', '2026-09-24', { '2026-08-10': 'none' }),
	land('ae', '+971501234567', 'MOBILE', 'Asia/Dubai', '9-18 | 9-18 | 9-18 | 9-18', '2026-12-02'),
	land('default', '+48123456789', 'FIXED_LINE', 'Europe/Warsaw', '9-20 | 10-18 | none | 9-20', '2026-11-11'),
];

/** "10-13 14-20" as milliseconds of the day. */
export const spans = (text: string): Array<[number, number]> =>
	text === 'none' ? [] : text.split(' ').map((one) => one.split('-').map((hour) => Number(hour) * 3_600_000) as [number, number]);
