/**
 * `npm run bench`: what the package's own code costs for each item, as a ratio against libphonenumber-js, which reads the same numbers in
 * the same run. The node runs in a context that answers at once, so that n8n's expressions, its engine and the network are not measured.
 */
import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { expect, test } from 'vitest';
import { built } from '../harness/built.mts';
import { nodeTypes } from '../harness/engine.mts';
import { agent, sendCallType } from '../harness/sendCall.mts';
import { compare, cpu, report } from './support/measure.mts';

const { parseItems } = built('shared/calling/parseItems') as typeof import('../../nodes/shared/calling/parseItems.ts');
const { sendCallSpec } = built('shared/calling/nodeSpecs') as typeof import('../../nodes/shared/calling/nodeSpecs.ts');
const { Preflight } = built('shared/dialling/preflight') as typeof import('../../nodes/shared/dialling/preflight.ts');
const { ledgerOf } = built('shared/dialling/ledger') as typeof import('../../nodes/shared/dialling/ledger.ts');
const { providerById } = built('shared/providers/registry') as typeof import('../../nodes/shared/providers/registry.ts');

const amount = 2000;
/** What may be spent on an item before the first call, in costs of the parse of its number, which is part of it. */
const bar = 2.5;

const node = nodeTypes.get(sendCallType) as INodeType;

const areas = ['212', '305', '415', '512', '617', '702', '808', '907'];
const numbers = Array.from({ length: amount }, (_number, index) =>
	index % 4 === 3 ? `+49309018${String(1000 + index).slice(-4)}` : `+1${areas[index % 8]}736${String(index).padStart(4, '0')}`,
);

/** A context of n8n in which every answer is there at once. */
function contextOf(parameters: IDataObject, items: INodeExecutionData[]) {
	let placed = 0;
	const kept: IDataObject = {};
	const written = { provider: 'synthflow', agentId: agent('agent-1'), phoneNumber: '={{ $json.to }}', recipientName: 'Ada', ...parameters };
	const context = {
		getInputData: () => items,
		getNode: () => ({ id: 'node', name: 'Call', type: sendCallType, typeVersion: 1, position: [0, 0], parameters: written }),
		getNodeParameter: (name: string, item: number, fallback: unknown, options?: { extractValue?: boolean }) => {
			if (name === 'phoneNumber') return items[item].json.to;
			const value = (written as IDataObject)[name] ?? node.description.properties.find((property) => property.name === name)?.default;
			return options?.extractValue === true ? ((value as IDataObject | undefined)?.value ?? value) : (value ?? fallback);
		},
		evaluateExpression: () => undefined,
		getTimezone: () => 'Europe/Berlin',
		getWorkflow: () => ({ id: 'workflow', name: 'Bench', active: false }),
		getWorkflowDataProxy: () => ({ $runIndex: 0, $execution: { resumeUrl: 'https://n8n.example.com/webhook-waiting/1' } }),
		getContext: () => kept,
		getExecutionId: () => '1',
		getMode: () => 'trigger',
		getExecutionCancelSignal: () => undefined,
		getExecuteData: () => ({ data: { main: [items] } }),
		getExecutionDataById: async () => undefined,
		getExecutionContext: () => undefined,
		getNodeOutputs: () => [{ type: 'main' }, { type: 'main' }],
		getParentNodes: () => [],
		continueOnFail: () => false,
		addExecutionHints: () => {},
		logger: { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
		getCredentials: async () => ({ apiKey: 'key-of-bench', region: 'eu', baseUrl: '' }),
		helpers: {
			httpRequestWithAuthentication: async () => ({
				statusCode: 200,
				headers: {},
				body: { status: 'success', response: { answer: 'ok', call_id: `call-${++placed}` } },
			}),
		},
	};
	return { context: context as unknown as IExecuteFunctions, placed: () => placed };
}

async function ownCode(parameters: IDataObject, isPlaced: boolean): Promise<number> {
	const items = numbers.map((to): INodeExecutionData => ({ json: { to } }));
	const { context, placed } = contextOf(parameters, items);
	const start = cpu();
	const outputs = (await node.execute!.call(context)) as INodeExecutionData[][];
	const used = cpu() - start;
	// Speed that comes from calling nobody is none.
	expect(outputs.flat()).toHaveLength(amount);
	expect(placed()).toBe(isPlaced ? amount : 0);
	return used;
}

/** Reading and deciding on every item, which is all that happens before the first call. */
async function planning(parameters: IDataObject): Promise<number> {
	const items = numbers.map((to): INodeExecutionData => ({ json: { to } }));
	const { context } = contextOf(parameters, items);
	const start = cpu();
	const provider = providerById('synthflow')!;
	const parsed = await parseItems(context, provider, sendCallSpec);
	const preflight = new Preflight(context, provider, ledgerOf(context));
	const now = new Date();
	let allowed = 0;
	for (const parsedItem of parsed) if (preflight.check(parsedItem, parsedItem.call!, now).problem === null) allowed++;
	const used = cpu() - start;
	expect(allowed).toBe(amount);
	return used;
}

function parseAlone(): number {
	const start = cpu();
	let valid = 0;
	for (const number of numbers) {
		const parsed = parsePhoneNumberFromString(number, { extract: false });
		if (parsed?.isValid() && parsed.getType() !== 'PREMIUM_RATE') valid++;
	}
	const used = cpu() - start;
	expect(valid).toBe(amount);
	return used;
}

const safety = { maxCalls: amount, callingHours: 'off' };
const anyHour = { maxCalls: amount, callingHours: 'custom', windowStart: '00:00', windowEnd: '24:00', days: [1, 2, 3, 4, 5, 6, 7] };
test('an item costs at most two and a half times the parse of its number before the first call', { timeout: 300_000 }, async () => {
	const contenders: Array<[string, () => Promise<number> | number]> = [
		['libphonenumber-js reads each number (baseline)', parseAlone],
		['Reading and preflight, no calling hours', () => planning({ options: { safety } })],
		['Reading and preflight, calling hours of every number', () => planning({ options: { safety: anyHour } })],
		['Send Call, Dry Run, no calling hours', () => ownCode({ options: { dryRun: true, safety } }, false)],
		['Send Call, placed, no calling hours', () => ownCode({ options: { concurrency: 50, safety } }, true)],
	];
	const used = await compare(contenders.map(([, play]) => play));
	report({
		place: 1,
		title: 'Own code',
		how: `CPU of the package's own code for ${amount} items, in a context that answers at once, against libphonenumber-js, which reads the same numbers.`,
		figures: contenders.map(([what], index) => ({
			what,
			value: `${((1000 * used[index]) / amount).toFixed(1)} µs an item`,
			...(index > 0 && { ratio: used[index] / used[0] }),
			...(what.startsWith('Reading and preflight') && { bar: { most: bar } }),
		})),
	});
	for (const [index, [name]] of contenders.entries()) {
		if (name.startsWith('Reading and preflight')) expect(used[index] / used[0], name).toBeLessThanOrEqual(bar);
	}
});
