import type { AnswerRate, HourRate } from '../summary/figures';
import type { Html } from './html';
import { html, nothing } from './html';
import { counted, percent, whole } from './words';

/** A part of a bar: the name of its color in the style sheet, its name, and its size. */
export interface Part {
	color: string;
	name: string;
	size: number;
}

const width = 960;
const gap = 3;
/** A narrower part has no room for its count. */
const minTextWidth = 44;

const rounded = (value: number): number => Math.round(value * 100) / 100;

const label = (kind: string, x: number, y: number, text: string): Html => html`<text class="${kind}" x="${x}" y="${y}">${text}</text>`;

/** One bar of several parts, each as wide as its share. The counts stand in the parts, the labels in the list beside the bar. */
export function stackedBar(title: string, parts: readonly Part[]): Html {
	const shown = parts.filter(({ size }) => size > 0);
	const total = shown.reduce((sum, { size }) => sum + size, 0);
	if (total === 0) return nothing;
	const room = width - gap * (shown.length - 1);
	let x = 0;
	const drawn = shown.map(({ color, name, size }) => {
		const wide = (room * size) / total;
		const count = wide < minTextWidth ? null : label(`on ${color}`, rounded(x + wide / 2), 29, whole(size));
		const [left, drawn] = [rounded(x), rounded(Math.max(wide, 1))];
		const box = html`<rect class="${color}" x="${left}" y="0" width="${drawn}" height="44" rx="4" />`;
		const part = html`<g><title>${name}: ${whole(size)}</title>${box}${count}</g>`;
		x += wide + gap;
		return part;
	});
	return html`<svg class="chart stacked" viewBox="0 0 ${width} 44" role="img" aria-label="${title}: ${spoken(shown)}">${drawn}</svg> `;
}

const spoken = (parts: readonly Part[]): string => parts.map(({ name, size }) => `${name} ${whole(size)}`).join(', ');

/** A bar of one value beside its number in a table. The number tells the same, so nothing reads the bar out. */
export const cellBar = (share: number, color: string): Html =>
	html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
		<rect class="track" width="100" height="10" rx="1" />
		<rect class="${color}" width="${rounded(Math.min(1, share) * 100)}" height="10" rx="1" />
	</svg>`;

/** With fewer calls an hour's rate says little, and its column is lighter. */
export const fewCalls = 10;

/** Columns that stand closer have smaller numbers above them. */
const minStep = 48;

const plot = { left: 46, right: 954, top: 26, bottom: 190 };

/** The answer rate of each hour of the day as columns, with the rate above and the number of calls below each of them. */
export function hourColumns(rates: readonly HourRate[]): Html {
	const known = rates.filter((rate): rate is { hour: number } & AnswerRate => rate.hour !== null);
	if (known.length === 0) return nothing;
	// The usual day is always there, so that the charts of two reports can be compared.
	const first = Math.min(8, known[0].hour);
	const last = Math.max(20, known[known.length - 1].hour);
	const step = (plot.right - plot.left) / (last - first + 1);
	const highest = Math.max(0.2, ...known.map(({ answerRate }) => Math.ceil((answerRate ?? 0) * 10) / 10));
	const y = (share: number): number => rounded(plot.bottom - (share / highest) * (plot.bottom - plot.top));
	const center = (hour: number): number => rounded(plot.left + (hour - first + 0.5) * step);
	const byHour = new Map(known.map((rate) => [rate.hour, rate]));

	const lines = [0, highest / 2, highest].map((share) => {
		const line = html`<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${y(share)}" y2="${y(share)}" />`;
		return [line, label('axis end', plot.left - 8, y(share) + 4, percent(share))];
	});
	const columns = Array.from({ length: last - first + 1 }, (_column, index) => {
		const hour = first + index;
		const rate = byHour.get(hour);
		const name = label('axis middle', center(hour), plot.bottom + 20, String(hour));
		if (rate === undefined) return name;
		const top = y(rate.answerRate ?? 0);
		const wide = rounded(Math.min(step * 0.66, 46));
		const color = rate.calls < fewCalls ? 'reached few' : 'reached';
		const [x, height] = [rounded(center(hour) - wide / 2), rounded(Math.max(plot.bottom - top, 1))];
		return [
			html`<g
				><title>${hourSpoken(rate)}</title><rect class="${color}" x="${x}" y="${top}" width="${wide}" height="${height}" rx="3"
			/></g>`,
			label(step < minStep ? 'value tight middle' : 'value middle', center(hour), top - 7, percent(rate.answerRate)),
			name,
			label('small middle', center(hour), plot.bottom + 40, whole(rate.calls)),
		];
	});
	const spokenAs = `Share of answered calls by local hour: ${known.map(hourSpoken).join('; ')}`;
	return html`<div class="wide">
		<svg class="chart hours" viewBox="0 0 ${width} 240" role="img" aria-label="${spokenAs}">
			${lines}${columns}${label('axis end', plot.left - 8, plot.bottom + 20, 'Hour')}${label('small end', plot.left - 8, plot.bottom + 40, 'Calls')}
		</svg>
	</div> `;
}

const hourSpoken = ({ hour, calls, answerRate }: HourRate): string =>
	`${hour ?? '?'}:00, ${percent(answerRate)} of ${counted(calls, 'call')}`;
