/** Make Call before anything is sent: scripts that cannot be spoken, agents and voices that are missing, and the editor. */
import type { IDataObject, INodeProperties, INodeType } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { makeCall, simulateMakeCall } from '../../harness/makeCall.mts';
import { documented } from '../../harness/scriptExamples.mts';
import { agent, itemsTo, onlyRecord, OTHER, records, TO } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';
import { built } from '../../harness/built.mts';

const { MakeCall } = built('MakeCall/MakeCall.node') as {
	MakeCall: new () => INodeType;
};

const servers = useServers();

describe('a script that cannot be spoken', () => {
	const broken = JSON.stringify({
		steps: [
			{ type: 'question', text: 'Well?', responses: { yes: { next: 'detials' } } },
			{ type: 'details', text: 'x' },
		],
	});
	const sentence =
		'Script, step 1 (question): response "yes": Go To names "detials", and there is no such step. There is: question, details.';
	const parameters = { scriptFormat: 'json', scriptJson: '={{ $json.script }}' };
	const item = (to: string, script: string): IDataObject => ({ to, script });

	test.each(realProviders)(
		'a script that cannot be spoken leaves on Not Dialed before any request, and the others are dialed: %s',
		async (id) => {
			const server = servers[id];
			const items = [item(TO, broken), item(OTHER, '{"text":"Hello."}'), item('+4930901820', 'Hello!')];
			const result = await makeCall(server, parameters, { items });
			expect(result.error).toBeUndefined();
			expect(server.creates).toHaveLength(1);
			expect(server.violations).toEqual([]);
			expect(result.outputs[0]).toMatchObject([{ json: { to: OTHER, dialed: 'yes' }, pairedItem: { item: 1 } }]);
			expect(result.outputs[1]).toMatchObject([
				{
					json: {
						to: TO,
						dialed: 'no',
						status: 'blocked',
						problem: { type: 'invalid_script', title: sentence.split('. ')[0], detail: `Item 1: ${sentence}` },
					},
					pairedItem: { item: 0 },
				},
				{
					json: {
						problem: {
							type: 'invalid_script',
							detail: 'Item 3: Script, JSON is not valid JSON. Check quotes, commas and brackets.',
						},
					},
					pairedItem: { item: 2 },
				},
			]);
		},
	);

	test.each(realProviders)('a script that cannot be spoken in every item throws, and nothing is sent: %s', async (id) => {
		const server = servers[id];
		const items = [item(TO, broken), item(OTHER, broken)];
		const result = await makeCall(server, parameters, { items });
		expect(result.error).toMatchObject({
			name: 'NodeOperationError',
			message: sentence.split('. ')[0],
			description: sentence,
		});
		const goingOn = await makeCall(server, parameters, { items, node: { onError: 'continueRegularOutput' } });
		expect(goingOn.error).toBeUndefined();
		expect(records(goingOn, 1)).toMatchObject([{ problem: { type: 'invalid_script' } }, { problem: { type: 'invalid_script' } }]);
		expect(server.requests).toEqual([]);
	});

	test('a script that cannot be spoken does not end the run of the others, whatever an expression hands over', async () => {
		const server = servers.svalync;
		const items = [{ to: TO, text: { toString: 5 } }, { to: OTHER, text: 'Hello.' }, { to: '+4930901820' }] as IDataObject[];
		const result = await makeCall(
			server,
			{ scriptText: '={{ $json.text }}', voiceSettings: { speed: '={{ $json.to === "+12127365000" ? 1 : 1.5 }}' } },
			{ items },
		);
		expect(result.error).toBeUndefined();
		expect(server.creates.map((one) => one.body)).toMatchObject([
			{ phone_number: OTHER, script: { text: 'Hello.' }, voice: { speed: 1.5 } },
		]);
		expect(records(result, 1).map((one) => one.problem.detail)).toEqual([
			'Item 1: Script, Text is a list or an object. Give text.',
			'Item 3: Script, Text holds {{ $json.text }}, which gives nothing for this item. Correct it, or write the text itself.',
		]);
	});

	test('a voice that speaks too fast or too slowly is refused in the same way', async () => {
		const server = servers.svalync;
		for (const speed of [0.4, 2.5]) {
			const result = await makeCall(server, { voiceSettings: { speed } });
			expect(result.error).toMatchObject({
				name: 'NodeOperationError',
				description: 'Voice Settings: Speed must be a number from 0.5 to 2.',
			});
		}
		expect(server.requests).toEqual([]);
	});
});

