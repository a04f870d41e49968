/** Summarize Calls in n8n's engine: one item of all items, with a page to mail if wanted. */
import type { IDataObject } from 'n8n-workflow';
import { XMLValidator } from 'fast-xml-parser';
import { afterAll, describe, expect, test } from 'vitest';
import { watchNode } from '../../harness/blocks.mts';
import { campaignOf, itemsOf } from '../../harness/callRecords.mts';
import { continued, jsons, manageCallType, said } from '../../harness/manageCall.mts';
import type { EngineRun } from '../../harness/engine.mts';
import { runNode } from '../../harness/engine.mts';
import { itemsTo, simulate } from '../../harness/sendCall.mts';

const watched = watchNode(manageCallType);
afterAll(() => watched.restore());

const summarize = (items: IDataObject[], parameters: IDataObject = {}, more: Partial<EngineRun> = {}) =>
	runNode({ type: manageCallType, items, ...more, parameters: { operation: 'summarize', ...parameters } });
const items = itemsOf(campaignOf({ people: 40, seed: 11 }, new Date('2026-11-22T20:00:00Z')));

test('all items become one item, paired with each of them, without a provider and a credential', async () => {
	const { outputs, error } = await summarize(items);
	expect(error).toBeUndefined();
	expect(outputs).toHaveLength(1);
	expect(outputs[0]).toHaveLength(1);
	expect(outputs[0][0].json).toMatchObject({ people: { total: 40 }, records: { total: items.length } });
	expect(outputs[0][0].pairedItem).toEqual(items.map((_item, item) => ({ item })));
	expect(outputs[0][0].binary).toBeUndefined();
});

test('what Send Call gives on both outputs is summarized, on one output or merged', async () => {
	const sent = await simulate(itemsTo('+12025550100', '+12125550102', '+13105550103', '+14155550106', 'nobody'), {
		options: { outputs: 'one', retry: { attempts: 1, interval: 60 } },
	});
	expect(sent.outputs).toHaveLength(1);
	const [summary] = jsons(await summarize(sent.outputs[0].map(({ json }) => json)));
	expect(summary).toMatchObject({
		people: { total: 5, reached: 1, toCall: 3, notCalled: 1, underWay: 0, toCheck: 0, notReached: 0 },
		calls: { total: 5, over: 5, answered: 1, answerRate: 0.2 },
		outcomes: { answered: 1, no_answer: 2, busy: 2 },
		talkTime: { calls: 1, totalSeconds: 42 },
		records: { total: 5, repeated: 0, simulated: 5 },
	});
	expect(summary.byAttempt.map(({ attempt, calls }: any) => [attempt, calls])).toEqual([
		[1, 3],
		[2, 2],
	]);
	expect(summary.toCall.map(({ reason }: any) => reason).sort()).toEqual(['agent_unavailable', 'busy', 'no_answer']);
	expect(JSON.stringify(summary)).not.toMatch(/5550102|5550103|5550106/);
});

describe('Report File', () => {
	test('the page stands in the field, ready to mail or to show', async () => {
		const { outputs } = await summarize(items, { reportFile: true, options: { reportTitle: 'Autumn <b>' } });
		const file = outputs[0][0].binary!.data;
		expect(file).toMatchObject({
			mimeType: 'text/html',
			fileExtension: 'html',
			fileName: expect.stringMatching(/^call-report-\d{4}-\d\d-\d\d\.html$/),
		});
		const page = Buffer.from(file.data, 'base64').toString('utf8');
		expect(XMLValidator.validate(page)).toBe(true);
		expect(page).toContain('<h1>Autumn &lt;b&gt;</h1>');
		expect(page).toContain('Times in Europe/Berlin');
	});

	test('the field has the name that was chosen', async () => {
		const { outputs } = await summarize(items, { reportFile: true, binaryPropertyName: 'report' });
		expect(Object.keys(outputs[0][0].binary!)).toEqual(['report']);
	});

	test('Show Full Numbers reaches the item and the page', async () => {
		const { outputs } = await summarize(items, {
			reportFile: true,
			options: { showFullNumbers: true, maxAttempts: 3, callAgainAfter: ['voicemail'] },
		});
		const [{ json, binary }] = outputs[0];
		const [{ to }] = json.toCall as Array<{ to: string }>;
		expect(to).toMatch(/^\+\d+$/);
		expect(Buffer.from(binary!.data.data, 'base64').toString('utf8')).toContain(to);
	});
});

