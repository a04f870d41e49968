/** What the editor shows of Call Event Trigger, for each provider. */
import type { INode, INodeProperties } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { expect, test } from 'vitest';
import { CallEventTrigger } from '../../../nodes/CallEventTrigger/CallEventTrigger.node';
import { callEventNames } from '../../../nodes/shared/call/event';
import { providers } from '../../../nodes/shared/providers/registry';

const { description } = new CallEventTrigger();
const node: INode = { id: '1', name: 'Trigger', type: 'callEventTrigger', typeVersion: 1, position: [0, 0], parameters: {} };
const shown = (provider: string): INodeProperties[] =>
	description.properties.filter((property) => NodeHelpers.displayParameter({ provider }, property, node, description));
const each = providers.map(({ id }) => [id] as const);

test('one webhook, a trigger by name and group, no input', () => {
	expect([description.name, description.displayName, description.group, description.inputs, description.outputs.length]).toEqual(['callEventTrigger', 'Call Event Trigger', ['trigger'], [], 1]);
	// Without an empty responseData n8n answers with the word firstEntryJson.
	expect(description.webhooks).toEqual([{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: 'events' }]);
});

test.each([
	['simulator', ['fetchFullCall']],
	['svalync', ['fetchFullCall']],
	['synthflow', ['fetchFullCall']],
	['talkover', ['agentId', 'resumeWaiting']],
	['unleashx', ['fetchFullCall', 'resumeWaiting']],
])('%s: beside the common parameters %j', (id, own) => {
	const names = shown(id).map(({ name }) => name);
	expect(names.sort()).toEqual(['provider', `${id}AddressNotice`, 'events', `${id}EventsNotice`, 'options', ...own].sort());
});

test.each(each)('%s: the full call is fetched by default only where the body is not signed', (id) => {
	const field = shown(id).find(({ name }) => name === 'fetchFullCall');
	if (field) expect(field.default).toBe(id === 'synthflow');
});

test.each(each)('%s: the notice says what to do with the address', (id) => {
	const notice = shown(id).find(({ type }) => type === 'notice')!;
	const { webhook } = providers.find((one) => one.id === id)!;
	expect(notice.displayName).toMatch(/Production URL/);
	const byToken = webhook.proofs.some(({ secretField }) => secretField?.name === 'webhookToken');
	expect(notice.displayName.includes('?token=')).toBe(byToken);
});

test('every event can be chosen, the ends are chosen at first', () => {
	const events = description.properties.find(({ name }) => name === 'events')!;
	expect((events.options as Array<{ value: string }>).map(({ value }) => value).sort()).toEqual([...callEventNames].sort());
	expect(events.default).toEqual(['call.completed', 'call.failed']);
});

test('unsigned events are accepted only when somebody asks for it', () => {
	const options = description.properties.find(({ name }) => name === 'options')!;
	const fields = options.options as INodeProperties[];
	expect(fields.map(({ name, default: value }) => [name, value])).toEqual([['acceptUnsigned', false], ['includeRaw', false]]);
});
