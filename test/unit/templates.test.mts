/** The example workflows in workflows/: what can be seen without running them. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { INodeProperties, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { expect, test } from 'vitest';

interface TemplateNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: number[];
	parameters: Record<string, any>;
	webhookId?: string;
}
interface Template {
	name: string;
	nodes: TemplateNode[];
	connections: Record<string, { main: Array<Array<{ node: string }>> }>;
}

const folder = new URL('../../workflows/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
const textOf = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
const read = (file: string): Template => JSON.parse(textOf(file)) as Template;
const ours = 'n8n-nodes-voice-calls.';

const nodesFolder = new URL('../../nodes/', import.meta.url);
const nodeFiles = readdirSync(nodesFolder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.node.ts'));
const descriptions = new Map<string, INodeTypeDescription>();
for (const file of nodeFiles) {
	const exported = (await import(fileURLToPath(new URL(file, nodesFolder)))) as Record<string, new () => INodeType>;
	for (const Node of Object.values(exported)) {
		const { description } = new Node();
		descriptions.set(`${ours}${description.name}`, description);
	}
}

test('there are examples for a first call, an agent, events, a campaign and polling', () => {
	expect(files.map((file) => file.slice(0, 2))).toEqual(['01', '02', '03', '04', '05']);
	expect(files.map((file) => read(file).name.slice(0, 2))).toEqual(['01', '02', '03', '04', '05']);
});

test.each(files)('%s: names and ids are unique, and every connection leads to a node', (file) => {
	const { nodes, connections } = read(file);
	const names = nodes.map(({ name }) => name);
	for (const all of [names, nodes.map(({ id }) => id)]) expect(new Set(all).size).toBe(all.length);
	const targets = Object.values(connections).flatMap(({ main }) => main.flat().map(({ node }) => node));
	expect(names).toEqual(expect.arrayContaining([...Object.keys(connections), ...targets]));
	const connected = new Set([...Object.keys(connections), ...targets]);
	for (const { name, type } of nodes) if (!type.endsWith('.stickyNote')) expect(connected, name).toContain(name);
});

test.each(files)('%s: nobody real can be called, no account is needed, and no secret is in it', (file) => {
	const content = textOf(file);
	for (const [number] of content.matchAll(/\+\d{7,15}/g)) expect(number).toMatch(/^\+1\d{3}55501\d\d$/);
	expect(content).not.toMatch(/"credentials"|password|apiKey|Bearer /);
	const nodes = read(file).nodes.filter(({ type }) => type.startsWith(ours));
	expect(nodes.length).toBeGreaterThan(0);
	for (const { parameters } of nodes) expect(parameters.provider).toBe('simulator');
});

test.each(files)('%s: no address of a trigger is shipped: n8n makes one for each copy', (file) => {
	const addressed = read(file).nodes.filter(({ webhookId }) => webhookId !== undefined);
	for (const { type, webhookId, parameters } of addressed) {
		// The address of a Webhook node is its path, which the demo calls.
		expect([type, webhookId]).toEqual(['n8n-nodes-base.webhook', parameters.path]);
	}
});

test('who asks for a real call through the form must be let in: its note says how', () => {
	const { nodes } = read('01-first-call.json');
	const notes = nodes.filter(({ type }) => type.endsWith('.stickyNote')).map(({ parameters }) => parameters.content as string).join('\n');
	const form = nodes.find(({ type }) => type === 'n8n-nodes-base.webhook')!;
	for (const said of [`**${form.name}**`, '**Authentication**', '**Header Auth**', '**Path**', 'Before you choose a real provider']) expect(notes).toContain(said);
});

test('a campaign with another provider is told to set Retry again', () => {
	expect(textOf('04-campaign-redial.json')).toMatch(/\*\*Wait for Result\*\* on \(by polling\), then set \*\*Retry\*\* again/);
});

test('the nodes are found', () => {
	expect([...descriptions.keys()]).toEqual(expect.arrayContaining([`${ours}makeCall`, `${ours}sendCall`]));
});

test.each(files)('%s: our nodes know every parameter and every choice', (file) => {
	for (const { type, parameters } of read(file).nodes) {
		const description = descriptions.get(type);
		if (description === undefined) continue; // another package's node
		for (const [key, value] of Object.entries(parameters)) {
			if (key === 'pollTimes' && description.polling) continue; // n8n adds it
			const named = description.properties.filter(({ name }) => name === key);
			expect(named.length, `${type}: ${key}`).toBeGreaterThan(0);
			const members = named.filter((one) => one.type === 'collection').flatMap(({ options }) => (options ?? []) as INodeProperties[]);
			if (members.length > 0) expect(members.map(({ name }) => name), key).toEqual(expect.arrayContaining(Object.keys(value)));
			const choices = named.filter((one) => one.type === 'options' || one.type === 'multiOptions').flatMap(({ options }) => options ?? []);
			if (choices.length > 0) expect(choices.map((one) => ('value' in one ? one.value : one.name))).toEqual(expect.arrayContaining([value].flat()));
		}
	}
});

test.each(['03-call-event-to-next-step.json', '05-poll-results.json'])('%s: the id of the event decides what is a repeat, over all executions', (file) => {
	const { nodes, connections } = read(file);
	const filter = nodes.find(({ type }) => type === 'n8n-nodes-base.removeDuplicates');
	expect(filter?.parameters).toMatchObject({
		operation: 'removeItemsSeenInPreviousExecutions',
		logic: 'removeItemsWithAlreadySeenKeyValues',
		dedupeValue: '={{ $json.eventId }}',
	});
	const trigger = nodes.find(({ type }) => type.startsWith(ours));
	expect(connections[trigger!.name].main[0].map(({ node }) => node)).toEqual([filter!.name]);
});
