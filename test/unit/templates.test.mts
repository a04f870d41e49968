/** The example workflows in workflows/: what can be seen without running them. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { INodeProperties, INodePropertyCollection, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { expect, test } from 'vitest';

interface TemplateNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, any>;
	disabled?: boolean;
}
interface Template {
	name: string;
	nodes: TemplateNode[];
	connections: Record<string, Record<string, Array<Array<{ node: string }>>>>;
}

const folder = new URL('../../workflows/', import.meta.url);
const files = readdirSync(folder)
	.filter((name) => name.endsWith('.json'))
	.sort();
const textOf = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
const read = (file: string): Template => JSON.parse(textOf(file)) as Template;
const ours = 'n8n-nodes-voice-calls.';
const isNote = ({ type }: TemplateNode): boolean => type === 'n8n-nodes-base.stickyNote';
const notesOf = (file: string): TemplateNode[] => read(file).nodes.filter(isNote);
const textsOf = (file: string): string =>
	notesOf(file)
		.map(({ parameters }) => parameters.content as string)
		.join('\n');

const nodesFolder = new URL('../../nodes/', import.meta.url);
const nodeFiles = readdirSync(nodesFolder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.node.ts'));
const descriptions = new Map<string, INodeTypeDescription>();
for (const file of nodeFiles) {
	const exported = (await import(fileURLToPath(new URL(file, nodesFolder)))) as Record<string, new () => INodeType>;
	for (const Node of Object.values(exported)) {
		const { description } = new Node();
		descriptions.set(`${ours}${description.name}`, description);
		if (description.usableAsTool) descriptions.set(`${ours}${description.name}Tool`, description); // n8n makes a tool of it
	}
}

test('there is an example for each way of use, numbered in the order of the list', () => {
	expect(files).toEqual([
		'01-lead-form.json',
		'02-send-call-agent.json',
		'03-events-to-table.json',
		'04-campaign.json',
		'05-redial-over-days.json',
		'06-appointment-reminder.json',
		'07-opt-out.json',
		'08-on-call-alert.json',
		'09-ai-agent.json',
		'10-poll-results.json',
		'11-retell-ai.json',
		'12-vapi.json',
		'13-elevenlabs.json',
		'14-bland.json',
		'15-campaign-report.json',
	]);
	expect(files.map((file) => read(file).name.slice(0, 3))).toEqual(files.map((file) => `${file.slice(0, 2)} `));
});

const targetsOf = ({ connections }: Template): string[] =>
	Object.values(connections).flatMap((kinds) =>
		Object.values(kinds)
			.flat(2)
			.map(({ node }) => node),
	);

test.each(files)('%s: names and ids are unique, and every connection leads to a node', (file) => {
	const template = read(file);
	const names = template.nodes.map(({ name }) => name);
	for (const all of [names, template.nodes.map(({ id }) => id)]) expect(new Set(all).size).toBe(all.length);
	const connected = new Set([...Object.keys(template.connections), ...targetsOf(template)]);
	expect(names).toEqual(expect.arrayContaining([...connected]));
	for (const node of template.nodes) if (!isNote(node)) expect(connected, node.name).toContain(node.name);
});

test.each(files)('%s: every node is a core node or one of ours', (file) => {
	for (const { type } of read(file).nodes) expect(type).toMatch(/^(n8n-nodes-base|@n8n\/n8n-nodes-langchain|n8n-nodes-voice-calls)\.\w+$/);
});

test.each(files)('%s: nobody real can be called, no account of ours is needed, and no secret is in it', (file) => {
	const content = textOf(file);
	for (const [number] of content.matchAll(/\+\d{7,15}/g)) expect(number).toMatch(/^\+1\d{3}55501\d\d$/);
	expect(content).not.toMatch(/"credentials"|password|apiKey|Bearer |sk-/);
	const nodes = read(file).nodes.filter(({ type }) => type.startsWith(ours));
	expect(nodes.length).toBeGreaterThan(0);
	// Summarize Calls has no provider.
	for (const { parameters } of nodes.filter((node) => node.parameters.operation !== 'summarize'))
		expect(parameters.provider).toBe('simulator');
});

test.each(files)('%s: no address is shipped: n8n makes one for each copy', (file) => {
	expect(textOf(file)).not.toContain('webhookId');
});

test.each(files)('%s: one click starts the example, a form or a chat', (file) => {
	const { nodes } = read(file);
	// Of several triggers the editor offers one that no example is tried with: a second one is switched off.
	const starts = nodes.filter(({ type, disabled }) => /(Trigger|\.webhook)$/.test(type) && disabled !== true);
	expect(starts.map(({ type }) => type)).toEqual([
		expect.stringMatching(/\.(manualTrigger|scheduleTrigger|formTrigger|chatTrigger|callEventTrigger|callPollTrigger)$/),
	]);
	expect(textsOf(file)).toMatch(/Execute workflow|open the chat/);
});

/** A box on the canvas: its left, top, right and bottom. */
interface Box {
	of: string;
	edges: [number, number, number, number];
}

