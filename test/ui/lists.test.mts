/** Every list that a provider fills is opened by hand: it shows what the provider has, or says what is missing. */
import type { INodeProperties } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../e2e/support/n8n.mts';
import type { Providers } from '../e2e/support/providers.mts';
import { realProviders, startProviders } from '../e2e/support/providers.mts';
import { forgive } from './support/browser.mts';
import type { Editor } from './support/editor.mts';
import { openEditor } from './support/editor.mts';
import { createNodes, ourVariants, shownParameters } from './support/nodes.mts';

const n8n = connect();

/** A list at the top of a panel, or one under Options. */
const isList = ({ type, modes }: INodeProperties) => type === 'resourceLocator' && modes?.some((mode) => mode.type === 'list');
const lists = (await ourVariants(n8n)).flatMap((variant) => {
	const shown = shownParameters(variant.description, variant.parameters);
	const options = (shown.find(({ name, type }) => name === 'options' && type === 'collection')?.options ?? []) as INodeProperties[];
	const root = { ...variant.parameters };
	const underOptions = options.filter((one) => NodeHelpers.displayParameter(root, one, { typeVersion: 1 }, variant.description, root));
	const listsOf = (properties: INodeProperties[], place: string[]) =>
		properties.filter(isList).map(({ name, displayName }) => ({ variant, name, place, title: `${variant.title}: ${[...place, displayName].join(', ')}` }));
	return [...listsOf(shown, []), ...listsOf(underOptions, ['options'])];
});
const real = lists.filter(({ variant }) => variant.provider !== 'simulator');

let editor: Editor;
beforeAll(async () => void (editor = await openEditor()));

type Credentials = Map<string, { id: string; name: string; type: string }>;

/** A node per list, in the state of a person who has chosen nothing yet. */
async function createLists(name: string, credentials: Credentials) {
	const nodes = lists.map(({ title, name: path, place, variant: { description, parameters, provider } }) => {
		const stored = credentials.get(provider);
		const empty = { [path]: { __rl: true, mode: 'list', value: '' } };
		return {
			name: title,
			type: description.name,
			parameters: { ...parameters, ...(place.length > 0 ? { [place[0]]: empty } : empty) },
			...(stored ? { credentials: { [stored.type]: { id: stored.id, name: stored.name } } } : {}),
		};
	});
	return await createNodes(n8n, name, nodes);
}

// First, since n8n chooses a credential by itself once there is one.
describe('without a credential', () => {
	let workflow: Awaited<ReturnType<typeof createNodes>>;
	beforeAll(async () => void (workflow = await createLists('Lists without a credential', new Map())));

	test.each(real)('$title says what is missing', async ({ title, name }) => {
		// n8n answers 500 where a list is refused, and the browser notes it.
		forgive(/resource-locator-results/);
		await editor.openNode(workflow, title);
		expect(await editor.resourcesRefused(name)).toMatch(/credential/i);
	});
});

describe('with a credential', () => {
	let workflow: Awaited<ReturnType<typeof createNodes>>;
	let providers: Providers;
	const credentials: Credentials = new Map();

	beforeAll(async () => {
		providers = await startProviders();
		for (const id of realProviders) credentials.set(id, await n8n.createCredential(providers.credentialOf(id)));
		workflow = await createLists('Lists', credentials);
	});
	afterAll(async () => {
		for (const { id } of credentials.values()) await n8n.rest('DELETE', `/credentials/${id}`);
		await providers.close();
	});

	test.each(lists)('$title opens, and a choice from it stays', async ({ title, name }) => {
		await editor.openNode(workflow, title);
		const names = await editor.openResources(name);
		expect(names.length).toBeGreaterThan(0);
		await editor.pickResource(0);
		await expect.poll(() => editor.chosenResource(name)).toBe(names[0]);
	});
});