describe('items that are no records', () => {
	const mixed = [items[0], { name: 'Ada' }, items[1], { to: '+12025550100', dialed: 'perhaps', status: 'completed' }];

	test('the first of them ends the run with item, field and way out', async () => {
		const sentence = said(await summarize(mixed));
		expect(sentence).toMatch(/^Item 2: to is missing, so this item is no call record\. \| Summarize Calls takes the items of Make Call/);
		expect(sentence).toMatch(/Filter node before this node\.$/);
	});

	test('with On Error: Continue the others are summarized, and each of them leaves with its error', async () => {
		const { outputs } = await summarize(mixed, {}, continued);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([[{ item: 0 }, { item: 2 }], { item: 1 }, { item: 3 }]);
		expect(outputs[0][0].json).toMatchObject({ records: { total: 2 } });
		for (const [index, item] of [2, 4].entries()) expect(JSON.stringify(outputs[0][index + 1])).toContain(`Item ${item}: `);
	});

	test('items of which none is a record give no summary', async () => {
		const { outputs } = await summarize([{ name: 'Ada' }], {}, continued);
		expect(outputs[0]).toHaveLength(1);
		expect(outputs[0][0].json).not.toHaveProperty('people');
	});

	test.each<[string, IDataObject, RegExp]>([
		['Report File', { reportFile: 'perhaps' }, /Report File must be true or false/],
		['Max Attempts', { options: { maxAttempts: 0 } }, /Max Attempts must be a whole number from 1 to 100/],
		['Call Again After', { options: { callAgainAfter: ['rain'] } }, /Call Again After may hold only no-answer, busy, failed, voicemail/],
	])('a %s that cannot be used is refused before anything is counted', async (_field, parameters, sentence) => {
		expect(said(await summarize(items, parameters))).toMatch(sentence);
	});
});

test('10,000 records are summarized in short stretches', async () => {
	const many = itemsOf(campaignOf({ people: 10_000, seed: 12 }, new Date('2026-11-22T20:00:00Z')));
	let turns = 0;
	const timer = setInterval(() => turns++, 1);
	const before = performance.now();
	const [summary] = jsons(await summarize(many, { reportFile: true }));
	clearInterval(timer);
	console.log(
		`${many.length} records: ${(performance.now() - before).toFixed(0)} ms in all, longest stretch ${watched.last().longest.toFixed(0)} ms of work, ${turns} turns of others`,
	);
	expect(summary.people.total).toBe(10_000);
	// In one piece nobody else would have a turn.
	expect(turns).toBeGreaterThan(5);
});

test('a campaign over the Simulator, in two runs with redials, a list and a cap, is told as a plain recount tells it', async () => {
	const people = Array.from(
		{ length: 1000 },
		(_person, index) => `+1${[202, 212, 310, 415][index % 4]}55501${String(Math.floor(index / 4) % 100).padStart(2, '0')}`,
	);
	const forbidden = people.filter((_to, index) => index % 17 === 0);
	const run = async (numbers: string[], maxCalls: number): Promise<IDataObject[]> => {
		const { outputs } = await simulate(itemsTo(...numbers), {
			options: { outputs: 'one', concurrency: 50, retry: { attempts: 2, interval: 60, conditions: ['no-answer', 'busy'] } },
			safety: { doNotCall: forbidden.join('\n'), maxCalls },
		});
		return outputs[0].map(({ json }) => json);
	};
	// A thousand items to four hundred numbers: the others are duplicates. The second run calls whom the cap of the first held back.
	const first = await run(people, 150);
	const later = first.flatMap(({ to, problem }) => ((problem as IDataObject | undefined)?.type === 'cap_reached' ? [to as string] : []));
	const all = [...first, ...(await run(later.slice(0, 100), 100))];
	const [summary] = jsons(await summarize(all, { options: { showFullNumbers: true } }));

	const numbers = [...new Set(all.map(({ to }) => to as string))];
	const of = (to: string) => all.filter((json) => json.to === to);
	const reached = numbers.filter((to) => of(to).some(({ outcome }) => outcome === 'answered'));
	const unclear = numbers.filter((to) => !reached.includes(to) && of(to).some(({ dialed }) => dialed === 'maybe'));
	const dials = all.filter(({ dialed }) => dialed !== 'no').flatMap((json) => (json.attempts as IDataObject[] | null) ?? [json]);
	expect(summary.people).toMatchObject({ total: numbers.length, reached: reached.length, toCheck: unclear.length, underWay: 0 });
	expect(summary.calls).toMatchObject({ total: dials.length, answered: dials.filter(({ outcome }) => outcome === 'answered').length });
	expect(summary.talkTime.totalSeconds).toBe(
		all.filter(({ outcome }) => outcome === 'answered').reduce((sum, { durationSeconds }) => sum + Number(durationSeconds), 0),
	);
	const listed: string[] = summary.toCall.map(({ to }: { to: string }) => to);
	expect(listed.filter((to) => reached.includes(to) || unclear.includes(to) || forbidden.includes(to))).toEqual([]);
	// Whoever the cap held back in both runs is still to be called.
	const open = numbers.filter(
		(to) =>
			!forbidden.includes(to) &&
			of(to).every(({ dialed }) => dialed === 'no') &&
			of(to).some(({ problem }) => (problem as IDataObject).type !== 'duplicate'),
	);
	expect(open.length).toBeGreaterThan(0);
	expect(listed).toEqual(expect.arrayContaining(open));
	expect(summary.people.toCall + summary.people.notReached + summary.people.notCalled).toBe(
		numbers.length - reached.length - unclear.length,
	);
});
