/** Hours at which a test that depends on the hour fails: the suites run with the clock and the time zone moved there. */
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { runVitest } from './stages.mjs';

const MINUTE = 60_000;
const PRELOAD = fileURLToPath(new URL('./movedClock.cjs', import.meta.url));

/** All but the first begin moments before the hour turns, so that it turns during the run. */
export const clocks = [
	{ id: 'sunday-night', name: 'a Sunday night in New York', at: '2026-12-07T04:30:00Z', timeZone: 'America/New_York' },
	{ id: 'year-end', name: 'the end of a year', at: '2026-12-31T23:59:50Z', timeZone: 'UTC' },
	{ id: 'spring', name: 'the hour that New York skips in spring', at: '2027-03-14T06:59:50Z', timeZone: 'America/New_York' },
	{ id: 'autumn', name: 'the hour that Berlin has twice in autumn', at: '2027-10-31T00:59:50Z', timeZone: 'Europe/Berlin' },
];

/** Where the hour matters most, and what shows it soonest: a part of every `npm test`. */
const sensitive = {
	clocks: clocks.filter(({ id }) => id !== 'autumn'),
	projects: ['unit', 'integration'],
	files: [
		...['callingHours', 'time', 'waiting', 'polling', 'dialling', 'managing'].map((folder) => `test/unit/${folder}/`),
		...['dialling/preflightHours', 'dialling/crashedLoop', 'waiting/waiting', 'calling/simulator.', 'manageCall/operations'].map((name) => `test/integration/${name}`),
	],
};
const everything = { clocks, projects: ['unit', 'integration'], files: [] };

/** The time as it is, even where the clock of this process is moved. */
const realNow = () => Date.now() - Number(process.env.VOICE_CALLS_CLOCK_OFFSET_MS ?? 0);

/** The environment of a process whose clock stands at `at`; its threads and children inherit it. */
export const movedEnvironment = ({ at, timeZone }) => ({
	TZ: timeZone,
	VOICE_CALLS_CLOCK_OFFSET_MS: String(Date.parse(at) - realNow()),
	NODE_OPTIONS: [process.env.NODE_OPTIONS, `--require "${PRELOAD}"`].filter(Boolean).join(' '),
});

/** Runs the suites once per moved clock: what depends on the hour, or with `all` everything but the tests in a real n8n. Returns the counts of each. */
export async function runMovedClocks({ folder, all = false, only, note = () => {} }) {
	const { clocks: chosen, projects, files } = all ? everything : sensitive;
	const results = [];
	for (const clock of chosen.filter(({ id }) => only === undefined || id === only)) {
		note(`${clock.name} (${clock.at}, ${clock.timeZone})`);
		const counts = await runVitest(`clock-${clock.id}`, { folder, projects, files, env: movedEnvironment(clock), timeoutMs: 20 * MINUTE });
		results.push({ clock, ...counts });
	}
	return results;
}
