import type { INodeProperties } from 'n8n-workflow';
import { simulatedAgents } from '../providers/simulator/agents';
import type { Provider } from '../providers/provider';
import { providers } from '../providers/registry';
import type { Checked } from './fault';
import { bad, good } from './fault';
import { readText } from './values';

const label = 'Agent';

function agentLocator(ids: string[], start: { value?: string; cachedResultName?: string } = {}): INodeProperties {
	return {
		displayName: label,
		name: 'agentId',
		type: 'resourceLocator',
		default: { mode: 'list', value: '', ...start },
		required: true,
		description: 'The voice agent, configured at the provider, that makes the call',
		displayOptions: { show: { provider: ids } },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select an agent...',
				typeOptions: { searchListMethod: 'searchAgents', searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. the ID from the address of the agent’s page',
			},
		],
	};
}

/**
 * The agent drop-down, for the providers whose calls need an agent; the built-in provider starts with one chosen, so
 * that a first call needs no setting.
 */
export function agentProperties(needed: (provider: Provider) => boolean = () => true): INodeProperties[] {
	const idsWhere = (builtIn: boolean): string[] =>
		providers.filter((one) => needed(one) && (one.credentialType === null) === builtIn).map((one) => one.id);
	const [first] = simulatedAgents;
	return [
		agentLocator(idsWhere(true), { value: first.id, cachedResultName: first.name }),
		agentLocator(idsWhere(false)),
	].filter((property) => property.displayOptions?.show?.provider?.length !== 0);
}

/** The agent's id. */
export function readAgentId(raw: unknown): Checked<string> {
	const text = readText(raw, label, 200);
	if (!text.ok) return text;
	if (text.value === null) return bad(label, 'is empty. Choose one from the list, or switch to By ID and type its ID.');
	// eslint-disable-next-line no-control-regex -- an id goes into a path
	if (/[\s\u0000-\u001f]/.test(text.value)) return bad(label, 'has a blank in its ID. Copy the ID again.');
	return good(text.value);
}
