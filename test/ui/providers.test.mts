/**
 * What a person meets at the providers, with servers in their place: every list, the usual mistakes, calls that are fetched, ended and heard.
 * In one file, since n8n chooses a credential by itself once there is one: before that, nothing else may have made one.
 */
import type { INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../e2e/support/n8n.mts';
import type { Providers } from '../e2e/support/providers.mts';
import { realProviders, startProviders } from '../e2e/support/providers.mts';
import { forgive } from './support/browser.mts';
import type { Editor } from './support/editor.mts';
import { openEditor } from './support/editor.mts';
import { listsOf } from './support/lists.mts';
import type { Mistake } from './support/mistakes.mts';
import { USABLE, mistakes } from './support/mistakes.mts';
import { createNodes, createRunnable, ourVariants } from './support/nodes.mts';
import { printTable } from './support/table.mts';

type Chosen = Record<string, { id: string; name: string }>;

const n8n = connect();
const variants = await ourVariants(n8n);
const lists = variants.flatMap(listsOf);
const sentencesRead = new Map<string, string>();
const credentials: Record<string, Chosen> = {};
let editor: Editor;
let providers: Providers;

beforeAll(async () => {
	editor = await openEditor();
	providers = await startProviders();
});
beforeEach(() => realProviders.forEach((id) => providers[id].reset()));
afterAll(async () => {
	await providers.close();
	printTable(
		'Typical mistakes, and what the person reads',
		['Mistake', 'Sentences'],
		mistakes.map(({ what }) => [what, sentencesRead.get(what) ?? '?']),
	);
});

/** A node per list, in the state of a person who has chosen nothing yet. */
async function createLists(name: string) {
	const nodes = lists.map(({ title, name: path, place, variant: { description, parameters, provider } }) => {
		const empty = { [path]: { __rl: true, mode: 'list', value: '' } };
		return {
			name: title,
			type: description.name,
			parameters: { ...parameters, ...(place.length > 0 ? { [place[0]]: empty } : empty) },
			credentials: credentials[provider],
		};
	});
	return await createNodes(n8n, name, nodes);
}

async function makeMistake({ what, type, parameters, credential, items, typed = {}, sentence }: Mistake): Promise<void> {
	const node = variants.find(({ description }) => description.name === type)!.displayName;
	const known = JSON.parse(JSON.stringify(parameters).replaceAll(USABLE, providers.svalync.usableAgent)) as INodeParameters;
	const workflow = await createRunnable(n8n, what, {
		name: node,
		type,
		parameters: known,
		credentials: credential && credentials[credential],
		items,
	});
	await editor.openNode(workflow, node);
	for (const [path, value] of Object.entries(typed)) await editor.type(path, value);
	await editor.execute();
	// The message that pops up may come before the panel shows the error.
	for (const part of sentence) await expect.poll(async () => (await editor.sentences()).join('\n')).toMatch(part);
	sentencesRead.set(what, (await editor.sentences()).join(' / '));
	await editor.picture('mistake', what);
	expect(providers.svalync.calls).toEqual([]);
	for (const [path, value] of Object.entries(typed)) expect(await editor.written(path)).toBe(value);
}

/** Before anybody has made a credential. */
const isBefore = ({ credential, parameters }: Mistake) =>
	credential === undefined && !['simulator', undefined].includes(parameters?.provider as string);

describe('without a credential', () => {
	let workflow: Awaited<ReturnType<typeof createNodes>>;
	beforeAll(async () => void (workflow = await createLists('Lists without a credential')));

	test.each(lists.filter(({ variant }) => variant.provider !== 'simulator'))(
		'the list of $title says what is missing',
		async ({ title, name }) => {
			// n8n answers 500 where a list is refused, and the browser notes it.
			forgive(/resource-locator-results/);
			await editor.openNode(workflow, title);
			expect(await editor.resourcesRefused(name)).toMatch(/credential/i);
		},
	);

	test.each(mistakes.filter(isBefore))('the person reads what is wrong after $what', makeMistake);
});

describe('with a credential', () => {
	let workflow: Awaited<ReturnType<typeof createNodes>>;

	beforeAll(async () => {
		const { type, data } = providers.credentialOf('svalync');
		const wrong = { name: 'wrong key', type, data: { ...data, apiKey: 'not-the-key-of-anybody' } };
		for (const one of [...realProviders.map((id) => providers.credentialOf(id)), wrong]) {
			const { id, name } = await n8n.createCredential(one);
			credentials[name] = { [one.type]: { id, name } };
		}
		workflow = await createLists('Lists');
	});
	afterAll(async () => {
		for (const { id } of Object.values(credentials).flatMap((one) => Object.values(one))) await n8n.rest('DELETE', `/credentials/${id}`);
	});

	test.each(lists)('the list of $title opens, and a choice from it stays', async ({ title, name }) => {
		await editor.openNode(workflow, title);
		const names = await editor.openResources(name);
		expect(names.length).toBeGreaterThan(0);
		await editor.pickResource(0);
		await expect.poll(() => editor.chosenResource(name)).toBe(names[0]);
	});

	test.each(mistakes.filter((one) => !isBefore(one)))('the person reads what is wrong after $what', makeMistake);

	async function fetchTestEvent(provider: string, agentId = ''): Promise<Record<string, string>> {
		const name = `Call Poll Trigger, ${provider}`;
		const parameters = { provider, agentId: { __rl: true, mode: 'id', value: agentId } };
		const polling = await createNodes(n8n, name, [
			{ name, type: 'n8n-nodes-voice-calls.callPollTrigger', parameters, credentials: credentials[provider] },
		]);
		await editor.openNode(polling, name);
		await editor.execute();
		await editor.picture('poll', provider);
		await editor.ranWell();
		return Object.fromEntries(await editor.firstRow());
	}

	/** The word of an answered call, where it is another. */
	const finished: Partial<Record<string, string>> = {
		elevenlabs: 'done',
		retell: 'user_hangup',
		unleashx: 'COMPLETED',
		vapi: 'customer-ended-call',
	};
	test.each(realProviders)('"Fetch Test Event" of Call Poll Trigger shows a call of %s', async (id) => {
		const [call] = providers[id].seedCalls(1, (one) => void (one.status = finished[id] ?? 'completed'));
		const row = await fetchTestEvent(id, id === 'synthflow' ? providers.synthflow.usableAgent : '');
		expect(row).toMatchObject({ event: 'call.completed', provider: id });
		expect(Object.values(row)).toContain(id === 'unleashx' ? String(call.number) : call.id);
	});

	test('"Fetch Test Event" of Call Poll Trigger shows a call that the Simulator just played', async () => {
		const playing = await createRunnable(n8n, 'Play a call', {
			name: 'Send Call',
			type: 'n8n-nodes-voice-calls.sendCall',
			parameters: { phoneNumber: '+12025550100' },
		});
		await editor.openNode(playing, 'Send Call');
		await editor.execute();
		await editor.ranWell();
		expect(await fetchTestEvent('simulator')).toMatchObject({ event: 'call.completed', provider: 'simulator' });
	});

	/** A person types the ID of a call, and runs the operation. */
	async function manage(parameters: INodeParameters, callId: string): Promise<void> {
		const name = `Manage Call, ${String(parameters.operation)}, ${String(parameters.provider)}`;
		const managing = await createRunnable(n8n, name, {
			name,
			type: 'n8n-nodes-voice-calls.manageCall',
			parameters,
			credentials: credentials[String(parameters.provider)],
		});
		await editor.openNode(managing, name);
		await editor.type('callId', callId);
		await editor.execute();
		await editor.picture('manage', name);
		await editor.ranWell();
	}

	test('a call under way is ended by Manage Call', async () => {
		const [call] = providers.talkover.seedCalls(1, (one) => void (one.status = 'answered'));
		await manage({ operation: 'end', provider: 'talkover', agentId: { __rl: true, mode: 'id', value: call.agentId } }, call.id);
		expect(call.status).toBe('completed');
		expect(Object.fromEntries(await editor.firstRow())).toMatchObject({ status: 'completed' });
	});

	test.each(['elevenlabs', 'synthflow', 'unleashx', 'vapi'] as const)(
		'a recording of %s that Manage Call downloads can be heard',
		async (id) => {
			const [call] = providers[id].seedCalls(1, (one) => void (one.recorded = true));
			providers[id].elsewhere.serve = (_request, response) =>
				void response.writeHead(200, { 'Content-Type': 'audio/mpeg' }).end(Buffer.concat([Buffer.from('ID3'), Buffer.alloc(2_000)]));
			await manage({ operation: 'downloadRecording', provider: id }, id === 'unleashx' ? String(call.number) : call.id);
			await expect.poll(async () => await editor.id('output-panel').innerText()).toMatch(/call-.*\.mp3[\s\S]*View/);
		},
	);
});
