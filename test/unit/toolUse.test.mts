/** What a model reads of a node that it may use, and what stands below the node on the canvas. */
import type { INodeTypeDescription, UsableAsToolDescription } from 'n8n-workflow';
import { expect, test } from 'vitest';
import { MakeCall } from '../../nodes/MakeCall/MakeCall.node';
import { ManageCall } from '../../nodes/ManageCall/ManageCall.node';
import { SendCall } from '../../nodes/SendCall/SendCall.node';
import { operations } from '../../nodes/shared/managing/operations';
import { providers } from '../../nodes/shared/providers/registry';
import { endings } from '../../nodes/shared/providers/simulator/endings';

const [make, send, manage] = [new MakeCall(), new SendCall(), new ManageCall()].map(({ description }) => description as INodeTypeDescription);
const toolText = ({ usableAsTool }: INodeTypeDescription): string => (usableAsTool as UsableAsToolDescription).replacements?.description ?? '';

test.each([['Make Call', make], ['Send Call', send]])('%s tells a model that it phones a person, to ask first, how a number is written and never to call twice', (_name, description) => {
	for (const says of [/real person/, /ask first/, /consent/, /E\.164, such as \+12025550100/, /never guessed/, /never call that person again/, /"maybe"/]) expect(toolText(description)).toMatch(says);
	expect(toolText(description).length).toBeLessThan(1024);
	expect(toolText(description)).not.toBe(description.description);
});

test('Manage Call tells a model that it phones nobody, and whom hanging up concerns', () => {
	for (const says of [/phones nobody/, /hangs up on a person/, /never a guess/]) expect(toolText(manage)).toMatch(says);
	expect(toolText(manage).length).toBeLessThan(1024);
});

/** The line below the node, as n8n works it out. */
const subtitle = ({ subtitle: written = '' }: INodeTypeDescription, parameters: Record<string, unknown>): unknown =>
	new Function('$parameter', `return ${/^=\{\{(.*)\}\}$/s.exec(written)?.[1]}`)(parameters) as unknown;

test('below a node stands the name of its provider, whatever the number is', () => {
	for (const { id, displayName } of providers) {
		for (const description of [make, send]) expect(subtitle(description, { provider: id, phoneNumber: undefined })).toBe(displayName);
		for (const { name, value } of operations) expect(subtitle(manage, { provider: id, operation: value })).toBe(`${name}: ${displayName}`);
	}
});

test('the notice of the Simulator names every ending', () => {
	const notice = send.properties.find(({ name }) => name === 'simulatorNotice')?.displayName ?? '';
	for (const { digits, plays } of endings) expect(notice).toContain(`${digits} ${plays}`);
});