const boxOfNote = ({ name, position: [x, y], parameters }: TemplateNode): Box => ({
	of: name,
	edges: [x, y, x + Number(parameters.width), y + Number(parameters.height)],
});

/** What a node takes, with the two lines of its name below it; an agent is wide, and a node of many outputs is high. */
function boxOfNode({ name, type, position: [x, y], parameters }: TemplateNode): Box {
	const width = type.endsWith('.agent') ? 256 : 96;
	const outputs = type.endsWith('.switch') ? parameters.rules.values.length + 1 : 2;
	return { of: name, edges: [x - 32, y, x + width + 32, y + 96 + 32 * Math.max(0, outputs - 2) + 64] };
}

const overlap = ({ edges: a }: Box, { edges: b }: Box): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

test.each(files)('%s: no note lies under a node or another note', (file) => {
	const { nodes } = read(file);
	const notes = nodes.filter(isNote).map(boxOfNote);
	const others = nodes.filter((node) => !isNote(node)).map(boxOfNode);
	const met = notes.flatMap((note, index) =>
		[...others, ...notes.slice(index + 1)].filter((other) => overlap(note, other)).map((other) => `${note.of} x ${other.of}`),
	);
	expect(met).toEqual([]);
});

test.each(files)('%s: no node lies under another', (file) => {
	const boxes = read(file)
		.nodes.filter((node) => !isNote(node))
		.map(({ name, type, position: [x, y] }): Box => ({ of: name, edges: [x, y, x + (type.endsWith('.agent') ? 256 : 96), y + 96] }));
	expect(
		boxes.flatMap((one, index) =>
			boxes
				.slice(index + 1)
				.filter((other) => overlap(one, other))
				.map((other) => `${one.of} x ${other.of}`),
		),
	).toEqual([]);
});

