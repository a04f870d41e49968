import { readAgentId } from '../../shared/fields/provider';
import { callRecord, withGapsFilled } from '../../shared/call/record';
import { ok } from '../../shared/call/result';
import { agentNeededProperties, askingOptions, callIdProperty } from '../fields';
import type { OneCall } from './get';
import { jsonOf, readOneCall } from './get';
import type { AskingOperation } from '../operation';
import { endCall } from '../endCall';
import { shown } from '../find';
import { needsAgent } from '../../shared/providers/registry';

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
		const { provider } = session.connection;
		const result = await endCall(session, { callId, agentId });
		if (result === null) return ok([]);
		if (!result.ok) return result;
		const { value: ended, answer } = result.value;
		const record = withGapsFilled(callRecord(provider.id, { agentId, ...ended, dialed: 'yes' }), { callId });
		return ok([{ json: jsonOf(shown(session, { record, row: answer.body }, options)) }]);
	},
};
