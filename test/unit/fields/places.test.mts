/** A field under Options is read from there, or from the top of a workflow that was written by hand. */
import type { INode, INodeParameters, INodeProperties } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { MakeCall } from '../../../nodes/MakeCall/MakeCall.node';
import { SendCall } from '../../../nodes/SendCall/SendCall.node';
import { makeCallSpec, sendCallSpec } from '../../../nodes/shared/calling/nodeSpecs';
import { isShown } from '../../../nodes/shared/fields/field';
import { namesGiven, placed, readerFrom, strayFaults } from '../../../nodes/shared/fields/places';
import { providers } from '../../../nodes/shared/providers/registry';

const kinds = [
	['Make Call', makeCallSpec, new MakeCall().description],
	['Send Call', sendCallSpec, new SendCall().description],
] as const;
const node: INode = { id: '1', name: 'Call', type: 'call', typeVersion: 1, position: [0, 0], parameters: {} };
const [simulator] = providers;

/** What is found of these parameters, and the reader of all of them. */
function placedIn(written: Record<string, unknown>) {
	const { options } = sendCallSpec;
	const given = Object.fromEntries(namesGiven(options, written).map((name) => [name, written[name]]));
	const found = placed(options, given, simulator);
	return { ...found, raw: readerFrom(options, found.values, (name) => written[name], simulator) };
}

describe.each(kinds)('%s', (_name, { options }, description) => {
	test.each(Object.keys(options.fields).map((name) => [name]))(
		'n8n hands on %s from the top, although its editor does not show it there',
		(name) => {
			for (const provider of providers.filter((one) => isShown(options.fields[name], one))) {
				const written = { provider: provider.id, [name]: { given: 1 } } as INodeParameters;
				expect(NodeHelpers.getNodeParameters(description.properties, written, true, false, node, description)?.[name]).toEqual({
					given: 1,
				});
				// Not given, it is nothing, so that it never competes with what stands under Options.
				const nothing = NodeHelpers.getNodeParameters(description.properties, { provider: provider.id }, true, false, node, description)?.[
					name
				];
				expect(namesGiven(options, { [name]: nothing })).toEqual(['options']);
			}
			// Nobody sees a field at both places at once.
			const members = (options.property.options as INodeProperties[]).filter((one) => one.name === name);
			const atTheTop = description.properties.filter((one) => one.name === name && one.type !== 'hidden');
			const sights = providers.flatMap(({ id }) =>
				['text', 'dialogue', 'steps', 'json'].map((scriptFormat) => ({ provider: id, scriptFormat })),
			);
			const sees = (all: INodeProperties[], inside: INodeParameters, sight: INodeParameters) =>
				all.some((one) => NodeHelpers.displayParameter(inside, one, node, description, sight));
			expect(sights.filter((sight) => sees(members, {}, sight) && sees(atTheTop, sight, sight))).toEqual([]);
		},
	);
});

test.each(kinds)('n8n hands on what %s refuses at the top', (_name, { options }, description) => {
	for (const name of options.fields.safety.settings ?? []) {
		const written = { provider: 'simulator', [name]: '+12025550100' } as INodeParameters;
		expect(NodeHelpers.getNodeParameters(description.properties, written, true, false, node, description)?.[name]).toBe('+12025550100');
		const nothing = NodeHelpers.getNodeParameters(description.properties, { provider: 'simulator' }, true, false, node, description);
		expect(strayFaults(options.fields, nothing ?? {})).toEqual([]);
	}
	expect(options.fields.safety.settings).toContain('doNotCall');
});

test('n8n hands on the groups of a workflow that was written by hand', () => {
	const [, , description] = kinds[1];
	const written = { provider: 'svalync', callParameters: { priority: 'high' } } as INodeParameters;
	expect(NodeHelpers.getNodeParameters(description.properties, written, true, false, node, description)?.callParameters).toEqual({
		priority: 'high',
	});
});

