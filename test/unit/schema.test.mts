/** The output schemas beside the nodes say what a node really gives, so that fields can be chosen before anybody was called. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { eventOutward, outward, recordOrder } from '../../nodes/shared/call/outward';
import { callEventNames } from '../../nodes/shared/call/event';
import { problem } from '../../nodes/shared/call/problem';
import type { CallRecord } from '../../nodes/shared/call/record';
import { callRecord } from '../../nodes/shared/call/record';
import { report } from '../../nodes/ManageCall/operations/checkNumber';
import { checkPhoneNumber } from '../../nodes/shared/phoneNumber/e164';
import { providers } from '../../nodes/shared/providers/registry';
import { answerInProcess } from '../../nodes/shared/providers/simulator/server';
import { outputSchemas } from '../../nodes/outputSchemas';
import type { Schema } from '../../nodes/outputSchemas';
import { aFullCall } from '../harness/values.mts';
import { operations } from '../../nodes/ManageCall/run';
import { readObservation } from '../../nodes/ManageCall/summary/observation';
import { summarize } from '../../nodes/ManageCall/summary/summarize';
import { campaignOf, itemsOf } from '../harness/callRecords.mts';

const nodesFolder = new URL('../../nodes/', import.meta.url);
const onDisk = readdirSync(fileURLToPath(nodesFolder), { recursive: true, encoding: 'utf8' })
	.map((path) => path.replaceAll('\\', '/'))
	.filter((path) => path.includes('__schema__/') && path.endsWith('.json'));

/** What of the value the schema does not say; null fits everywhere, since it is what is not known. */
function strange(value: unknown, schema: Schema, path = '$'): string[] {
	if (value === null) return [];
	const type = Array.isArray(value) ? 'array' : typeof value;
	if (type !== schema.type) return [`${path}: ${type} instead of ${schema.type}`];
	if (schema.enum && !schema.enum.includes(value as string)) return [`${path}: ${String(value)} is none of its words`];
	if (Array.isArray(value)) return value.flatMap((one, index) => strange(one, schema.items!, `${path}[${index}]`));
	if (type !== 'object') return [];
	const known = schema.properties ?? {};
	// An object without named properties is open: whatever was given.
	if (Object.keys(known).length === 0) return [];
	return Object.entries(value as object).flatMap(([name, member]) =>
		Object.hasOwn(known, name) ? strange(member, known[name], `${path}.${name}`) : [`${path}.${name} is missing`],
	);
}

const [simulator] = providers;
const playing = (to: string): CallRecord => {
	const call = aFullCall({ to, agentId: 'sim-survey' });
	const answer = answerInProcess(simulator.placeCall.request(call, {}), new Date('2026-03-01T10:00:00Z'));
	return (answer.body as { call: CallRecord }).call;
};
const audit = {
	country: 'US',
	numberType: 'FIXED_LINE',
	timeZones: ['America/New_York'],
	localTime: '2026-03-01T10:00:00-05:00',
	rule: 'x',
	decision: 'allowed' as const,
};
const records: Array<[string, CallRecord]> = [
	...['00', '01', '02', '03', '05', '10'].map((ending): [string, CallRecord] => [
		`a simulated call to 01${ending}`,
		{ ...playing(`+120255501${ending}`), audit },
	]),
	['nothing known', callRecord('svalync')],
	[
		'not dialed',
		callRecord('talkover', {
			dialed: 'no',
			status: 'blocked',
			to: '+12025550100',
			problem: problem('do_not_call', 'No.', { httpStatus: 409, retryAfterSeconds: 5 }),
			audit,
		}),
	],
	['maybe dialed', callRecord('unleashx', { problem: problem('outcome_unknown', 'Lost.', { reconcile: 'Look.' }) })],
];

test('there is a schema for every node and every operation, and the files say what the code says', () => {
	expect(onDisk.sort()).toEqual(Object.keys(outputSchemas).sort());
	for (const [path, schema] of Object.entries(outputSchemas))
		expect(JSON.parse(readFileSync(new URL(path, nodesFolder), 'utf8')), path).toEqual(schema);
	for (const node of readdirSync(nodesFolder).filter((name) => existsSync(new URL(`${name}/${name}.node.ts`, nodesFolder))))
		expect(
			onDisk.some((path) => path.startsWith(`${node}/`)),
			node,
		).toBe(true);
	for (const { value } of operations) expect(onDisk).toContain(`ManageCall/__schema__/v1.0.0/${value}.json`);
});

const ofRecord = Object.entries(outputSchemas).filter(([path]) => !/Trigger|checkNumber|summarize/.test(path));
describe.each(ofRecord)('%s', (_path, schema) => {
	test('the schema has the fields of a record, in the order in which they leave', () => {
		expect(Object.keys(schema.properties!)).toEqual(recordOrder.filter((name) => name !== 'raw'));
	});

	test.each(records)('the schema fits %s', (_name, record) => {
		expect(strange(outward(record), schema)).toEqual([]);
	});
});

test.each(Object.entries(outputSchemas).filter(([path]) => path.includes('Trigger')))(
	'the schema of %s fits every event',
	(_path, schema) => {
		for (const event of callEventNames) {
			for (const [, record] of records) {
				const item = eventOutward({ event, eventId: 'evt_1', occurredAt: '2026-03-01T10:00:00Z', record, raw: null }, true);
				expect(strange(item, schema)).toEqual([]);
				expect(Object.keys(schema.properties!).slice(0, 4)).toEqual(Object.keys(item).slice(0, 4));
			}
		}
	},
);

test('the schema of a check fits what a check says', () => {
	const schema = outputSchemas['ManageCall/__schema__/v1.0.0/checkNumber.json'];
	for (const raw of ['+12025550100', '+12127365000', '+19005551234', 'nobody', '']) {
		const json = report(simulator, checkPhoneNumber(raw, 'Phone Number', null), new Date('2026-03-01T05:00:00Z'));
		expect(strange(json, schema)).toEqual([]);
		expect(Object.keys(json).sort()).toEqual(Object.keys(schema.properties!).sort());
	}
});

test('the schema of a summary fits what a summary says', async () => {
	const schema = outputSchemas['ManageCall/__schema__/v1.0.0/summarize.json'];
	const now = new Date('2026-11-22T20:00:00Z');
	const observations = itemsOf(campaignOf({ people: 200, seed: 1 }, now)).map((json) => {
		const read = readObservation(json);
		if (!read.ok) throw new Error(read.fault.sentence);
		return read.value;
	});
	const summary = await summarize(observations, {
		callAgainAfter: ['no-answer', 'busy'],
		maxAttempts: null,
		showFullNumbers: false,
		now,
	});
	expect(strange(summary, schema)).toEqual([]);
	expect(Object.keys(summary)).toEqual(Object.keys(schema.properties!));
	// Each list has rows, so that each of their fields was looked at.
	for (const rows of [summary.byLocalHour, summary.byAttempt, summary.cost, summary.problems, summary.toCall, summary.toCheck])
		expect(rows.length).toBeGreaterThan(0);
});

test('what a schema does not say is found', () => {
	const schema: Schema = {
		type: 'object',
		properties: { a: { type: 'number' }, b: { type: 'array', items: { type: 'string', enum: ['x'] } } },
	};
	expect(strange({ a: 1, b: ['x'] }, schema)).toEqual([]);
	expect(strange({ a: '1', b: ['y'], c: 1 }, schema)).toEqual([
		'$.a: string instead of number',
		'$.b[0]: y is none of its words',
		'$.c is missing',
	]);
});
