/** Make Call on the wire: the documented Svalync bodies, and the same scripts at every other provider. */
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { compileScript } from '../../../nodes/shared/script/compile.ts';
import { scriptFromJson } from '../../../nodes/shared/script/json.ts';
import { makeCall } from '../../harness/makeCall.mts';
import { dialTime } from './fieldTable.mts';
import { documented, examples, forms, pasted, type Form } from '../../harness/scriptExamples.mts';
import { credentialOf, OTHER, records, TO } from '../../harness/sendCall.mts';
import { useServers } from '../../harness/servers.mts';

const servers = useServers();

const ways = ['typed', 'pasted', 'pasted with the outer script'] as const;
const given = (form: Form, way: (typeof ways)[number]): IDataObject =>
	way === 'typed' ? documented[form].typed : pasted(documented[form])[way === 'pasted' ? 0 : 1];
const table = forms.flatMap((form) => ways.map((way) => [form, way] as const));

describe('Svalync', () => {
	test.each(table)('Svalync gets the documented body of the %s example, %s', async (form, way) => {
		const server = servers.svalync;
		const result = await makeCall(server, given(form, way));
		expect(result.error).toBeUndefined();
		expect(server.violations).toEqual([]);
		// The answer names no ID: the list is asked for it.
		expect(server.requests.map((one) => one.method)).toEqual(['POST', 'GET']);
		const [{ method, path, rawBody }] = server.creates;
		expect(`${method} ${path}`).toBe('POST /api/voiceai/makecall');
		// The example and the number; the voice the editor offers; the switch Record Call, which stands on No.
		expect(JSON.parse(rawBody)).toEqual({
			phone_number: TO,
			voice_id: 'voice_default',
			script: documented[form].json,
			recording: false,
		});
		expect(records(result, 0)).toMatchObject([{ provider: 'svalync', to: TO, agentId: null, dialed: 'yes', status: 'queued' }]);
	});

	test.each([
		[
			{ gender: 'female', accent: 'neutral', speed: 1.25 },
			{ gender: 'female', accent: 'neutral', speed: 1.25 },
		],
		[{ speed: 0.5 }, { speed: 0.5 }],
		[
			{ speed: 2, accent: ' british ' },
			{ speed: 2, accent: 'british' },
		],
		[{}, undefined],
	])('Svalync gets the voice settings %j', async (voiceSettings, voice) => {
		const server = servers.svalync;
		await makeCall(server, { voiceSettings });
		expect((server.creates[0].body as any).voice).toEqual(voice);
		expect(server.violations).toEqual([]);
	});

	test('Svalync gets voice, recording and callback as they were chosen, at the path of the credential', async () => {
		const server = servers.svalync;
		const chosen = {
			voiceId: { __rl: true, mode: 'id', value: 'voice_en_7' },
			recording: true,
			callbackUrl: 'https://n8n.example.com/webhook/events?token=abc',
		};
		await makeCall(server, chosen);
		const body = {
			phone_number: TO,
			voice_id: 'voice_en_7',
			script: { text: 'Hello.' },
			recording: true,
			callback_url: chosen.callbackUrl,
		};
		expect(server.creates.map((one) => one.body)).toEqual([body]);
		await makeCall(server, chosen, { credential: credentialOf(server, { makeCallPath: 'voiceai/calls/script' }) });
		expect(server.requests.filter(({ method }) => method === 'POST')[1]).toMatchObject({ path: '/api/voiceai/calls/script', body });
	});
});

describe.each(['synthflow', 'talkover', 'unleashx'] as const)('%s', (id) => {
	test.each(table)('the agent gets greeting and instructions of the %s example, %s', async (form, way) => {
		const server = servers[id];
		const result = await makeCall(server, { ...given(form, way), options: { reference: 'order-A-17' } });
		expect(result.error).toBeUndefined();
		expect(server.violations).toEqual([]);
		expect(server.creates).toHaveLength(1);
		const read = scriptFromJson(documented[form].json);
		const { greeting, prompt } = compileScript('script' in read ? read.script : expect.unreachable());
		const bodies: Record<typeof id, unknown> = {
			synthflow: { model_id: server.usableAgent, phone: TO, name: 'Ada', prompt, greeting },
			talkover: { to: TO, payload: { greeting, script: prompt }, context: { reference: 'order-A-17' } },
			unleashx: {
				agent_id: Number(server.usableAgent),
				phone_number: TO,
				metadata: { greeting, script: prompt, reference: 'order-A-17', dialedAt: dialTime },
			},
		};
		expect(server.creates[0].body).toEqual(bodies[id]);
		expect(records(result, 0)).toMatchObject([
			{ provider: id, to: TO, dialed: 'yes', callId: server.calls[0].id, reference: 'order-A-17' },
		]);
	});
});

describe('placeholders', () => {
	test('placeholders are filled for each item, and the item whose value is missing is not dialed', async () => {
		const server = servers.svalync;
		const items = [
			{ to: TO, lead: { name: 'Ada' } },
			{ to: OTHER, lead: {} },
			{ to: '+4930901820', lead: { name: '{{name}} "Bob"' } },
		];
		const result = await makeCall(server, { ...examples.text.typed, variables: { json: [{ json: '={{ $json.lead }}' }] } }, { items });
		expect(server.creates.map((one) => (one.body as any).script.text)).toEqual([
			'Hello Ada, this is an automated call. Your order is ready.',
			'Hello {{name}} "Bob", this is an automated call. Your order is ready.',
		]);
		expect(records(result, 1)).toMatchObject([
			{
				to: OTHER,
				dialed: 'no',
				problem: {
					type: 'invalid_script',
					detail:
						'Item 2: Script, Text uses {{name}}, and nothing fills it. Fill in Recipient Name, add the variable under Variables, or take it out.',
				},
			},
		]);
	});
});

describe('Synthflow, a dialogue', () => {
	const dialogue = {
		scriptFormat: 'dialogue',
		greeting: 'Hello [name], shall we go on?',
		responses: { response: [{ name: 'yes', patterns: 'yes', reply: 'Fine.' }] },
	};

	test.each([
		['under Options', { recipientName: '', options: { recipientName: 'Grace' } }],
		['at the top, where another format shows it', { recipientName: 'Grace' }],
	])('a dialogue at Synthflow takes the name of the recipient %s', async (_place, parameters) => {
		const result = await makeCall(servers.synthflow, { ...dialogue, ...parameters });
		expect(result.error).toBeUndefined();
		expect(servers.synthflow.creates.map(({ body }) => body)).toMatchObject([{ name: 'Grace', greeting: 'Hello Grace, shall we go on?' }]);
		expect(records(result, 0)).toMatchObject([{ recipientName: 'Grace' }]);
	});

	test('a dialogue at Synthflow without a name dials nobody, and says where it is filled in', async () => {
		const result = await makeCall(servers.synthflow, { ...dialogue, greeting: 'Hello.', recipientName: '' });
		expect(servers.synthflow.requests).toEqual([]);
		expect(result.error?.message).toBe('Recipient Name is empty, and Synthflow requires a name');
		expect(result.error?.description).toMatch(/\. Fill it in under Options, /);
	});
});
