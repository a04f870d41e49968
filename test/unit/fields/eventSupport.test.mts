/** Which events can ever come of a provider: the claims against the readers, what the editor says, what is refused. */
import type { IDataObject, IHookFunctions, INode, IPollFunctions } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { CallEventTrigger } from '../../../nodes/CallEventTrigger/CallEventTrigger.node';
import { CallPollTrigger } from '../../../nodes/CallPollTrigger/CallPollTrigger.node';
import type { CallEventName } from '../../../nodes/shared/call/event';
import { callEventNames, eventNameOf } from '../../../nodes/shared/call/event';
import { callRecord } from '../../../nodes/shared/call/record';
import { isTerminal } from '../../../nodes/shared/call/lifecycle';
import { observe } from '../../../nodes/CallPollTrigger/pollState';
import type { Provider, ProviderId } from '../../../nodes/shared/providers/provider';
import { eventTitle } from '../../../nodes/shared/fields/events';
import { providers, eventsIn } from '../../../nodes/shared/providers/registry';
import { statusWords } from '../../../nodes/shared/providers/statusWords';
import { agentEvents } from '../../../nodes/shared/providers/talkover/webhook';
import { eventBodies, stories, unknownBodies } from '../../harness/eventBodies.mts';

const each = providers.map((provider) => [provider.id, provider] as const);
const claimed = (provider: Provider, way: 'pushed' | 'polled'): string[] => Object.keys(provider.events[way]).sort();
const sorted = (names: Iterable<CallEventName>): CallEventName[] => [...new Set(names)].sort();

describe('pushed', () => {
	/** Names of campaign events that the stories of a call do not tell (list-campaign-webhooks). */
	const more: Partial<Record<ProviderId, unknown[]>> = {
		talkover: [...agentEvents, 'campaign_call.queued', 'campaign_call.retry_scheduled'].map((event) => ({ event, call_id: 'c1' })),
	};
	test.each(each)('%s: the pushed events are exactly what is read of the bodies it posts', (id, provider) => {
		const bodies = [...stories.flatMap((story) => eventBodies(id, story, { callId: 'c1' })), ...(more[id] ?? [])];
		// The Simulator is ours: nothing it sends is unknown.
		const strange = id === 'simulator' ? [] : unknownBodies(id, { callId: 'c1' });
		const read = [...bodies, ...strange].flatMap((body) => eventsIn(provider, body).map(({ event }) => event));
		expect(claimed(provider, 'pushed')).toEqual(sorted(read));
	});

	test('an event that comes of campaigns alone says so', () => {
		const { pushed } = providers.find(({ id }) => id === 'talkover')!.events;
		const ofAgents = new Set(
			agentEvents.flatMap((event) =>
				eventsIn(
					providers.find(({ id }) => id === 'talkover')!,
					{ event },
				).map((one) => one.event),
			),
		);
		for (const [name, limit] of Object.entries(pushed))
			expect(limit, name).toBe(ofAgents.has(name as CallEventName) ? true : 'campaigns only');
	});
});