test.each(files)('%s: the notes lie in colours beside their nodes, and the first says how to try it', (file) => {
	const notes = notesOf(file);
	expect(notes.length).toBeGreaterThanOrEqual(3);
	expect(notes[0].parameters.content).toMatch(/^## Try it\n/);
	const grey = 7;
	const colours = notes.map(({ parameters }) => Number(parameters.color ?? 1));
	expect(colours[0]).toBe(1);
	expect(colours).not.toContain(grey);
	expect(new Set(colours).size).toBeGreaterThanOrEqual(3);
	for (const { name, parameters } of notes) expect(parameters.content, name).toMatch(/^## [A-Z][^\n]{2,45}\n/);
});

test('the note of a form that asks for a real call says how a person is let in', () => {
	const form = read('01-lead-form.json').nodes.find(({ type }) => type === 'n8n-nodes-base.formTrigger')!;
	for (const said of [`**${form.name}**`, '**Authentication**', '**Allowed Countries**', 'Before you choose a real provider'])
		expect(textsOf('01-lead-form.json')).toContain(said);
});

test('what is summarized comes from one output, so that nobody is left out and the report is made once', () => {
	const { nodes, connections } = read('15-campaign-report.json');
	const caller = nodes.find(({ type }) => type === `${ours}sendCall`)!;
	expect(caller.parameters.options.outputs).toBe('one');
	expect(connections[caller.name].main.map((targets) => targets.map(({ node }) => node))).toEqual([['Summarize Calls']]);
});

test('the page of a report, which names people, is shown only to those who may see it', () => {
	const page = read('15-campaign-report.json').nodes.find(({ type }) => type === 'n8n-nodes-base.webhook')!;
	expect(page.parameters).toMatchObject({ authentication: 'basicAuth', responseMode: 'responseNode' });
});

test('a campaign with another provider is told what its redials need', () => {
	expect(textsOf('04-campaign.json')).toMatch(/does not redial itself, switch \*\*Wait for Result\*\* on, by polling/);
});

test.each(['04-campaign.json', '05-redial-over-days.json'])(
	'%s: a row is marked before its person is called, so that a crash calls nobody twice',
	(file) => {
		const { nodes, connections } = read(file);
		const mark = nodes.find(({ name }) => name === 'Mark as Calling');
		expect(mark?.parameters).toMatchObject({ operation: 'update', columns: { value: { status: 'calling' } } });
		const before = Object.entries(connections)
			.filter(([, { main }]) => main.flat().some(({ node }) => node === 'Send Call'))
			.map(([name]) => name);
		expect(before).toEqual(['Mark as Calling']);
		const open = nodes.find(({ parameters }) => parameters.operation === 'get' && parameters.filters.conditions[0]?.keyName === 'status');
		expect(open?.parameters.filters.conditions).toEqual([{ keyName: 'status', condition: 'isEmpty' }]);
	},
);

const tableOf = ({ parameters }: TemplateNode): string | undefined => parameters.dataTableId?.value as string | undefined;
const tables = files
	.map((file) => ({ file, nodes: read(file).nodes.filter(({ type }) => type === 'n8n-nodes-base.dataTable') }))
	.filter(({ nodes }) => nodes.length > 0);

test('every data table that is read or written is made by the example itself, with the columns that it needs', () => {
	expect(tables.length).toBeGreaterThanOrEqual(4);
	for (const { file, nodes } of tables) {
		const made = new Map(
			nodes
				.filter(({ parameters }) => parameters.resource === 'table')
				.map(({ parameters }) => [parameters.tableName as string, parameters]),
		);
		for (const { parameters } of made.values()) expect(parameters?.options ?? {}).not.toHaveProperty('createIfNotExists', false);
		for (const node of nodes.filter(({ parameters }) => parameters.resource === 'row')) {
			const table = made.get(tableOf(node) ?? '');
			expect(table, `${file}: ${node.name}`).toMatchObject({ options: { createIfNotExists: true } });
			const columns = (table?.columns.column as Array<{ name: string }>).map(({ name }) => name);
			const used = [
				...node.parameters.filters.conditions.map(({ keyName }: { keyName: string }) => keyName),
				...Object.keys(node.parameters.columns?.value ?? {}),
			];
			expect(columns, `${file}: ${node.name}`).toEqual(expect.arrayContaining(used));
		}
	}
});

test('the name of no data table is part of another: n8n finds a table by a part of its name', () => {
	const names = [...new Set(tables.flatMap(({ nodes }) => nodes.map(tableOf)).filter((name) => name !== undefined))];
	for (const name of names) expect(names.filter((other) => other.includes(name))).toEqual([name]);
});

test('the columns of a table that two examples share are the same', () => {
	const columns = tables.flatMap(({ nodes }) =>
		nodes.filter(({ parameters }) => parameters.tableName === 'voice_calls_do_not_call').map(({ parameters }) => parameters.columns),
	);
	expect(columns.length).toBe(2);
	expect(columns[0]).toEqual(columns[1]);
});

test('the agent fills in number, name and message; what protects people is out of its reach', () => {
	const tool = read('09-ai-agent.json').nodes.find(({ type }) => type === `${ours}makeCallTool`)!;
	const written = Object.entries(tool.parameters)
		.filter(([, value]) => JSON.stringify(value).includes('$fromAI'))
		.map(([name]) => name);
	expect(written.sort()).toEqual(['phoneNumber', 'recipientName', 'scriptText']);
	expect(tool.parameters.scriptText).toMatch(/^=Hello, this is the automated assistant/);
	expect(tool.parameters.options.safety).toEqual({ allowedCountries: 'US', maxCalls: 1 });
});

test('the nodes are found', () => {
	expect([...descriptions.keys()]).toEqual(expect.arrayContaining([`${ours}makeCall`, `${ours}sendCall`, `${ours}makeCallTool`]));
});

type Options = INodeProperties['options'];

/** Fails where a value has a name that the editor does not know, at any depth of collections. */
function expectKnown(value: Record<string, any>, properties: INodeProperties[], path: string): void {
	for (const [key, inner] of Object.entries(value)) {
		const named = properties.filter(({ name, type }) => name === key && type !== 'hidden');
		expect(named.length, `${path}${key}`).toBeGreaterThan(0);
		const collections = named.filter(({ type }) => type === 'collection');
		if (collections.length > 0)
			expectKnown(
				inner,
				collections.flatMap(({ options }) => (options ?? []) as INodeProperties[]),
				`${path}${key}.`,
			);
		const groups = named
			.filter(({ type }) => type === 'fixedCollection')
			.flatMap(({ options }) => (options ?? []) as INodePropertyCollection[]);
		if (groups.length > 0)
			for (const [group, rows] of Object.entries(inner as object)) {
				const values = groups.filter(({ name }) => name === group).flatMap((one) => one.values);
				expect(values.length, `${path}${key}.${group}`).toBeGreaterThan(0);
				for (const row of [rows].flat()) expectKnown(row, values, `${path}${key}.${group}.`);
			}
		const choices = named
			.filter(({ type }) => type === 'options' || type === 'multiOptions')
			.flatMap(({ options }: { options?: Options }) => options ?? []);
		if (choices.length > 0 && !String(inner).startsWith('='))
			expect(
				choices.map((one) => ('value' in one ? one.value : one.name)),
				`${path}${key}`,
			).toEqual(expect.arrayContaining([inner].flat()));
	}
}

test.each(files)('%s: our nodes know every parameter and every choice', (file) => {
	for (const { type, parameters } of read(file).nodes) {
		const description = descriptions.get(type);
		if (description === undefined) continue; // another package's node
		const { pollTimes, ...own } = parameters; // n8n adds the times of a poll
		expect(pollTimes === undefined || description.polling === true).toBe(true);
		expectKnown(own, description.properties, `${type}: `);
	}
});

test.each([
	['03-events-to-table.json', 'Store Event'],
	['10-poll-results.json', 'Call Poll Trigger'],
])('%s: the id of the event decides what is a repeat, over all executions', (file, before) => {
	const { nodes, connections } = read(file);
	const filter = nodes.find(({ type }) => type === 'n8n-nodes-base.removeDuplicates');
	expect(filter?.parameters).toMatchObject({
		operation: 'removeItemsSeenInPreviousExecutions',
		logic: 'removeItemsWithAlreadySeenKeyValues',
		dedupeValue: '={{ $json.eventId }}',
	});
	expect(connections[before].main[0].map(({ node }) => node)).toEqual([filter!.name]);
});

test('an event is stored by its id before it is marked as seen, so that a failing table loses none', () => {
	const { nodes, connections } = read('03-events-to-table.json');
	const store = nodes.find(({ name }) => name === 'Store Event')!;
	expect(store.parameters).toMatchObject({ operation: 'upsert', filters: { conditions: [{ keyName: 'eventId', condition: 'eq' }] } });
	expect(connections['Call Event Trigger'].main[0].map(({ node }) => node)).toEqual(['Events Table']);
});
