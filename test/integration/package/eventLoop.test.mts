import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { watchNode } from '../../harness/blocks.mts';
import { sendCallType, simulate } from '../../harness/sendCall.mts';
import { built } from '../../harness/built.mts';

/**
 * n8n's event loop serves every other execution and the editor: the work of a run goes in short stretches. Counted is how
 * many items were worked on before everybody else got a turn, which is fewer on a slower machine. How long the stretches
 * are is measured by `npm run bench`.
 */
let watched: ReturnType<typeof watchNode>;
beforeAll(() => void (watched = watchNode(sendCallType)));
afterAll(() => watched.restore());
afterAll(() => void vi.restoreAllMocks());

const parseEntries = built('shared/doNotCall/parseEntries') as typeof import('../../../nodes/shared/doNotCall/parseEntries');
const phoneNumber = built('shared/phoneNumber/e164') as typeof import('../../../nodes/shared/phoneNumber/e164.ts');
const { Preflight } = built('shared/dialling/preflight') as typeof import('../../../nodes/shared/dialling/preflight.ts');
const { entriesOf } = parseEntries;
const { checkPhoneNumber } = phoneNumber;
const readings = {
	list: vi.fn(entriesOf),
	item: vi.fn(checkPhoneNumber),
	preflight: vi.spyOn(Preflight.prototype, 'check'),
};
// The functions inside the bundle call each other by name: each name leads to its counter until the end of the file.
beforeAll(() => void Object.assign(parseEntries, { entriesOf: readings.list }));
beforeAll(() => void Object.assign(phoneNumber, { checkPhoneNumber: readings.item }));
afterAll(() => void Object.assign(parseEntries, { entriesOf }));
afterAll(() => void Object.assign(phoneNumber, { checkPhoneNumber }));
beforeEach(() => Object.values(readings).forEach((spy) => spy.mockClear()));

/** How many of the calls so far came within one turn of the event loop, at the most. */
function inOneTurn(spy: { mock: { calls: unknown[][] } }): () => number {
	let [before, most] = [0, 0];
	const look = (): void => {
		const { length } = spy.mock.calls;
		[most, before] = [Math.max(most, length - before), length];
	};
	const timer = setInterval(look, 1);
	return () => {
		clearInterval(timer);
		look();
		return most;
	};
}

const areaCodes = [212, 213, 214, 215, 216, 217, 218, 219, 301, 302, 303, 304, 305];
/** Different numbers that the Simulator answers at once: one that ends in 07 would be tried again after a second. */
const numbers = (amount: number): string[] =>
	Array.from(
		{ length: amount },
		(_number, index) => `+1${areaCodes[index % areaCodes.length]}736${String(Math.floor(index / areaCodes.length)).padStart(3, '0')}1`,
	);
const entries = (amount: number): string[] => Array.from({ length: amount }, (_entry, index) => `0${2_000_000_000 + index * 7}`);

async function play(what: string, items: IDataObject[], parameters: IDataObject) {
	const { outputs } = await simulate(items, parameters);
	const { longest } = watched.last();
	console.log(`${items.length} items, ${what}: longest stretch ${longest.toFixed(0)} ms of work`);
	return outputs.flat().length;
}

test.each<[string, IDataObject]>([
	['fixed settings', {}],
	['settings from expressions', { safety: { doNotCall: '={{ $json.list }}', maxCalls: '={{ 100 }}', callingHours: '={{ "lawful" }}' } }],
])(
	'10,000 items are read in short stretches: %s',
	async (what, parameters) => {
		const items = numbers(10_000).map((to) => ({ to, list: '+442079460018' }));
		const [read, decided] = [inOneTurn(readings.item), inOneTurn(readings.preflight)];
		expect(await play(what, items, parameters)).toBe(10_000);
		const most = [read(), decided()];
		console.log(`Items in one turn at the most: ${most[0]} read, ${most[1]} decided on`);
		expect(readings.item.mock.calls.length).toBeGreaterThanOrEqual(10_000);
		for (const one of most) expect(one).toBeLessThan(5000);
	},
	600_000,
);

describe('a do-not-call list is read once a run, and once for each Default Country', () => {
	const text = entries(5000).join('\n');
	const list = entries(5000).map((phone, id) => ({ id, phone }));
	const countries = ['GB', 'DE', 'FR', 'IT'];

	test.each<[string, string, number, (index: number) => IDataObject]>([
		['a text of 5,000 entries, one Default Country', text, 1, () => ({ country: 'GB' })],
		['a text of 5,000 entries, four Default Countries', text, 4, (index) => ({ country: countries[index % 4] })],
		['a list of 5,000 rows, one Default Country', '={{ $json.list }}', 1, () => ({ country: 'GB', list })],
		['a list of 5,000 rows, four Default Countries', '={{ $json.list }}', 4, (index) => ({ country: countries[index % 4], list })],
	])(
		'a do-not-call list is read as often as needed: %s',
		async (what, entered, times, more) => {
			const items = numbers(200).map((to, index) => ({ to, ...more(index) }));
			expect(await play(what, items, { safety: { doNotCall: entered }, options: { defaultCountry: '={{ $json.country }}' } })).toBe(200);
			expect(readings.list).toHaveBeenCalledTimes(times);
		},
		300_000,
	);
});
