import type { CallRequest } from '../../call/request';
import type { FieldIssue } from '../../call/result';
import { agentField, hasAgent } from './agents';
import { minutesOf } from './placement';

/** "max_duration must be at most 12 hours." */
const maxMinutes = 720;

const fault = (field: string, sentence: string): FieldIssue[] => [{ type: 'invalid_parameters', field, sentence }];

/** Faults that Bland would refuse, or that would change the call without a word. */
export const checkCall = (call: CallRequest): FieldIssue[] => [...checkSpeaker(call), ...checkDuration(call)];

/** One speaker is needed: the script of Make Call, an agent, or the prompt of Send Call. */
function checkSpeaker(call: CallRequest): FieldIssue[] {
	if (call.scripted !== null) return [];
	if (!hasAgent(call)) {
		if (call.prompt !== null) return [];
		return fault('Agent', 'is empty. Choose one from the list, or write what the call is about into Prompt under Options.');
	}
	const form =
		agentField(call.agentId ?? '') === null
			? fault('Agent', 'is no agent of Bland. Choose one from the list, or type persona: or pathway: and its ID, such as pathway:1a2b.')
			: [];
	// Beside a persona they would replace its prompt, and beside a pathway a prompt is refused.
	const [given] = call.prompt !== null ? ['Prompt'] : call.greeting !== null ? ['Greeting'] : [];
	if (given === undefined) return form;
	return [...form, ...fault(given, 'is set beside an Agent, which has its own. Take one of the two out.')];
}

const checkDuration = ({ maxDuration }: CallRequest): FieldIssue[] =>
	maxDuration === null || minutesOf(maxDuration) <= maxMinutes
		? []
		: fault('Max Duration', 'is above 12 hours, and Bland takes no more. Give 43200 seconds or less.');
