/** Protections in a real n8n: what an expression does not find, and how often a person is called by two n8n processes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client, Instance } from './support/n8n.mts';
import { connect, startOwnN8n } from './support/n8n.mts';
import type { RunnableWorkflow } from './support/nodeWorkflow.mts';
import { nodeWorkflow } from './support/nodeWorkflow.mts';
import type { Providers } from './support/providers.mts';
import { startProviders } from './support/providers.mts';

const MINUTE = 60_000;
const type = 'n8n-nodes-voice-calls.sendCall';
const n8n = connect();
let providers: Providers;
beforeAll(async () => void (providers = await startProviders()));
afterAll(() => providers.close());

async function sendCall(client: Client, parameters: Record<string, unknown>): Promise<RunnableWorkflow> {
	const created = await client.createCredential(providers.credentialOf('talkover'));
	return await nodeWorkflow(client, {
		type,
		credentials: { [created.type]: { id: created.id, name: created.name } },
		parameters: {
			provider: 'talkover',
			agentId: { __rl: true, mode: 'id', value: providers.talkover.usableAgent },
			phoneNumber: '={{ $json.phone }}',
			...parameters,
		},
		settings: { onError: 'continueRegularOutput' },
	});
}

const off = { callingHours: 'off' };
test.each<[string, Record<string, unknown>, string]>([
	['Safety', { safety: '={{ $json.safty }}' }, 'Safety is an expression that gives nothing for this item: {{ $json.safty }}'],
	['Options', { safety: off, options: '={{ $json.opts }}' }, 'Options is an expression that gives nothing'],
	[
		'Do Not Call',
		{ safety: { ...off, doNotCall: '={{ $json.dncc }}' } },
		'Safety: Do Not Call is an expression that gives nothing for this item: {{ $json.dncc }}',
	],
	[
		'Do Not Call behind a blank',
		{ safety: { ...off, doNotCall: '= {{ $json.dncc }}' } },
		'Safety: Do Not Call is an expression that gives nothing',
	],
	[
		'Allowed Countries',
		{ safety: { ...off, allowedCountries: '={{ $json.countrys }}' } },
		'Safety: Allowed Countries is an expression that gives nothing',
	],
	['Dry Run', { safety: off, options: { dryRun: '={{ $json.rehearsal }}' } }, 'Dry Run is an expression that gives nothing'],
	[
		'a part of Safety as a whole',
		{ safety: '={{ { callingHours: "off", doNotCall: $json.dncc } }}' },
		'Safety: Do Not Call is an expression that gives nothing',
	],
	['a truth', { safety: { ...off, doNotCall: '={{ true }}' } }, 'Do Not Call is true, not a list of numbers'],
])('a protection that an expression leaves empty calls nobody: %s', async (_what, parameters, detail) => {
	providers.talkover.reset();
	const workflow = await sendCall(n8n, parameters);
	const { outputs } = await workflow.run([{ phone: '+442079460018' }]);
	await workflow.remove();
	expect(outputs[1].map(({ json }) => json.problem.type)).toEqual(['invalid_parameters']);
	expect(outputs[1][0].json.problem.detail).toContain(detail);
	expect(providers.talkover.creates).toEqual([]);
});

test('an empty list means nobody', async () => {
	providers.talkover.reset();
	const workflow = await sendCall(n8n, { safety: { ...off, doNotCall: '={{ $json.list }}' } });
	const { outputs } = await workflow.run([
		{ phone: '+442079460018', list: [] },
		{ phone: '+442079460019', list: '' },
		{ phone: '+442079460020', list: ['+442079460020'] },
	]);
	await workflow.remove();
	expect(outputs.map((items) => items.map(({ json }) => json.to))).toEqual([['+442079460018', '+442079460019'], ['+442079460020']]);
});

test(
	'two n8n processes call nobody above the limit once the list shows a call',
	async () => {
		const server = providers.talkover;
		server.reset();
		const other: Instance = await startOwnN8n();
		try {
			const perPerson = (): number[] => {
				const counts = new Map<string, number>();
				for (const { to } of server.calls) counts.set(to, (counts.get(to) ?? 0) + 1);
				return [...counts.values()];
			};
			const above = (limit: number): number => perPerson().filter((calls) => calls > limit).length;
			const settings = { safety: { ...off, callLimit: { limit: { maxCalls: 2, perHours: 24 } } } };
			const [here, there] = [await sendCall(n8n, settings), await sendCall(other, settings)];
			const people = Array.from({ length: 12 }, (_person, index) => ({ phone: `+44207946${1100 + index}` }));

			// One after the other, three times each: the memory of the one knows nothing of the other.
			for (const workflow of [here, there, here, there, there, here]) await workflow.run(people);
			console.log(
				`Call Limit, two n8n processes in turn: ${server.creates.length} calls of ${people.length} people, ${above(2)} above the limit of 2`,
			);
			expect(perPerson()).toEqual(people.map(() => 2));

			// At the same time: the second comes to each person after the first, and backwards through the next ones.
			server.reset();
			const paced = { safety: { ...off, callLimit: { limit: { maxCalls: 1, perHours: 720 } } }, options: { callsPerMinute: 240 } };
			const [slow, fast] = [await sendCall(n8n, paced), await sendCall(other, paced)];
			const crowd = Array.from({ length: 24 }, (_person, index) => ({ phone: `+44207946${1200 + index}` }));
			const first = slow.run(crowd);
			while (server.creates.length < 12) await new Promise((resolve) => setTimeout(resolve, 20));
			const second = await fast.run(crowd.slice(0, 12).reverse());
			await first;
			console.log(
				`Call Limit, two n8n processes at the same time: ${server.creates.length} calls of ${crowd.length} people, ${above(1)} above the limit of 1`,
			);
			expect(perPerson()).toEqual(crowd.map(() => 1));
			expect(second.outputs[1].map(({ json }) => json.problem.type)).toEqual(crowd.slice(0, 12).map(() => 'cap_reached'));
			expect(server.violations).toEqual([]);
		} finally {
			await other.dispose();
		}
	},
	5 * MINUTE,
);
