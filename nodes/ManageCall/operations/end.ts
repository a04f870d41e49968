import { readAgentId } from '../../shared/fields/provider';
import { callRecord, withGapsFilled } from '../../shared/call/record';
import { jsonWithoutSecrets, secretsOf } from '../../shared/transport/redact';
import { ok } from '../../shared/call/result';
import { agentNeededProperties, askingOptions, callIdProperty } from '../fields';
import type { OneCall } from './get';
import { jsonOf, readOneCall } from './get';
import type { AskingOperation } from '../operation';
import { ask } from '../operation';
import { needsAgent } from '../../shared/providers/registry';
import type { Failure } from '../../shared/call/result';

interface CallToEnd extends OneCall {
	agentId: string | null;
}

/** The operation End: hangs up a call that is under way. */
export const end: AskingOperation<CallToEnd> = {
	value: 'end',
	name: 'End',
	action: 'End a call',
	description: 'Hang up a call that is under way',
	tool: 'Hangs up on a real person in the middle of a phone call: only where the user asked for exactly that. Call ID is the callId of an earlier answer, never a guess.',
	capability: 'endCall',
	properties: [
		callIdProperty,
		...agentNeededProperties('endCall', 'The agent that makes the call, such as the agentId that Send Call gives'),
		askingOptions.property,
	],
	read(raw, reading) {
		const { input, faults } = readOneCall(raw, reading);
		const agent = needsAgent(reading.provider, 'endCall') ? readAgentId(raw('agentId', true), reading.provider) : null;
		if (agent?.ok === false) faults.push(agent.fault);
		return { input: { ...input, agentId: agent?.ok ? agent.value : null }, faults };
	},
	async execute(session, { callId, agentId, options }) {
		const { provider, settings } = session.connection;
		const operation = provider.endCall;
		if (operation === undefined) return ok([]);
		const asked = await ask(session, operation, { callId, agentId });
		if (!asked.ok) return { ok: false, fault: ofEnding(asked.fault, provider.displayName) };
		const { value: ended, answer } = asked.value;
		const record = withGapsFilled(callRecord(provider.id, { agentId, ...ended, dialed: 'yes' }), { callId });
		const raw = jsonWithoutSecrets(answer.body, secretsOf(settings));
		return ok([{ json: jsonOf(options.includeRaw ? { ...record, raw } : record) }]);
	},
};

const isRedirect = (status: number): boolean => status >= 300 && status < 400;

/** Explains a failure of ending a call. If the answer was lost, it is unknown whether the call was ended. */
function ofEnding(failure: Failure, name: string): Failure {
	switch (failure.httpStatus) {
		case 404:
			return {
				...failure,
				sentence: `${name} has no such call of this agent.`,
				wayOut: 'Check Call ID, and choose the agent that makes the call.',
			};
		case 409:
			return {
				...failure,
				sentence: 'The call is over already: there is nothing to end.',
				wayOut: 'Use the operation Get to see how it ended.',
			};
		case null:
			return { ...failure, wayOut: `It is not known whether the call was ended: look with the operation Get. ${failure.wayOut}` };
		default:
			return failure.refusal !== undefined || isRedirect(failure.httpStatus)
				? failure
				: { ...failure, wayOut: `It is not known whether the call was ended: look with the operation Get. ${failure.wayOut}` };
	}
}
