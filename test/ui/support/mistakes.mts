/** The usual mistakes of a person who places calls by hand, and what must stand in the sentence that they read. */
import type { INodeParameters } from 'n8n-workflow';

const SEND = 'n8n-nodes-voice-calls.sendCall';
const MAKE = 'n8n-nodes-voice-calls.makeCall';
const MANAGE = 'n8n-nodes-voice-calls.manageCall';
/** A London number that a provider would dial; nobody answers on the servers of these tests. */
const REAL_NUMBER = '+442079460018';
/** At night a real provider would refuse the hour before it refuses anything else. */
const atAnyHour = { options: { safety: { callingHours: { hours: { mode: 'off' } } } } };

export interface Mistake {
	what: string;
	type: string;
	parameters?: INodeParameters;
	/** The credential that is chosen; without one the node has none. */
	credential?: 'svalync' | 'wrong key';
	items?: Array<Record<string, unknown>>;
	/** What is typed by hand, by field; it must stand there afterwards. */
	typed?: Record<string, string>;
	/** In what the person reads. */
	sentence: RegExp[];
}

const agent = (id: string) => ({ __rl: true, mode: 'id', value: id });
/** Stands for an agent that the provider's server takes. */
export const USABLE = 'usable agent';
/** Make Call has something to say unless a mistake says otherwise. */
const text = { scriptText: 'Hello, your order is ready.' };

const made: Mistake[] = [
	{
		what: 'a number without its country',
		type: SEND,
		typed: { phoneNumber: '2025550100' },
		sentence: [/Phone Number/, /Default Country|\+/],
	},
	{ what: 'no number at all', type: SEND, sentence: [/Phone Number/] },
	{ what: 'an emergency number', type: SEND, typed: { phoneNumber: '911' }, sentence: [/Phone Number|emergency/i] },
	{ what: 'a premium-rate number', type: SEND, typed: { phoneNumber: '+19005550100' }, sentence: [/premium/i] },
	{
		what: 'no text in the script',
		type: MAKE,
		parameters: { scriptText: '' },
		typed: { phoneNumber: '+12025550100' },
		sentence: [/Script|Text/],
	},
	{
		what: 'a placeholder that is misspelled',
		type: MAKE,
		typed: { phoneNumber: '+12025550100', scriptText: 'Hello {{nmae}}, your order is ready.' },
		sentence: [/nmae/],
	},
	{
		what: 'a placeholder in brackets that nothing fills',
		type: MAKE,
		typed: { phoneNumber: '+12025550100', scriptText: 'Hello [first name], your order is ready.' },
		sentence: [/holds \[first name\], which nothing fills/, /Variables/],
	},
	{
		what: 'a script in JSON with a comma too many',
		type: MAKE,
		parameters: { scriptFormat: 'json', scriptJson: '{ "text": "Hello", }', phoneNumber: '+12025550100' },
		sentence: [/JSON/],
	},
	{
		what: 'a real provider without a credential',
		type: SEND,
		parameters: { provider: 'talkover', agentId: agent(USABLE), ...atAnyHour },
		typed: { phoneNumber: REAL_NUMBER },
		sentence: [/credential/i],
	},
	{
		what: 'a key that the provider refuses',
		type: SEND,
		credential: 'wrong key',
		parameters: { provider: 'svalync', agentId: agent(USABLE), ...atAnyHour },
		typed: { phoneNumber: REAL_NUMBER },
		sentence: [/refused/, /key/],
	},
	{
		what: 'the agent of the Simulator at a real provider',
		type: SEND,
		credential: 'svalync',
		parameters: { provider: 'svalync', agentId: agent('sim-lead-callback'), ...atAnyHour },
		typed: { phoneNumber: REAL_NUMBER },
		sentence: [/agent of Svalync/],
	},
	{
		what: 'the number of a film at a real provider',
		type: SEND,
		credential: 'svalync',
		parameters: { provider: 'svalync', agentId: agent(USABLE), ...atAnyHour },
		typed: { phoneNumber: '+12025550100' },
		sentence: [/fiction|Simulator/i],
	},
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
	{
		what: 'the same person twice in one list',
		type: SEND,
		parameters: { phoneNumber: '={{ $json.phone }}' },
		items: [{ phone: '+12025550100' }, { phone: '+12025550100' }],
		sentence: [/twice|duplicate|already|again|repeat/i],
	},
	{
		what: 'a callback address without https',
		type: SEND,
		parameters: { callbackUrl: 'n8n.example.com/webhook' },
		typed: { phoneNumber: '+12025550100' },
		sentence: [/Callback URL/, /https/],
	},
	{
		what: 'a call ID that nobody knows',
		type: MANAGE,
		parameters: { operation: 'get', provider: 'simulator' },
		typed: { callId: 'call-1' },
		sentence: [/call-1|Call ID|no call/i],
	},
];

export const mistakes = made.map((one) => ({ ...one, parameters: { ...(one.type === MAKE ? text : {}), ...one.parameters } }));
