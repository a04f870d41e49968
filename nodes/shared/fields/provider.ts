import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';
import { providers } from '../providers/registry';
import { simulatedAgents, endings } from '../providers/simulator/agents';
import type { Provider } from '../providers/provider';
import type { Result } from '../call/result';
import { invalid, ok } from '../call/result';
import { locator, readChosen } from './locator';

const builtIn = providers.filter((provider) => provider.inProcess !== undefined).map((provider) => provider.id);

/** The choice of the provider. */
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

/** The name of the chosen provider, as a part of an expression for the line below a node. */
export const chosenProvider = `(${JSON.stringify(Object.fromEntries(providers.map(({ id, displayName }) => [id, displayName])))})[$parameter["provider"]]`;

/** Every ending of a number that plays something of its own. */
const playedEndings = endings.map(({ digits, plays }) => `${digits} ${plays}`).join(' · ');

/** The choice of the provider, and what must be seen while a simulated one is chosen. */
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
 * One credential per provider, asked for only while that provider is chosen. By `hide`: a field that credentials name under
 * `show` is taken by n8n's editor for a choice of authentication where each of its options has a credential, and is then
 * hidden with all that it depends on.
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
 * The agent drop-down, for the providers whose calls need an agent; the built-in provider starts with one chosen, so
 * that a first call needs no setting.
 */
export function agentProperties(needed: (provider: Provider) => boolean = () => true): INodeProperties[] {
	const [first] = simulatedAgents;
	return providers
		.filter(needed)
		.map((provider) =>
			provider.inProcess
				? locator(agent, provider, { mode: 'list', value: first.id, cachedResultName: first.name })
				: locator(agent, provider, { mode: 'list', value: '' }),
		);
}

/** The agent's id. */
export function readAgentId(raw: unknown, provider: Provider): Result<string> {
	const text = readChosen(raw, provider, agent);
	if (!text.ok) return text;
	if (text.value === null) return invalid(agent.displayName, 'is empty. Choose one from the list, or switch to By ID and type its ID.');
	// eslint-disable-next-line no-control-regex -- an id goes into a path
	if (/[\s\u0000-\u001f]/.test(text.value)) return invalid(agent.displayName, 'has a blank in its ID. Copy the ID again.');
	return ok(text.value);
}