test('a field is found at either place, and in its group', () => {
	expect(placedIn({ options: { maxDuration: 60 } }).values).toEqual({ maxDuration: 60 });
	expect(placedIn({ maxDuration: 60 }).values).toEqual({ maxDuration: 60 });
	expect(placedIn({ callParameters: { maxDuration: 60, priority: 'low' } }).values).toEqual({ maxDuration: 60, priority: 'low' });
	expect(placedIn({ options: '{"dryRun":true}', safety: { maxCalls: 1 } }).values).toEqual({ dryRun: true, safety: { maxCalls: 1 } });
	const { raw } = placedIn({ options: { recording: false }, transcription: false, phoneNumber: '+12025550100' });
	expect(['recording', 'transcription', 'phoneNumber', 'callbackUrl'].map((name) => raw(name))).toEqual([
		false,
		false,
		'+12025550100',
		undefined,
	]);
});

test('false, zero and an object are values, what n8n fills an untouched field with is none', () => {
	const untouched = { options: {}, safety: {}, variables: {}, recording: '', context: '', simulatedAnswers: [] };
	expect(placedIn(untouched)).toMatchObject({ faults: [] });
	expect(placedIn(untouched).values).toEqual({});
	expect(
		placedIn({ options: { safety: {}, callbackUrl: '' }, safety: { maxCalls: 1 }, callbackUrl: 'https://example.com' }).values,
	).toEqual({
		safety: { maxCalls: 1 },
		callbackUrl: 'https://example.com',
	});
	expect(placedIn({ recording: false, delaySeconds: 0 }).values).toEqual({ recording: false });
});

test('two places that say the same are one, and two that differ are refused', () => {
	const safety = { maxCalls: 1, doNotCall: '+12025550100' };
	expect(placedIn({ options: { safety }, safety: { doNotCall: '+12025550100', maxCalls: 1 } }).faults).toEqual([]);
	const twice =
		'is given twice, under Options and beside them in the JSON of the workflow, with different values. Take one of the two out.';
	expect(placedIn({ options: { safety }, safety: { maxCalls: 2 } }).faults).toEqual([
		{ type: 'invalid_parameters', field: 'Safety', sentence: twice },
	]);
	expect(placedIn({ options: { recording: true }, recording: false }).faults).toMatchObject([{ field: 'Record Call' }]);
	expect(placedIn({ options: { maxDuration: 60 }, maxDuration: 61, callParameters: { maxDuration: 62 } }).faults).toMatchObject([
		{ field: 'Max Duration (Seconds)' },
		{ field: 'Max Duration (Seconds)' },
	]);
});

test('a slip in a name is refused at every place', () => {
	expect(placedIn({ options: { savety: {} } }).faults).toMatchObject([
		{ field: 'Options', sentence: expect.stringContaining('holds "savety"') },
	]);
	expect(placedIn({ callParameters: { maxduration: 60 } }).faults).toMatchObject([
		{ field: 'Call Parameters', sentence: 'holds "maxduration", which is none of its settings. Write maxDuration instead.' },
	]);
	expect(placedIn({ options: [1] }).faults).toMatchObject([{ field: 'Options', sentence: expect.stringContaining('is a list') }]);
});

test('nothing is recorded unless it is added, and what was said is written down', () => {
	const { raw } = placedIn({});
	expect(['recording', 'transcription', 'callbackUrl', 'maxDuration'].map((name) => raw(name))).toEqual([
		false,
		true,
		undefined,
		undefined,
	]);
});

test('an empty list where settings belong is not overlooked', () => {
	expect(placed(sendCallSpec.options, { retry: [] }, simulator).values).toEqual({ retry: [] });
});

test('what the provider does not honour is not asked for', () => {
	expect(placedIn({ campaignId: 'c-1', delaySeconds: 5 })).toMatchObject({ faults: [] });
	expect(placedIn({ campaignId: 'c-1', delaySeconds: 5 }).values).toEqual({});
});
