/** Make Call: one script, in each provider's own way. */
import { expect, test } from 'vitest';
import type { ScriptedPart } from '../../../nodes/shared/call/request';
import { providerById, providers } from '../../../nodes/shared/providers/registry';
import { compileScript } from '../../../nodes/shared/script/compile';
import { aCall, settingsOf } from '../../harness/values.mts';

const script = { form: 'text', text: 'Hello, your order is ready.' } as const;
const scripted: ScriptedPart = {
	script,
	voiceId: 'voice_female_1',
	voice: { gender: 'female', accent: null, speed: 1.2 },
	simulatedAnswers: ['yes'],
};
const call = aCall({
	agentId: '123',
	recipientName: 'Ada',
	variables: { orderNumber: 'A-17' },
	recording: true,
	callbackUrl: 'https://n8n.example.com/webhook/1',
	scripted,
});
const { greeting, prompt } = compileScript(script);
const bodyOf = (id: keyof typeof settingsOf) => providerById(id)!.placeCall.request(call, settingsOf[id]);

test('Svalync gets the script as it is, the voice by its id, and no agent', () => {
	expect(bodyOf('svalync')).toEqual({
		method: 'POST',
		path: '/voiceai/makecall',
		body: {
			phone_number: '+442079460018',
			voice_id: 'voice_female_1',
			script: { text: 'Hello, your order is ready.' },
			voice: { gender: 'female', speed: 1.2 },
			callback_url: 'https://n8n.example.com/webhook/1',
			recording: true,
		},
	});
	expect(providerById('svalync')!.placeCall.request(call, { ...settingsOf.svalync, makeCallPath: 'v2/make' }).path).toBe('/v2/make');
	expect(providerById('svalync')!.placeCall.request(call, { ...settingsOf.svalync, makeCallPath: '' }).path).toBe('/voiceai/makecall');
});

test('Synthflow gets the script as prompt and greeting of this call alone', () => {
	expect(bodyOf('synthflow').body).toMatchObject({
		model_id: '123',
		name: 'Ada',
		prompt,
		greeting,
		custom_variables: [{ key: 'orderNumber', value: 'A-17' }],
	});
});

test('Talkover gets the script as two variables of the agent, whose names no variable may take', () => {
	expect(bodyOf('talkover').body).toMatchObject({ payload: { orderNumber: 'A-17', greeting, script: prompt } });
	for (const name of ['script', 'greeting']) {
		expect(providerById('talkover')!.check({ ...call, variables: { [name]: 'x' } })).toMatchObject([{ field: 'Variables' }]);
		expect(providerById('talkover')!.check({ ...call, scripted: null, variables: { [name]: 'x' } })).toEqual([]);
	}
});

test('ElevenLabs gets the script as first message and prompt of this call', () => {
	expect(bodyOf('elevenlabs').body).toMatchObject({
		conversation_initiation_client_data: {
			dynamic_variables: { orderNumber: 'A-17', reference: call.reference },
			conversation_config_override: { agent: { first_message: greeting, prompt: { prompt } } },
		},
	});
});

test('Retell AI gets the script as first words and as a variable of the agent, whose name no variable may take', () => {
	expect(bodyOf('retell').body).toMatchObject({
		retell_llm_dynamic_variables: { orderNumber: 'A-17', script: prompt },
		agent_override: { retell_llm: { begin_message: greeting } },
	});
	const { check } = providerById('retell')!;
	expect(check({ ...call, variables: { script: 'x' } })).toMatchObject([{ field: 'Variables' }]);
	expect(check({ ...call, scripted: null, variables: { script: 'x' } })).toEqual([]);
});

test('UnleashX gets the script as metadata', () => {
	expect(bodyOf('unleashx').body).toMatchObject({
		agent_id: 123,
		metadata: { orderNumber: 'A-17', greeting, script: prompt, reference: call.reference },
	});
});

test('the Simulator gets the script whole and speaks it', () => {
	const simulator = providerById('simulator')!;
	const request = simulator.placeCall.request({ ...call, to: '+12025550100' }, {});
	expect(request.body).toMatchObject({ scripted });
	expect(JSON.stringify(simulator.inProcess!.answer(request, new Date()).body)).toContain('Hello, your order is ready.');
});

test('the editor says so where an agent must be told about the script', () => {
	expect(providers.filter(({ scriptNotice }) => scriptNotice !== undefined).map(({ id }) => id)).toEqual([
		'elevenlabs',
		'retell',
		'svalync',
		'synthflow',
		'talkover',
		'unleashx',
	]);
	for (const { scriptNotice } of providers) if (scriptNotice !== undefined) expect(scriptNotice).toMatch(/^[A-Z].*\.$/);
	// Where something has to be done at the provider, it says where, and links to how.
	for (const id of ['retell', 'svalync', 'talkover', 'unleashx']) {
		const { scriptNotice, displayName } = providers.find((one) => one.id === id)!;
		expect(scriptNotice).toContain(displayName);
		expect(scriptNotice).toMatch(/chosen above|credential above/);
		expect(scriptNotice).toMatch(/<a href="https:[^"]+\.md" target="_blank">More<\/a>\.$/);
	}
});
