import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';
import { providers } from '../providers/registry';
import { simulatedAgents, endings } from '../providers/simulator/agents';
import type { Provider } from '../providers/provider';
import type { Result } from '../call/result';
import { invalid, ok } from '../call/result';
import { locator, readChosen } from './locator';

const builtIn = providers.filter((provider) => provider.inProcess !== undefined).map((provider) => provider.id);

/** The Provider field. */
export const providerProperty: INodeProperties = {
	displayName: 'Provider',
	name: 'provider',
	type: 'options',
	noDataExpression: true,
	default: 'simulator',
	options: providers.map(({ id, displayName, inProcess }) => ({
		name: displayName,
		value: id,
		description: inProcess ? 'Plays a whole call without an account; nobody is phoned' : undefined,
	})),
};

/** The name of the selected provider, as a part of an expression for the line below a node. */
export const chosenProvider = `(${JSON.stringify(Object.fromEntries(providers.map(({ id, displayName }) => [id, displayName])))})[$parameter["provider"]]`;

/** Every number ending with an effect of its own, with what it plays. */
const playedEndings = endings.map(({ digits, plays }) => `${digits} ${plays}`).join(' · ');

/** The Provider field, and the notices for the Simulator. */
export const providerProperties: INodeProperties[] = [
	providerProperty,
	{
		displayName: `Simulated: nobody is phoned. The last two digits of the number, such as +12025550100, choose what happens: ${playedEndings}`,
		name: 'simulatorNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { provider: builtIn } },
	},
];

/**
 * One credential per provider, requested only while that provider is selected. The condition uses `hide`: if every option of a field has a
 * credential under `show`, n8n's editor takes the field for a choice of authentication. It would then hide the field and all that depends
 * on it.
 */
export const credentialsOfAll: INodeCredentialDescription[] = providers.flatMap(({ id, credentialType }) => {
	if (credentialType === null) return [];
	const others = providers.filter((provider) => provider.id !== id).map((provider) => provider.id);
	return [{ name: credentialType, required: true, displayOptions: { hide: { provider: others } } }];
});

const agent = {
	displayName: 'Agent',
	name: 'agentId',
	noun: 'an agent',
	description: 'The voice agent, configured at the provider, that makes the call',
	listMethod: 'searchAgents',
	idPlaceholder: 'e.g. the ID from the address of the agent’s page',
};

/**
 * The agent drop-down, for the providers whose calls need an agent. The built-in provider starts with a selected agent, so that a first
 * call needs no setup.
 */
export function agentProperties(needed: (provider: Provider) => boolean = () => true): INodeProperties[] {
	const [first] = simulatedAgents;
	return providers.filter(needed).map((provider) => {
		const start = provider.inProcess ? { value: first.id, cachedResultName: first.name } : { value: '' };
		const property = locator(agent, provider, { mode: 'list', ...start });
		return provider.agentIsOptional ? { ...property, required: false } : property;
	});
}

/** The ID of the selected agent. */
export function readAgentId(raw: unknown, provider: Provider): Result<string> {
	const text = readOptionalAgentId(raw, provider);
	if (!text.ok) return text;
	return text.value === null
		? invalid(agent.displayName, 'is empty. Choose one from the list, or switch to By ID and type its ID.')
		: ok(text.value);
}

/** The ID of the selected agent, or null where none was selected. */
export function readOptionalAgentId(raw: unknown, provider: Provider): Result<string | null> {
	const text = readChosen(raw, provider, agent);
	if (!text.ok || text.value === null) return text;
	// eslint-disable-next-line no-control-regex -- an id goes into a path
	if (/[\s\u0000-\u001f]/.test(text.value)) return invalid(agent.displayName, 'has a blank in its ID. Copy the ID again.');
	return ok(text.value);
}
