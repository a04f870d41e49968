import type { IDataObject } from 'n8n-workflow';
import type { ProviderName, StrictServer } from '../servers/strictServer.mts';
import { expectNoSecret } from './canary.mts';
import type { EngineResult, EngineRun } from './engine.mts';
import { runNode } from './engine.mts';
import { agent, alsoNeeded, anyTime, credentialOf, itemsTo, otherSecret, TO } from './sendCall.mts';

export const makeCallType = 'n8n-nodes-voice-calls.makeCall';

/** What speaks the script where no agent does; the voice of Svalync stays as the editor offers it. */
const speakers: Partial<Record<ProviderName, IDataObject>> = { bland: { voiceId: agent('maya') }, svalync: {}, vapi: {} };

/** What a person must fill in beside the script. */
const needed = (server: StrictServer<any>): IDataObject => ({
	provider: server.provider,
	phoneNumber: '={{ $json.to }}',
	...(speakers[server.provider] ?? { agentId: agent(server.usableAgent) }),
	...alsoNeeded[server.provider],
});

/** Make Call over a strict server in the engine; whatever leaves is searched for the credential's secrets. */
export async function makeCall(
	server: StrictServer<any>,
	parameters: IDataObject = {},
	more: Partial<EngineRun> = {},
): Promise<EngineResult> {
	const result = await runNode({
		type: makeCallType,
		items: itemsTo(TO),
		credential: credentialOf(server),
		...more,
		parameters: { ...needed(server), ...anyTime, scriptFormat: 'text', scriptText: 'Hello.', ...parameters },
	});
	expectNoSecret(result, server.key, otherSecret);
	return result;
}

/** Make Call on the Simulator. */
export const simulateMakeCall = (
	items: IDataObject[],
	parameters: IDataObject = {},
	more: Partial<EngineRun> = {},
): Promise<EngineResult> =>
	runNode({
		type: makeCallType,
		items,
		...more,
		parameters: {
			provider: 'simulator',
			phoneNumber: '={{ $json.to }}',
			scriptFormat: 'text',
			scriptText: 'Hello.',
			...parameters,
		},
	});
