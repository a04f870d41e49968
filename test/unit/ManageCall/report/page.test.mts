/** The report is one well-formed page that loads nothing, runs nothing, and shows no more of a person than it may. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { html } from '../../../../nodes/ManageCall/report/html';
import { reportPage } from '../../../../nodes/ManageCall/report/page';
import { maxRows } from '../../../../nodes/ManageCall/report/lists';
import { duration, money, percent } from '../../../../nodes/ManageCall/report/words';
import { campaignOf, hostileTexts } from '../../../harness/callRecords.mts';
import { summaryOf, summaryTime } from '../../../harness/summaries.mts';

const options = { title: 'Autumn campaign', timezone: 'Europe/Berlin' };
const records = campaignOf({ people: 300, seed: 3 }, summaryTime);
const hostile = campaignOf({ people: 300, seed: 4, hostile: true, repeated: 0.1 }, summaryTime);
const pageOf = async (of = records, more = {}): Promise<string> => reportPage(await summaryOf(of, more), options);

interface Node {
	name: string;
	attributes: Record<string, string>;
	text: string;
}

/** Every element of a page in its order, with its attributes and its own text. */
function elementsOf(page: string): Node[] {
	const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', trimValues: false });
	const walk = (nodes: any[]): Node[] =>
		nodes.flatMap((node) => {
			const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text');
			if (name === undefined) return [];
			const inside = node[name] as any[];
			const text = inside.map((one) => String(one['#text'] ?? '')).join('');
			return [{ name, attributes: node[':@'] ?? {}, text }, ...walk(inside)];
		});
	return walk(parser.parse(page) as any[]);
}

test.each([
	['an ordinary campaign', () => pageOf()],
	['hostile texts', () => pageOf(hostile)],
	['hostile texts and full numbers', () => pageOf(hostile, { showFullNumbers: true })],
	['a hostile title', async () => reportPage(await summaryOf(records), { title: hostileTexts.join(' '), timezone: '<b>"' })],
	['one call', () => pageOf(records.slice(0, 1))],
	['nobody', () => pageOf([])],
])('the page of %s is well-formed', async (_what, make) => {
	expect(XMLValidator.validate(await make())).toBe(true);
});

test('a page that is not well-formed is found', async () => {
	expect(XMLValidator.validate((await pageOf()).replace('</table>', ''))).not.toBe(true);
});

const allowed =
	'html head meta title style body main header h1 h2 p strong ul li span section svg g rect line text div table caption thead tbody tr th td bdi footer'.split(
		' ',
	);

describe.each([
	['an ordinary campaign', () => pageOf()],
	['hostile texts', () => pageOf(hostile, { showFullNumbers: true })],
])('%s', (_what, make) => {
	test('no element and no attribute can run or load anything', async () => {
		for (const { name, attributes } of elementsOf(await make()).filter(({ name: one }) => !one.startsWith('?'))) {
			expect(allowed).toContain(name);
			for (const [attribute, value] of Object.entries(attributes)) {
				expect(attribute).not.toMatch(/^(on|href$|src$|xlink|action$|srcset$)/i);
				if (attribute === 'style') expect(value).toMatch(/^(--tile: var\(--\w+\)|--columns: \d)$/);
			}
		}
	});

	test('the style loads nothing, and the page says so itself', async () => {
		const page = await make();
		expect(page).not.toMatch(/url\(|@import|<script|<img|<link|<iframe|javascript:/i);
		expect(page).toContain('content="default-src &#39;none&#39;; style-src');
	});
});

test('hostile texts stand in the page as text', async () => {
	const names = elementsOf(await pageOf(hostile))
		.filter(({ name }) => name === 'bdi')
		.map(({ text }) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
	for (const text of hostileTexts.slice(0, 2)) expect(names).toContain(text);
});

test('no transcript, context or number of a record stands in the page, unless Show Full Numbers is on', async () => {
	const digits = (text: string): string => text.replace(/[^\d<]/g, '');
	const page = digits(await pageOf());
	for (const { to } of records) if (to !== null) expect(page).not.toContain(to.slice(1));
	expect(await pageOf()).not.toContain('agent: Hello.');
	const { toCall } = await summaryOf(records, { showFullNumbers: true });
	expect(await pageOf(records, { showFullNumbers: true })).toContain(toCall[0].to);
});

test('charts have a text for those who do not see them, and tables have a caption', async () => {
	const elements = elementsOf(await pageOf());
	const charts = elements.filter(({ name, attributes }) => name === 'svg' && attributes['aria-hidden'] !== 'true');
	expect(charts).toHaveLength(2);
	for (const { attributes } of charts) expect(attributes).toMatchObject({ role: 'img', 'aria-label': expect.stringMatching(/\d/) });
	const count = (wanted: string) => elements.filter(({ name }) => name === wanted).length;
	expect(count('caption')).toBe(count('table'));
});

test('the page tells that calls were simulated', async () => {
	const simulated = campaignOf({ people: 20, seed: 5, simulated: true }, summaryTime);
	expect(await pageOf(simulated)).toContain('All calls of this report are simulated: nobody was phoned in them.');
	expect(await pageOf([...simulated, ...records])).toMatch(/of \d+ records are simulated/);
	expect(await pageOf()).not.toContain('simulated');
});

test('a long list is cut in the page with the number of the others, so that the file can be mailed', async () => {
	const many = campaignOf({ people: 4000, seed: 6 }, summaryTime);
	const summary = await summaryOf(many);
	const page = reportPage(summary, options);
	expect(summary.toCall.length).toBeGreaterThan(maxRows);
	expect(page).toContain(`And ${(summary.toCall.length - maxRows).toLocaleString('en-US')} more`);
	expect(Buffer.byteLength(page)).toBeLessThan(250_000);
});

test('times are those of the workflow, and of the person called', async () => {
	const page = await pageOf();
	expect(page).toContain('Times in Europe/Berlin');
	expect(page).toContain('Made on 22 Nov 2026, 21:00');
	expect(reportPage(await summaryOf(records), { ...options, timezone: 'no zone' })).toContain('Times in UTC');
});

test('values are escaped, HTML is not, and what no page may hold is replaced', () => {
	expect(html`<p title="${`"'`}">${['<a>', html`<b>&amp;</b>`, null, 7]}</p>`.text).toBe(
		'<p title="&quot;&#39;">&lt;a&gt;<b>&amp;</b>7</p>',
	);
	expect(html`${'a\u0000\ud800\nb'}`.text).toBe('a\uFFFD\uFFFD b');
});

test.each([
	[0, '0 s'],
	[59.6, '1 min'],
	[95, '1 min 35 s'],
	[3600, '1 h'],
	[25_920, '7 h 12 min'],
])('%d seconds are written as %s', (seconds, words) => {
	expect(duration(seconds)).toBe(words);
});

test('money and shares are written for a reader', () => {
	expect([money(1234.5), money(0.0123), money(31.7999), percent(0.615), percent(null)]).toEqual([
		'1,234.50',
		'0.0123',
		'31.80',
		'62 %',
		'–',
	]);
});
