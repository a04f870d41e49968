/** Hours at which a test that depends on the hour fails: the suites run with the clock and the time zone moved there. */
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const PRELOAD = fileURLToPath(new URL('./movedClock.cjs', import.meta.url));

/** All but the first begin moments before the hour turns, so that it turns during the run. The `short` ones are a part of every `npm test`. */
export const clocks = [
	{ id: 'sunday-night', name: 'a Sunday night in New York', at: '2026-12-07T04:30:00Z', timeZone: 'America/New_York', short: true },
	{ id: 'year-end', name: 'the end of a year', at: '2026-12-31T23:59:50Z', timeZone: 'UTC', short: true },
	{ id: 'spring', name: 'the hour that New York skips in spring', at: '2027-03-14T06:59:50Z', timeZone: 'America/New_York', short: true },
	{ id: 'autumn', name: 'the hour that Berlin has twice in autumn', at: '2027-10-31T00:59:50Z', timeZone: 'Europe/Berlin', short: false },
];

/** Where the hour matters most, and what shows it soonest: what `npm test` runs under the `short` clocks. */
export const hourSensitiveFiles = [
	...['callingHours', 'time', 'waiting', 'dialling', 'doNotCall', 'ManageCall', 'CallPollTrigger'].map((folder) => `test/unit/${folder}/`),
	...['dialling/preflightHours', 'dialling/crashedLoop', 'waiting/waiting', 'calling/simulator.', 'manageCall/operations'].map(
		(name) => `test/integration/${name}`,
	),
];

/** The time as it is, even where the clock of this process is moved. */
const realNow = () => Date.now() - Number(process.env.VOICE_CALLS_CLOCK_OFFSET_MS ?? 0);

/** The environment of a process whose clock stands at `at`; its threads and children inherit it. */
export const movedEnvironment = ({ at, timeZone }) => ({
	TZ: timeZone,
	VOICE_CALLS_CLOCK_OFFSET_MS: String(Date.parse(at) - realNow()),
	NODE_OPTIONS: [process.env.NODE_OPTIONS, `--require "${PRELOAD}"`].filter(Boolean).join(' '),
});
