import type { INodeProperties } from 'n8n-workflow';
import { simulatedAgents } from '../providers/simulator/agents';
import type { Provider } from '../providers/provider';
import { providers } from '../providers/registry';
import type { Checked } from '../call/result';
import { bad, good } from '../call/result';
import { locator, readChosen } from './locator';

const agent = {
	displayName: 'Agent',
	name: 'agentId',
	one: 'an agent',
	description: 'The voice agent, configured at the provider, that makes the call',
	listMethod: 'searchAgents',
	idPlaceholder: 'e.g. the ID from the address of the agent’s page',
};

/**
 * The agent drop-down, for the providers whose calls need an agent; the built-in provider starts with one chosen, so
 * that a first call needs no setting.
 */
export function agentProperties(needed: (provider: Provider) => boolean = () => true): INodeProperties[] {
	const [first] = simulatedAgents;
	return providers.filter(needed).map((provider) =>
		provider.inProcess
			? locator(agent, provider, { mode: 'list', value: first.id, cachedResultName: first.name })
			: locator(agent, provider, { mode: 'list', value: '' }),
	);
}

/** The agent's id. */
export function readAgentId(raw: unknown, provider: Provider): Checked<string> {
	const text = readChosen(raw, provider, agent);
	if (!text.ok) return text;
	if (text.value === null) return bad(agent.displayName, 'is empty. Choose one from the list, or switch to By ID and type its ID.');
	// eslint-disable-next-line no-control-regex -- an id goes into a path
	if (/[\s\u0000-\u001f]/.test(text.value)) return bad(agent.displayName, 'has a blank in its ID. Copy the ID again.');
	return good(text.value);
}
