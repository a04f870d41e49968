import process from 'node:process';
import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeTypes } from '../support/engine.mts';
import { sendCallType, simulate } from '../support/sendCall.mts';

/** n8n's event loop serves every other execution and the editor: the work of a run goes in short stretches. */
let longest = 0;
const node = nodeTypes.get(sendCallType) as INodeType;
const execute = node.execute as (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

/**
 * Milliseconds of this process' own work between two turns of the event loop while the node ran; what n8n does around it
 * does not count, nor what else the machine does.
 */
function watch(): () => void {
	let last = process.cpuUsage();
	const note = (): void => {
		const { user, system } = process.cpuUsage(last);
		longest = Math.max(longest, (user + system) / 1000);
		last = process.cpuUsage();
	};
	const timer = setInterval(note, 1);
	return () => {
		note();
		clearInterval(timer);
	};
}

beforeAll(() => {
	node.execute = async function (this: IExecuteFunctions) {
		const stop = watch();
		try {
			return await execute.call(this);
		} finally {
			stop();
		}
	};
});
afterAll(() => void (node.execute = execute));

/** The best of a few runs: what else the machine does makes every stretch longer, never shorter. */
async function play(items: IDataObject[], parameters: IDataObject, runs = 3) {
	let best = { records: 0, cpu: Infinity, block: Infinity };
	for (let run = 0; run < runs && !(best.block < mostMilliseconds); run++) {
		longest = 0;
		const began = process.cpuUsage();
		const { outputs } = await simulate(items, parameters);
		const { user, system } = process.cpuUsage(began);
		best = { records: outputs.flat().length, cpu: Math.min(best.cpu, (user + system) / 1000), block: Math.min(best.block, longest) };
	}
	return best;
}

const mostMilliseconds = 1000;
const numbers = (amount: number): string[] => Array.from({ length: amount }, (_number, index) => `+1${212 + (index % 8)}736${String(index % 10_000).padStart(4, '0')}`);
const entries = (amount: number): string[] => Array.from({ length: amount }, (_entry, index) => `0${2_000_000_000 + index * 7}`);
const report = (what: string, { cpu, block }: { cpu: number; block: number }): void => console.log(`${what}: ${cpu.toFixed(0)} ms of work, longest stretch ${block.toFixed(0)} ms`);

test.each<[string, IDataObject]>([
	['fixed settings', {}],
	['settings from expressions', { safety: { doNotCall: '={{ $json.list }}', maxCalls: '={{ 100 }}', callingHours: '={{ "lawful" }}' } }],
])('10,000 items are read in short stretches: %s', async (what, parameters) => {
	const items = numbers(10_000).map((to) => ({ to, list: '+442079460018' }));
	const result = await play(items, parameters);
	report(`10,000 items, ${what}`, result);
	expect(result.records).toBe(10_000);
	expect(result.block).toBeLessThan(mostMilliseconds);
});

describe('a do-not-call list is read once a run', () => {
	const text = entries(5000).join('\n');
	const list = entries(5000).map((phone, id) => ({ id, phone }));
	const countries = ['GB', 'DE', 'FR', 'IT'];
	const items = (amount: number, more: (index: number) => IDataObject = () => ({})): IDataObject[] => numbers(amount).map((to, index) => ({ to, ...more(index) }));

	test.each<[string, string, number, (index: number) => IDataObject]>([
		['a text of 5,000 entries, one Default Country', text, 200, () => ({ country: 'GB' })],
		['a text of 5,000 entries, four Default Countries', text, 200, (index) => ({ country: countries[index % 4] })],
		['a list of 5,000 rows, one Default Country', '={{ $json.list }}', 200, () => ({ country: 'GB', list })],
		['a list of 5,000 rows, four Default Countries', '={{ $json.list }}', 200, (index) => ({ country: countries[index % 4], list })],
	])('%s', async (what, doNotCall, amount, more) => {
		const result = await play(items(amount, more), { safety: { doNotCall }, options: { defaultCountry: '={{ $json.country }}' } });
		report(`${amount} items, ${what}`, result);
		expect(result.records).toBe(amount);
		expect(result.block).toBeLessThan(mostMilliseconds);
		const one = await play(items(1, more), { safety: { doNotCall }, options: { defaultCountry: '={{ $json.country }}' } });
		report(`1 item, ${what}`, one);
		expect(result.cpu).toBeLessThan(20 * one.cpu);
	});
});
