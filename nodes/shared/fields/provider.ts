import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';
import { providers } from '../providers/registry';
import { endings } from '../providers/simulator/endings';

const builtIn = providers.filter((one) => one.inProcess !== undefined).map((one) => one.id);

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
		displayName:
			`Simulated: nobody is phoned. The last two digits of the number, such as +12025550100, choose what happens: ${playedEndings}`,
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
	const others = providers.filter((one) => one.id !== id).map((one) => one.id);
	return [{ name: credentialType, required: true, displayOptions: { hide: { provider: others } } }];
});
