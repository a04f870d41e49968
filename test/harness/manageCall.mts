import type { IDataObject } from 'n8n-workflow';
import type { StrictServer } from '../servers/strictServer.mts';
import { expectNoSecret } from './canary.mts';
import type { EngineResult, EngineRun } from './engine.mts';
import { runNode } from './engine.mts';
import { agent, credentialOf, otherSecret } from './sendCall.mts';

export const manageCallType = 'n8n-nodes-voice-calls.manageCall';

/** The agent whose list is read, where a provider lists the calls of one agent only. */
const agentOf = (server: StrictServer<any>, operation: string): IDataObject =>
	(server.provider === 'synthflow' && operation === 'getAll') || operation === 'end' ? { agentId: agent(server.usableAgent) } : {};

/** Manage Call over a strict server in the engine; whatever leaves is searched for the credential's secrets. */
export async function manage(
	server: StrictServer<any>,
	operation: string,
	parameters: IDataObject = {},
	more: Partial<EngineRun> = {},
): Promise<EngineResult> {
	const result = await runNode({
		type: manageCallType,
		credential: credentialOf(server),
		...more,
		parameters: { operation, provider: server.provider, ...agentOf(server, operation), ...parameters },
	});
	expectNoSecret(result, server.key, otherSecret);
	return result;
}

/** Manage Call on the Simulator, or an operation that asks nobody. */
export const manageSimulated = (operation: string, parameters: IDataObject = {}, more: Partial<EngineRun> = {}): Promise<EngineResult> =>
	runNode({ type: manageCallType, ...more, parameters: { operation, provider: 'simulator', ...parameters } });

/** The json of what left. */
export const jsons = (result: EngineResult): any[] => {
	if (result.error) throw result.error;
	return result.outputs[0].map(({ json }) => json);
};

/** The one error of a run: its message and description as one text. */
export function said(result: EngineResult): string {
	if (!result.error) throw new Error('the run did not fail');
	return `${result.error.message} | ${result.error.description ?? ''}`;
}

export const continued: Partial<EngineRun> = { node: { onError: 'continueRegularOutput' } };