describe('the agent and the voice', () => {
	test.each(['retell', 'synthflow', 'talkover', 'unleashx'] as const)('an agent must be chosen: %s', async (id) => {
		const result = await makeCall(servers[id], { agentId: agent('={{ $json.agent }}') });
		expect(result.error).toMatchObject({
			name: 'NodeOperationError',
			description: expect.stringMatching(/^Agent is empty\./),
		});
		expect(servers[id].requests).toEqual([]);
	});

	const noVoice = { voiceId: { __rl: true, mode: 'id', value: ' ' } };
	test('a voice must be chosen at Svalync, and no agent', async () => {
		const result = await makeCall(servers.svalync, noVoice);
		expect(result.error).toMatchObject({ name: 'NodeOperationError' });
		expect(result.error?.description).toMatch(/Voice is empty\. Choose one from the list, or type its ID\.$/);
		expect(servers.svalync.requests).toEqual([]);
	});

	test('the Simulator needs neither agent nor voice, and speaks with the voice that is chosen at either place', async () => {
		const alto = { __rl: true, mode: 'list', value: 'sim-voice-bass' };
		for (const [parameters, voice] of [
			[noVoice, 'sim-voice-alto'],
			[{ voiceId: alto }, 'sim-voice-bass'],
			[{ options: { voiceId: alto } }, 'sim-voice-bass'],
		] as const) {
			const record = onlyRecord(
				await simulateMakeCall(itemsTo('+12025550100'), {
					...parameters,
					options: { ...('options' in parameters ? parameters.options : {}), dryRun: true },
				}),
			);
			expect((record.dryRun as any).body.scripted.voiceId).toBe(voice);
		}
		expect(onlyRecord(await simulateMakeCall(itemsTo('+12025550100'), noVoice))).toMatchObject({
			agentId: null,
			dialed: 'yes',
			simulated: true,
		});
	});
});

describe('before the call', () => {
	test('a dry run sends nothing, and shows the whole request', async () => {
		const server = servers.svalync;
		const record = onlyRecord(await makeCall(server, { ...documented.steps.typed, options: { dryRun: true } }));
		expect(record.dryRun).toMatchObject({
			method: 'POST',
			url: `${server.baseUrl}/voiceai/makecall`,
			body: { script: documented.steps.json },
		});
		expect(server.requests).toEqual([]);
	});

	test('the Simulator answers with the answers given in advance, in order, for every item', async () => {
		const result = await simulateMakeCall(itemsTo('+12025550100', '+12025550101'), {
			...documented.dialogue.typed,
			options: { simulatedAnswers: ['not good'] },
		});
		expect(records(result, 0).map((one) => one.analysis)).toMatchObject([
			{ outcome: 'negative', sentiment: 'negative', converted: false },
			{ outcome: 'negative', sentiment: 'negative', converted: false },
		]);
	});
});

describe('the editor', () => {
	const properties = new MakeCall().description.properties.filter(({ type }) => type !== 'hidden');
	const shownFor = ({ displayOptions }: INodeProperties, provider: string): boolean => {
		const ids = displayOptions?.show?.provider;
		return ids === undefined || ids.includes(provider);
	};
	const isFor = ({ displayOptions: { show, hide } = {} }: INodeProperties, format: string): boolean =>
		show?.scriptFormat?.includes(format) !== false && hide?.scriptFormat?.includes(format) !== true;
	const notices = (provider: string, format: string): string[] =>
		properties.filter((one) => one.type === 'notice' && shownFor(one, provider) && isFor(one, format)).map((one) => one.displayName);

	test.each([
		['simulator', /^Simulated: nobody is phoned\./],
		['retell', /Open that agent at Retell AI and write \{\{script\}\} into its prompt/],
		['svalync', /ask the support of Svalync: .+ Open the credential above and write the answer, .+ into Make Call Path/],
		['synthflow', /sent as greeting and prompt of this call alone/],
		['talkover', /Open that agent at Talkover and write \{\{greeting\}\} and \{\{script\}\} into its prompt/],
		['unleashx', /Open that agent at UnleashX and write \{\{greeting\}\} and \{\{script\}\} into its prompt/],
	])('the editor shows one notice for %s', (provider, says) => {
		for (const format of ['text', 'dialogue', 'steps', 'json']) expect(notices(provider, format)).toEqual([expect.stringMatching(says)]);
	});

	test('the notice says where the name is, where a dialogue leaves no room for it', () => {
		expect(notices('synthflow', 'dialogue')[0]).toMatch(/You find Recipient Name under Options\.$/);
		expect(notices('synthflow', 'text')[0]).not.toContain('Recipient Name');
	});

	test('the editor shows an agent where one speaks the script, and a voice where one is chosen for the call', () => {
		const shown = (name: string): string[] =>
			['simulator', ...realProviders].filter((id) => properties.some((one) => one.name === name && shownFor(one, id)));
		expect(shown('agentId')).toEqual(['elevenlabs', 'retell', 'synthflow', 'talkover', 'unleashx']);
		expect(shown('voiceId')).toEqual(['bland', 'svalync']);
		for (const name of ['scriptFormat', 'scriptText', 'greeting', 'responses', 'steps', 'scriptJson', 'options'])
			expect(shown(name)).toHaveLength(realProviders.length + 1);
	});

	test('the editor offers one field for each form', () => {
		const forFormat = (format: string): string[] => [
			...new Set(
				properties
					.filter((one) => one.type !== 'notice' && one.type !== 'hidden' && one.displayOptions?.show?.scriptFormat?.includes(format))
					.map((one) => one.name),
			),
		];
		expect(['text', 'dialogue', 'steps', 'json'].map(forFormat)).toEqual([
			['scriptText'],
			['greeting', 'responses'],
			['steps'],
			['scriptJson'],
		]);
	});

	test('the responses of a step are dropped when it is changed to one without any', async () => {
		const server = servers.svalync;
		const steps = structuredClone(documented.steps.typed.steps) as any;
		steps.step[2].responses = { response: [{ answer: 'yes', next: 'goodbye' }] };
		await makeCall(server, { scriptFormat: 'steps', steps });
		expect((server.creates[0].body as any).script).toEqual(documented.steps.json);
	});
});
