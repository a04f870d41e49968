import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { CallEventName } from '../shared/call/event';
import { readAgentId } from '../shared/fields/agent';
import { readEventNames } from '../shared/fields/events';
import { eventOptions, readsCalls, registersItself, resumesThroughTrigger } from '../shared/fields/eventTrigger';
import type { Checked } from '../shared/call/result';
import type { Provider } from '../shared/providers/provider';
import { providerById } from '../shared/providers/registry';

/** The parameters of Call Event Trigger, checked. */
export interface EventSettings {
	provider: Provider;
	/** The agent the trigger registers on; `null` where it registers nowhere. */
	agentId: string | null;
	events: CallEventName[];
	fetchFullCall: boolean;
	resumeWaiting: boolean;
	acceptUnsigned: boolean;
	includeRaw: boolean;
	/** Whether a test plays a call of its own, where the provider can. */
	sampleCall: boolean;
}

const valueOf = <T>(checked: Checked<T>): T => {
	if (!checked.ok) throw new UserError(`${checked.fault.field} ${checked.fault.sentence}`);
	return checked.value;
};

/**
 * Reads the parameters; one that is not shown for the provider is not asked for, since n8n throws then.
 * @throws UserError with a sentence that names the field and the way out
 */
export function readSettings(context: IHookFunctions | IWebhookFunctions): EventSettings {
	const provider = providerById(String(context.getNodeParameter('provider', '')));
	if (provider === undefined) throw new UserError('Provider is unknown. Choose one from the list.');
	const read = { provider, timezone: context.getTimezone(), now: new Date() };
	const agent = registersItself(provider) ? context.getNodeParameter('agentId', '', { extractValue: true }) : null;
	return {
		provider,
		agentId: agent === null ? null : valueOf(readAgentId(agent, provider)),
		events: valueOf(readEventNames(context.getNodeParameter('events', []))),
		fetchFullCall: readsCalls(provider) && context.getNodeParameter('fetchFullCall', false) === true,
		resumeWaiting: resumesThroughTrigger(provider) && context.getNodeParameter('resumeWaiting', false) === true,
		...valueOf(eventOptions.read(context.getNodeParameter('options', {}), read)),
	};
}
