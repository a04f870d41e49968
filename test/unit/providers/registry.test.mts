import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capabilityNames } from '../../../nodes/shared/providers/capabilities';
import { supports, providerById, providers, providersThatHonour } from '../../../nodes/shared/providers/registry';
import { callEventNames } from '../../../nodes/shared/call/event';
import { callOutcomes, callStatuses } from '../../../nodes/shared/call/record';
import { aFullCall, answerOf, settingsOf } from '../../harness/values.mts';

const each = providers.map((provider) => [provider.id, provider] as const);

test('the ids, names and credential types are what saved workflows depend on', () => {
	expect(providers.map(({ id, displayName, credentialType }) => [id, displayName, credentialType])).toEqual([
		['simulator', 'Simulator', null],
		['bland', 'Bland', 'blandVoiceApi'],
		['elevenlabs', 'ElevenLabs', 'elevenlabsVoiceApi'],
		['retell', 'Retell AI', 'retellVoiceApi'],
		['svalync', 'Svalync', 'svalyncVoiceApi'],
		['synthflow', 'Synthflow', 'synthflowVoiceApi'],
		['talkover', 'Talkover', 'talkoverVoiceApi'],
		['unleashx', 'UnleashX', 'unleashxVoiceApi'],
		['vapi', 'Vapi', 'vapiVoiceApi'],
	]);
});

test('a provider is found by its id alone', () => {
	for (const [id, provider] of each) expect(providerById(id)).toBe(provider);
	for (const id of ['', 'Svalync', 'constructor']) expect(providerById(id)).toBeUndefined();
});

test.each(each)('%s states every capability, with its source and a note for every limit', (_id, { capabilities }) => {
	expect(Object.keys(capabilities).sort()).toEqual([...capabilityNames].sort());
	for (const [name, { supported, source, note }] of Object.entries(capabilities)) {
		expect(['yes', 'partly', 'no'], name).toContain(supported);
		expect(source.trim(), name).not.toBe('');
		if (supported === 'partly') expect(note, name).toMatch(/\.$/);
		if (note !== undefined) expect(note, name).toMatch(/^\S.*\.$/);
	}
});

test.each(each)('%s has an operation for what it can do, and none for what it cannot', (_id, provider) => {
	const { capabilities: can } = provider;
	// "partly" is done another way: a call is searched in the list of calls.
	const operations = {
		getCall: provider.getCall,
		listCalls: provider.listCalls,
		endCall: provider.endCall ?? provider.endCallAt,
		voices: provider.listVoices,
	} as const;
	for (const [name, operation] of Object.entries(operations)) {
		const { supported } = can[name as keyof typeof operations];
		if (supported === 'yes') expect(operation, name).toBeDefined();
		if (supported === 'no') expect(operation, name).toBeUndefined();
		if (supported === 'partly') expect(operation ?? provider.listCalls, name).toBeDefined();
	}
	expect(provider.listAgents).toBeDefined();
	if (can.recordingDownload.supported === 'no') expect(provider.recording).toBeUndefined();
});

test('a recording is fetched from the provider, or from the address in its log', () => {
	const fetched = providers.filter(({ recording }) => recording !== undefined).map(({ id }) => id);
	expect(fetched).toEqual(['bland', 'elevenlabs', 'synthflow', 'vapi']);
	expect(providersThatHonour('recordingDownload')).toEqual(['bland', 'elevenlabs', 'retell', 'synthflow', 'unleashx', 'vapi']);
});

test('a capability that is "partly" there is honoured, "no" is not', () => {
	const talkover = providerById('talkover')!;
	expect([supports(talkover, 'delay'), supports(talkover, 'scheduledTime'), supports(talkover, 'priority')]).toEqual([true, true, false]);
	expect(providersThatHonour('campaign')).toEqual(['talkover']);
});

test.each(each)('%s: no request ever holds the key, and every path stands below the base address', (id, provider) => {
	const settings = settingsOf[id];
	const ref = { callId: 'c/1', agentId: 'a 1' };
	const page = { search: null, cursor: null };
	const filter = { ...page, agentId: null, to: null, after: null, before: null, limit: 10 };
	const requests = [
		provider.placeCall.request(aFullCall({ agentId: '123' }), settings),
		provider.listAgents!.request(page, settings),
		provider.getCall?.request(ref, settings),
		provider.listCalls?.request(filter, settings),
		provider.endCall?.request(ref, settings),
		provider.recording?.request(ref),
		provider.listVoices?.request(page, settings),
	].filter((one) => one !== undefined);
	for (const request of requests) {
		expect(request.path).toMatch(/^\/[^/\s]/);
		expect(JSON.stringify(request)).not.toContain(`key-of-${id}`);
		expect(['GET', 'POST', 'DELETE']).toContain(request.method);
	}
});

test.each(each)('%s reads an event, and no more than a shrug, out of any JSON', (_id, provider) => {
	const hostileNames = ['constructor', '__proto__', 'toString', 'call.exploded', 'event_teleported', 42, null];
	const body = fc.oneof(
		fc.jsonValue(),
		fc.record({ event: fc.constantFrom(...hostileNames), call: fc.jsonValue(), data: fc.jsonValue(), context: fc.jsonValue() }),
		fc.record({
			type: fc.string(),
			call: fc.record({ id: fc.jsonValue(), status: fc.jsonValue(), end_call_reason: fc.constantFrom(...hostileNames) }),
		}),
	);
	fc.assert(
		fc.property(body, (raw) => {
			for (const event of provider.readEvents(raw)) {
				expect(callEventNames).toContain(event.event);
				expect(event.eventId).toMatch(/^\S+$/);
				expect(event.raw).toEqual(raw);
				expect(event.record.provider).toBe(provider.id);
				expect(callStatuses).toContain(event.record.status);
				expect([null, ...callOutcomes]).toContain(event.record.outcome);
			}
		}),
		{ numRuns: 300 },
	);
});

test.each(each)('%s reads its answers out of any JSON without throwing', (_id, provider) => {
	const page = { search: null, cursor: null };
	const filter = { ...page, agentId: null, to: null, after: null, before: null, limit: 10 };
	fc.assert(
		fc.property(fc.jsonValue(), (body) => {
			for (const one of [body, { data: body }, { response: body }, { success: true, data: body, response: [{ calls: body }] }]) {
				const answer = answerOf(200, one);
				provider.placeCall.read(answer, aFullCall());
				provider.listAgents!.read(answer, page);
				provider.listVoices?.read(answer, page);
				provider.listCalls?.read(answer, filter);
				provider.getCall?.read(answer, { callId: 'c1', agentId: null });
				provider.endCall?.read(answer, { callId: 'c1', agentId: null });
			}
		}),
		{ numRuns: 200 },
	);
});

test.each(each)('%s says where a person finds out by hand what became of a call', (_id, { reconcileHint }) => {
	expect(reconcileHint).toMatch(/^[A-Z].*\.$/);
});