describe('polled', () => {
	/** A row of the list of an ended call with all that the page documents of it. */
	const talk = 'bot: Hello';
	const rows: Record<ProviderId, unknown> = {
		simulator: {
			calls: [
				callRecord('simulator', {
					callId: 'c1',
					status: 'completed',
					recordingUrl: 'https://simulator.invalid/1',
					transcript: talk,
					summary: 'Simulated call',
				}),
			],
		},
		bland: {
			total_count: 1,
			count: 1,
			calls: [
				{
					call_id: 'c1',
					to: '+12125550100',
					completed: true,
					queue_status: 'complete',
					answered_by: 'human',
					recording_url: 'https://x/1.wav',
					summary: 'They agreed.',
				},
			],
		},
		elevenlabs: {
			conversations: [
				{ conversation_id: 'c1', status: 'done', message_count: 2, call_successful: 'success', transcript_summary: 'They agreed.' },
			],
		},
		retell: {
			items: [
				{
					call_id: 'c1',
					call_status: 'ended',
					disconnection_reason: 'user_hangup',
					to_number: '+12125550100',
					start_timestamp: 1_700_000_000_000,
					duration_ms: 42_000,
					call_analysis: { call_summary: 'They agreed.', user_sentiment: 'Positive' },
				},
			],
			has_more: false,
		},
		svalync: {
			data: [
				{
					id: 'c1',
					agentId: 'a1',
					to_phone_number: '+12125550100',
					status: 'completed',
					transcripts: talk,
					summary: 'They agreed.',
					callDuration: 42,
				},
			],
		},
		synthflow: {
			response: {
				calls: [
					{
						call_id: 'c1',
						call_status: 'completed',
						transcript: talk,
						recording_url: 'https://x/1.wav',
						judge_results: { goal: 'true', user_sentiment: 'positive' },
					},
				],
			},
		},
		talkover: { data: [{ id: 'c1', sid: 's1', to: '+12125550100', status: 'completed', duration: 42, agent: { id: 'a1' } }] },
		unleashx: {
			datalist: [
				{ ID: 1, track_id: 'c1', CALL_STATUS: 'completed', TRANSCRIPT: talk, FILE_PATH: 'https://x/1.wav', SUMMARY: 'They agreed.' },
			],
		},
		vapi: [
			{
				id: 'c1',
				status: 'ended',
				endedReason: 'customer-ended-call',
				artifact: { transcript: talk, recording: { mono: { combinedUrl: 'https://x/1.wav' } } },
				analysis: { summary: 'They agreed.' },
			},
		],
	};
	const query = { agentId: 'a1', to: null, after: null, before: null, search: null, cursor: null, limit: 100 };

	test.each(each)('%s: the polled events are exactly the states it has words for, and what a row brings', (id, provider) => {
		const [{ record }] = provider.listCalls!.read({ status: 200, headers: {}, body: rows[id] as never }, query)!.results;
		const late = observe(null, record, 0).names.filter((name) => name.endsWith('_ready'));
		const states = Object.entries(statusWords[id])
			.filter(([word]) => !/^(event_|campaign_call)/.test(word)) // of webhooks, not of the list
			.map(([, { status }]) => status)
			.filter((status) => id !== 'simulator' || isTerminal(status)) // a simulated call is over when it is listed
			.map(eventNameOf);
		const unknown: CallEventName[] = id === 'simulator' ? [] : ['call.unknown'];
		expect(claimed(provider, 'polled')).toEqual(sorted([...states, ...late, ...unknown]));
	});
});

describe.each([
	[new CallEventTrigger(), 'pushed'],
	[new CallPollTrigger(), 'polled'],
] as const)('the editor, %#', (node, way) => {
	const ofNode: INode = { id: '1', name: 'T', type: 't', typeVersion: 1, position: [0, 0], parameters: {} };
	test.each(each)('%s: Events lists what comes with its limit, and says what the other trigger brings', (id, provider) => {
		const shown = node.description.properties.filter((property) =>
			NodeHelpers.displayParameter({ provider: id }, property, ofNode, node.description),
		);
		const lists = shown.filter(({ name }) => name === 'events');
		expect(lists).toHaveLength(1);
		const options = lists[0].options as Array<{ name: string; value: CallEventName; description: string }>;
		for (const name of callEventNames) {
			const here = provider.events[way][name];
			const there = provider.events[way === 'pushed' ? 'polled' : 'pushed'][name];
			const option = options.find(({ value }) => value === name);
			expect(option !== undefined, name).toBe(here !== undefined);
			if (typeof here === 'string') expect(option?.description).toContain(`(${here})`);
			expect(lists[0].description?.includes(`${eventTitle(name)}`), name).toBe(here === undefined && there !== undefined);
		}
	});
});

