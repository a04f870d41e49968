/** From the parameters of the node to the request of a provider, without n8n and without a network. */
import type { IDataObject } from 'n8n-workflow';
import type { CallRequest, CallVariables } from '../../../nodes/shared/call/request';
import type { CallNodeSpec } from '../../../nodes/shared/calling/nodeSpecs';
import { emptyCallRequest } from '../../../nodes/shared/call/request';
import { makeCallSpec } from '../../../nodes/shared/calling/nodeSpecs';
import type { FieldIssue } from '../../../nodes/shared/call/result';
import { readScript } from '../../../nodes/shared/fields/script';
import type { ProviderId } from '../../../nodes/shared/providers/provider';
import { providerById } from '../../../nodes/shared/providers/registry';
import type { Script } from '../../../nodes/shared/call/script';
import type { HttpRequest } from '../../../nodes/shared/call/http';
import { reading } from '../../harness/fields.mts';
import { settingsOf } from '../../harness/values.mts';

export const providerIds: ProviderId[] = ['simulator', 'elevenlabs', 'svalync', 'synthflow', 'talkover', 'unleashx', 'vapi'];
export const to = '+442079460018';
export const reference = 'vc-0123456789abcdef01234567';

/** Reads the script as the node does. */
export const read = (parameters: IDataObject, variables: CallVariables = {}): { script: Script | null; faults: FieldIssue[] } =>
	readScript((name) => parameters[name], variables);

/** The script, or an error that holds every fault. */
export function scriptOf(parameters: IDataObject, variables: CallVariables = {}): Script {
	const { script, faults } = read(parameters, variables);
	if (script === null) throw new Error(faults.map(({ field, sentence }) => `${field} ${sentence}`).join('\n'));
	return script;
}

/** What each provider needs beside the script. */
export const neededBy: Record<ProviderId, IDataObject> = {
	simulator: { voiceId: 'sim-voice-alto' },
	bland: { voiceId: 'maya' },
	elevenlabs: { agentId: 'agent_1', fromNumber: 'twilio:phnum_1' },
	retell: { agentId: 'agent-1', fromNumber: '+12125550199' },
	svalync: { voiceId: 'voice_default' },
	synthflow: { agentId: 'agent-1', recipientName: 'Ada' },
	talkover: { agentId: 'agent-1' },
	unleashx: { agentId: '123' },
	vapi: { fromNumber: '9f2b0000-0000-4000-8000-000000000001', voiceId: 'Clara' },
};

/** The call that these parameters ask for, with the faults of its fields and of the provider. */
export function callOf(
	id: ProviderId,
	parameters: IDataObject,
	kind: CallNodeSpec = makeCallSpec,
): { call: CallRequest; faults: FieldIssue[] } {
	const given: IDataObject = { ...neededBy[id], ...parameters };
	const { parts, faults } = kind.read((name) => given[name], reading(id), {});
	const call: CallRequest = { ...emptyCallRequest, ...parts, item: 0, reference, to };
	return { call, faults: faults.length > 0 ? faults : [...providerById(id)!.check(call)] };
}

/** The request that these parameters become at the provider. */
export function requestOf(id: ProviderId, parameters: IDataObject, kind: CallNodeSpec = makeCallSpec): HttpRequest {
	const { call, faults } = callOf(id, parameters, kind);
	if (faults.length > 0) throw new Error(faults.map(({ field, sentence }) => `${field} ${sentence}`).join('\n'));
	return providerById(id)!.placeCall.request(call, settingsOf[id]);
}

const quotation = /"(?:[^"\\]|\\.)*"/g;

/** What stands in quotation marks in compiled instructions, read back. */
export const quotedIn = (prompt: string): string[] => (prompt.match(quotation) ?? []).map((one) => JSON.parse(one) as string);

/** The instructions without what stands in quotation marks. */
export const withoutQuoted = (prompt: string): string => prompt.replace(quotation, '""');
