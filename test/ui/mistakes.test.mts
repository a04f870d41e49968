/** What a person reads who makes one of the usual mistakes: one look, the field, the way out; nobody is phoned, nothing typed is lost. */
import type { INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../e2e/support/n8n.mts';
import type { Providers } from '../e2e/support/providers.mts';
import { startProviders } from '../e2e/support/providers.mts';
import type { Editor } from './support/editor.mts';
import { openEditor } from './support/editor.mts';
import { createRunnable } from './support/nodes.mts';
import { printTable } from './support/table.mts';

const n8n = connect();
const SEND = 'n8n-nodes-voice-calls.sendCall';
const MAKE = 'n8n-nodes-voice-calls.makeCall';
const MANAGE = 'n8n-nodes-voice-calls.manageCall';
const NAMES: Record<string, string> = { [SEND]: 'Send Call', [MAKE]: 'Make Call', [MANAGE]: 'Manage Call' };
/** A London number that a provider would dial; nobody answers on the servers of these tests. */
const REAL_NUMBER = '+442079460018';

interface Mistake {
	what: string;
	type: string;
	parameters?: INodeParameters;
	/** Name of a credential made below. */
	credential?: 'svalync' | 'wrong key';
	items?: Array<Record<string, unknown>>;
	/** What is typed by hand, by field; it must stand there afterwards. */
	typed?: Record<string, string>;
	/** In what the person reads. */
	sentence: RegExp[];
}

const agent = (id: string) => ({ __rl: true, mode: 'id', value: id });
/** Stands for an agent that the provider's server takes. */
const USABLE = 'usable agent';
const text = { scriptText: 'Hello, your order is ready.' };

const mistakes: Mistake[] = [
	{ what: 'a number without its country', type: SEND, typed: { phoneNumber: '2025550100' }, sentence: [/Phone Number/, /Default Country|\+/] },
	{ what: 'no number at all', type: SEND, sentence: [/Phone Number/] },
	{ what: 'an emergency number', type: SEND, typed: { phoneNumber: '911' }, sentence: [/Phone Number|emergency/i] },
	{ what: 'a premium-rate number', type: SEND, typed: { phoneNumber: '+19005550100' }, sentence: [/premium/i] },
	{ what: 'no text in the script', type: MAKE, parameters: { scriptText: '' }, typed: { phoneNumber: '+12025550100' }, sentence: [/Script|Text/] },
	{
		what: 'a placeholder that is misspelled',
		type: MAKE,
		typed: { phoneNumber: '+12025550100', scriptText: 'Hello {{nmae}}, your order is ready.' },
		sentence: [/nmae/],
	},
	{ what: 'a script in JSON with a comma too many', type: MAKE, parameters: { scriptFormat: 'json', scriptJson: '{ "text": "Hello", }', phoneNumber: '+12025550100' }, sentence: [/JSON/] },
	{ what: 'a real provider without a credential', type: SEND, parameters: { provider: 'talkover', agentId: agent(USABLE) }, typed: { phoneNumber: REAL_NUMBER }, sentence: [/credential/i] },
	{ what: 'a key that the provider refuses', type: SEND, credential: 'wrong key', parameters: { provider: 'svalync', agentId: agent(USABLE) }, typed: { phoneNumber: REAL_NUMBER }, sentence: [/refused/, /key/] },
	{
		what: 'the agent of the Simulator at a real provider',
		type: SEND,
		credential: 'svalync',
		parameters: { provider: 'svalync', agentId: agent('sim-lead-callback') },
		typed: { phoneNumber: REAL_NUMBER },
		sentence: [/agent of Svalync/],
	},
	{ what: 'the number of a film at a real provider', type: SEND, credential: 'svalync', parameters: { provider: 'svalync', agentId: agent(USABLE) }, typed: { phoneNumber: '+12025550100' }, sentence: [/fiction|Simulator/i] },
	{
		what: 'a calling window that is upside down',
		type: SEND,
		parameters: { safety: { callingHours: 'custom', windowStart: '22:00', windowEnd: '20:00' } },
		typed: { phoneNumber: '+12025550100' },
		sentence: [/Window/],
	},
	{
		what: 'a number on the do-not-call list',
		type: SEND,
		parameters: { safety: { doNotCall: '+12025550100' } },
		typed: { phoneNumber: '+12025550100' },
		sentence: [/do.not.call/i],
	},
	{ what: 'the same person twice in one list', type: SEND, parameters: { phoneNumber: '={{ $json.phone }}' }, items: [{ phone: '+12025550100' }, { phone: '+12025550100' }], sentence: [/twice|duplicate|already|again|repeat/i] },
	{ what: 'a callback address without https', type: SEND, parameters: { callbackUrl: 'n8n.example.com/webhook' }, typed: { phoneNumber: '+12025550100' }, sentence: [/Callback URL/, /https/] },
	{ what: 'a call ID that nobody knows', type: MANAGE, parameters: { operation: 'get', provider: 'simulator' }, typed: { callId: 'call-1' }, sentence: [/call-1|Call ID|no call/i] },
];

const read: string[][] = [];
let editor: Editor;
let providers: Providers;
const credentials: Record<string, Record<string, { id: string; name: string }>> = {};

beforeAll(async () => {
	editor = await openEditor();
	providers = await startProviders();
	const { type, data } = providers.credentialOf('svalync');
	for (const [name, given] of Object.entries({ svalync: data, 'wrong key': { ...data, apiKey: 'not-the-key-of-anybody' } })) {
		const stored = await n8n.createCredential({ name, type, data: given });
		credentials[name] = { [type]: { id: stored.id, name: stored.name } };
	}
});
beforeEach(() => providers.svalync.reset());
afterAll(async () => {
	for (const { id } of Object.values(credentials).flatMap((one) => Object.values(one))) await n8n.rest('DELETE', `/credentials/${id}`);
	await providers.close();
	printTable('Typical mistakes, and what the person reads', ['Mistake', 'Sentences'], read);
});

describe('after', () => {
	test.each(mistakes)('$what, the person reads what is wrong', async ({ what, type, parameters, credential, items, typed = {}, sentence }) => {
		const node = NAMES[type];
		const known = JSON.parse(JSON.stringify({ ...(type === MAKE ? text : {}), ...parameters }).replaceAll(USABLE, providers.svalync.usableAgent)) as INodeParameters;
		const workflow = await createRunnable(n8n, what, { name: node, type, parameters: known, credentials: credential && credentials[credential], items });
		await editor.openNode(workflow, node);
		for (const [path, value] of Object.entries(typed)) await editor.type(path, value);
		await editor.execute();
		const sentences = await editor.sentences();
		read.push([what, sentences.join(' / ')]);
		await editor.picture('mistake', what);
		for (const part of sentence) expect(sentences.join('\n')).toMatch(part);
		expect(providers.svalync.calls).toEqual([]);
		for (const [path, value] of Object.entries(typed)) expect(await editor.written(path)).toBe(value);
	});
});
