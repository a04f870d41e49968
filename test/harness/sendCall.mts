import { randomBytes } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import type { ProviderName, StrictServer } from '../servers/strictServer.mts';
import { expectNoSecret } from './canary.mts';
import type { EngineResult, EngineRun } from './engine.mts';
import { runNode } from './engine.mts';

export const TO = '+12127365000';
export const OTHER = '+442079460018';
export const sendCallType = 'n8n-nodes-voice-calls.sendCall';
export const displayNames: Record<ProviderName, string> = {
	elevenlabs: 'ElevenLabs',
	bland: 'Bland',
	retell: 'Retell AI',
	svalync: 'Svalync',
	synthflow: 'Synthflow',
	talkover: 'Talkover',
	unleashx: 'UnleashX',
	vapi: 'Vapi',
};

/** A second secret of the credential, which has no business in a call at all. */
export const otherSecret = `wh_${randomBytes(16).toString('hex')}`;

/** What the credential has beside its key, if it is more than a token. */
const besideKey: Partial<Record<ProviderName, IDataObject>> = {
	elevenlabs: { region: 'custom', webhookSecret: otherSecret },
	bland: { webhookSecret: otherSecret },
	retell: { webhookApiKey: otherSecret },
	synthflow: { region: 'custom', webhookSecret: otherSecret },
};

/** The credential that leads to this server. */
export function credentialOf(server: StrictServer<any>, change: IDataObject = {}): NonNullable<EngineRun['credential']> {
	const data: IDataObject = {
		apiKey: server.key,
		baseUrl: server.baseUrl,
		...(besideKey[server.provider] ?? { webhookToken: otherSecret }),
		...change,
	};
	return { type: `${server.provider}VoiceApi`, data };
}

export const agent = (id: string): IDataObject => ({ __rl: true, mode: 'id', value: id });

/** What a call needs beside agent and number. */
export const alsoNeeded: Partial<Record<ProviderName, IDataObject>> = {
	elevenlabs: { fromNumber: { __rl: true, mode: 'list', value: 'twilio:phnum_1' } },
	retell: { fromNumber: { __rl: true, mode: 'list', value: '+14157774444' } },
	synthflow: { recipientName: 'Ada' },
	vapi: { fromNumber: { __rl: true, mode: 'list', value: '9f2b0000-0000-4000-8000-000000000001' } },
};

/** What a person must fill in, and nothing else; the number comes from the item. */
export const minimal = (server: StrictServer<any>): IDataObject => ({
	provider: server.provider,
	agentId: agent(server.usableAgent),
	phoneNumber: '={{ $json.to }}',
	...alsoNeeded[server.provider],
});

/** Items that name one number each. */
export const itemsTo = (...numbers: string[]): IDataObject[] => numbers.map((to) => ({ to }));

/** Tests run at any hour of the day. */
export const anyTime: IDataObject = { safety: { callingHours: 'off' } };

/** Send Call over a strict server in the engine; whatever leaves is searched for the credential's secrets. */
export async function sendCall(
	server: StrictServer<any>,
	parameters: IDataObject = {},
	more: Partial<EngineRun> = {},
): Promise<EngineResult> {
	const result = await runNode({
		type: sendCallType,
		items: itemsTo(TO),
		credential: credentialOf(server),
		...more,
		parameters: { ...minimal(server), ...anyTime, ...parameters },
	});
	expectNoSecret(result, server.key, otherSecret);
	return result;
}

/** Send Call on the Simulator. */
export const simulate = (items: IDataObject[], parameters: IDataObject = {}, more: Partial<EngineRun> = {}): Promise<EngineResult> =>
	runNode({
		type: sendCallType,
		items,
		...more,
		parameters: {
			provider: 'simulator',
			agentId: { __rl: true, mode: 'list', value: 'sim-lead-callback' },
			phoneNumber: '={{ $json.to }}',
			...parameters,
		},
	});

/** The records of one output. */
export const records = (result: EngineResult, output: 0 | 1): any[] => (result.outputs[output] ?? []).map((item) => item.json);

/** The one record that left, wherever it did. */
export function onlyRecord(result: EngineResult): any {
	const all = [...records(result, 0), ...records(result, 1)];
	if (all.length !== 1) throw new Error(`${all.length} records left, expected one: ${String(result.error?.message)}`);
	return all[0];
}

/** What is thrown where a refusal concerns the node: with its status, unless the error came inside a 2xx. */
export const thrownFor = (status: number): { name: string; httpCode?: string } =>
	status < 400 ? { name: 'NodeOperationError' } : { name: 'NodeApiError', httpCode: String(status) };