const credential = {
	apiKey: 'key-0123456789',
	baseUrl: 'https://api.example.com/v1',
	region: 'custom',
	webhookToken: 'a-long-token-0123456789',
	webhookSecret: 'a-long-secret-0123456789',
};
const contextOf = (parameters: IDataObject) => ({
	getNodeParameter: (name: string, fallback?: unknown) => (name in parameters ? parameters[name] : fallback),
	getCredentials: async () => credential,
	getNode: () => ({ id: 'n', name: 'Trigger', type: 't', typeVersion: 1, position: [0, 0], parameters: {}, credentials: {} }),
	getWorkflow: () => ({ id: 'w', name: 'W' }),
	getTimezone: () => 'UTC',
	getMode: () => 'trigger',
	getActivationMode: () => 'activate',
	getNodeWebhookUrl: () => 'https://n8n.example.com/webhook/a/events',
	getWorkflowStaticData: () => ({}),
	logger: { warn: () => {} },
	helpers: {
		httpRequestWithAuthentication: async () => {
			throw new Error('asked the provider');
		},
	},
});
const activate = async (parameters: IDataObject): Promise<unknown> => {
	const context = contextOf({
		agentId: 'agent-1',
		fetchFullCall: false,
		resumeWaiting: true,
		options: {},
		...parameters,
	}) as unknown as IHookFunctions;
	const { checkExists, create } = new CallEventTrigger().webhookMethods.default;
	return (await checkExists.call(context)) || (await create.call(context));
};
const poll = async (parameters: IDataObject): Promise<unknown> =>
	await new CallPollTrigger().poll.call(
		contextOf({
			agentId: parameters.provider === 'simulator' ? 'sim-survey' : 'agent-1',
			options: {},
			...parameters,
		}) as unknown as IPollFunctions,
	);

describe('a choice of which nothing can ever come', () => {
	test.each([
		[
			'synthflow',
			['call.ringing'],
			/^Events holds only what Synthflow never sends: Call Ringing\. Choose among Call Completed, Call Failed and Unknown Event\. Call Poll Trigger finds Call Ringing\.$/,
		],
		['synthflow', ['call.initiated', 'call.connected'], /never sends: Call Initiated and Call Connected\. Choose among [^.]*\.$/],
		['unleashx', ['call.in_progress'], /UnleashX never sends: Call in Progress\./],
		['talkover', ['call.ringing'], /Talkover never sends: Call Ringing\./],
		['svalync', ['call.recording_ready'], /Svalync never sends: Recording Ready\. Choose among/],
		['simulator', ['call.unknown', 'call.analysis_ready'], /Call Poll Trigger finds Analysis Ready\.$/],
	])('%s, pushed: a choice of %j fails the activation with the way out', async (provider, events, sentence) => {
		await expect(activate({ provider, events })).rejects.toThrow(sentence);
	});

	test.each([
		[
			'talkover',
			['call.transcript_ready', 'call.recording_ready'],
			/^Events holds only what the list of Talkover never shows: Recording Ready and Transcript Ready\. Choose among .*Call Event Trigger receives Recording Ready and Transcript Ready \(campaigns only\)\.$/,
		],
		['synthflow', ['call.connected'], /the list of Synthflow never shows: Call Connected\./],
		['unleashx', ['call.queued'], /the list of UnleashX never shows: Call Queued\. Choose among [^.]*\.$/],
		['simulator', ['call.ringing'], /Call Event Trigger receives Call Ringing\.$/],
	])('%s, polled: a choice of %j fails the poll before anything is asked', async (provider, events, sentence) => {
		await expect(poll({ provider, events })).rejects.toThrow(sentence);
	});

	test('one event among them that can come is enough', async () => {
		for (const { id } of providers.filter(({ webhook }) => webhook.registration === undefined)) {
			expect(await activate({ provider: id, events: [...callEventNames] })).toBe(true);
			expect(await activate({ provider: id, events: ['call.ringing', 'call.failed'] })).toBe(true);
		}
		await expect(poll({ provider: 'synthflow', events: ['call.connected', 'call.failed'] })).rejects.toThrow(
			/could not be reached|did not answer/,
		);
		expect(await poll({ provider: 'simulator', events: ['call.ringing', 'call.failed'] })).toBeNull();
	});

	test('a choice that is none is refused as such', async () => {
		await expect(activate({ provider: 'unleashx', events: [] })).rejects.toThrow(/^Events is empty/);
		await expect(poll({ provider: 'unleashx', events: [] })).rejects.toThrow(/^Events is empty/);
	});
});
