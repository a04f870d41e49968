import type { TriggerPanelDefinition } from 'n8n-workflow';
import type { Provider } from '../providers/provider';

const twoModes = {
	pushed: (published: string) =>
		`<b>While you build</b>, execute this step and let an event come to the <b>Test URL</b>: it shows up here, one delivery for each execution. <b>In production</b>, ${published} every event that comes to the <b>Production URL</b> starts the workflow; see the <a data-key="executions">executions list</a>.`,
	polled: (published: string) =>
		`<b>While you build</b>, fetch a test event: it shows the newest calls of the last day, whatever was told before. <b>In production</b>, ${published} n8n asks the provider at every Poll Time and starts the workflow with what is new; see the <a data-key="executions">executions list</a>.`,
};

const inTwoStates = (text: (published: string) => string) => ({
	inactive: text('once the workflow is published,'),
	active: text('now that the workflow is published,'),
});

/** The side panel of Call Event Trigger: n8n shows it before the first event, the same for every provider. */
export const eventTriggerPanel = (providers: readonly Provider[]): TriggerPanelDefinition => {
	const ways = providers.map(({ displayName, webhook }) => `<b>${displayName}</b>: ${webhook.notice}`).join('<br /><br />');
	return {
		header: 'Start with the events of your calls',
		executionsHelp: inTwoStates((published) => `${twoModes.pushed(published)}<br /><br />${ways}`),
		activationHint: {
			inactive:
				'With the Simulator an execution shows the event of a sample call at once; no account, nobody is phoned. Publish the workflow to receive the events of your calls without this button.',
			active: 'The events of your calls start this workflow by themselves; they show up in the <a data-key="executions">executions list</a>.',
		},
	};
};

/** The side panel of Call Poll Trigger. */
export const pollTriggerPanel: TriggerPanelDefinition = {
	header: 'Start with what your provider lists as new',
	executionsHelp: inTwoStates(twoModes.polled),
	activationHint: {
		inactive: 'On the Simulator a fetch plays a sample call where none was placed yet; nobody is phoned. Publish the workflow to have the provider asked regularly.',
		active: 'New calls and new results start this workflow by themselves; they show up in the <a data-key="executions">executions list</a>.',
	},
};
