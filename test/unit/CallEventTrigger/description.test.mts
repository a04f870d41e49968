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

test('the trigger has one webhook, is a trigger by name and group, and has no input', () => {
	expect([description.name, description.displayName, description.group, description.inputs, description.outputs.length]).toEqual([
		'callEventTrigger',
		'Call Event Trigger',
		['trigger'],
		[],
		1,
	]);
	// Without an empty responseData n8n answers with the word firstEntryJson.
	expect(description.webhooks).toEqual([
		{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: 'events' },
	]);
});

test.each([
	['simulator', ['fetchFullCall']],
	['svalync', ['fetchFullCall']],
	['synthflow', ['fetchFullCall']],
	['talkover', ['agentId', 'resumeWaiting']],
	['unleashx', ['fetchFullCall', 'resumeWaiting']],
])('%s: the node shows the common parameters, and besides %j', (id, own) => {
	const names = shown(id).map(({ name }) => name);
	expect(names.sort()).toEqual(['provider', `${id}AddressNotice`, 'events', 'options', ...own].sort());
});

test.each(each)('%s: the full call is fetched by default only where the body is not signed, or a delivery can be repeated', (id) => {
	const field = shown(id).find(({ name }) => name === 'fetchFullCall');
	const { proofs, readsCallByDefault } = providers.find((one) => one.id === id)!.webhook;
	if (field) expect(field.default).toBe(readsCallByDefault === true || !proofs.some(({ coversBody }) => coversBody));
	if (['synthflow', 'bland'].includes(id)) expect(field?.default).toBe(true);
});

test.each(each)('%s: the notice says what to do with the address, in a test and in production', (id) => {
	const notice = shown(id).find(({ type }) => type === 'notice')!;
	const { webhook } = providers.find((one) => one.id === id)!;
	expect(notice.displayName).toMatch(/Webhook URL.*\(test or production\)|a test as well as in production/);
	const byToken = webhook.proofs.some(({ secretField }) => secretField?.name === 'webhookToken');
	expect(notice.displayName.includes('?token=')).toBe(byToken);
});

test.each(each)('%s: the events that it sends can be chosen, and no others; the ends are chosen at first', (id) => {
	const events = shown(id).find(({ name }) => name === 'events')!;
	const sent = callEventNames.filter((name) => providers.find((one) => one.id === id)!.events.pushed[name] !== undefined);
	expect((events.options as Array<{ value: string }>).map(({ value }) => value).sort()).toEqual([...sent].sort());
	expect(events.default).toEqual(['call.completed', 'call.failed']);
});

test.each(each)('%s: the node shows at most eight fields at first sight, and at most one notice', (id) => {
	const notices = shown(id).filter(({ type }) => type === 'notice');
	expect(notices.length).toBeLessThanOrEqual(1);
	const credential = id === 'simulator' ? 0 : 1;
	expect(shown(id).length - notices.length + credential).toBeLessThanOrEqual(8);
});

test.each(each)('%s: what a switch does is said beside it, not only on hover', (id) => {
	const switches = shown(id).filter(({ type }) => type === 'boolean');
	for (const { name, hint } of switches) expect(hint, name).toMatch(/^[A-Z].{30,110}[^.]$/);
});

test('the panel beside the trigger says for every provider what to do with which address', () => {
	const { triggerPanel } = description;
	const help = (typeof triggerPanel === 'object' ? triggerPanel.executionsHelp : '') as { active: string; inactive: string };
	for (const text of [help.active, help.inactive]) {
		for (const { displayName, webhook } of providers) expect(text).toContain(`<b>${displayName}</b>: ${webhook.notice}`);
		for (const address of ['Test URL', 'Production URL']) expect(text).toContain(address);
	}
});

test('unsigned events are accepted only when somebody asks for it', () => {
	const options = description.properties.find(({ name }) => name === 'options')!;
	const fields = options.options as INodeProperties[];
	expect(fields.map(({ name, default: value }) => [name, value])).toEqual([
		['acceptUnsigned', false],
		['includeRaw', false],
		['privacy', {}],
		['sampleCall', true],
	]);
});
