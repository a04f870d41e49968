/**
 * `npm run test:soak`: ten minutes of calls and events side by side, with faults and restarts, as a busy n8n has them. SOAK_MINUTES=1 takes one.
 * A restart throws away all that the package remembers; the execution that was under way is tried again without its ledger.
 */
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { loadAnew } from '../harness/built.mts';
import type { Request } from '../harness/delivery.mts';
import { deliver, json, jsonType, trigger } from '../harness/delivery.mts';
import { endCalls } from '../harness/ends.mts';
import { nodeTypes } from '../harness/engine.mts';
import { eventBodies } from '../harness/eventBodies.mts';
import { records, sendCall, sendCallType } from '../harness/sendCall.mts';
import { startServer } from '../harness/servers.mts';
import { faultsFor } from '../servers/faults.mts';
import type { CreateAnswer, StrictServer } from '../servers/strictServer.mts';

const minutes = Number(process.env.SOAK_MINUTES ?? 10);
const duration = minutes * 60_000;
const calls = { rounds: 40, perRound: 50 };
const events = { count: 20_000, atOnce: 20 };
const faulty = 0.05;
/** Rounds whose process ends in their middle. */
const restarts = new Set([7, 15, 23, 31]);
/** What is held after the first tenth is the usual; later only a leak adds to it. */
const warm = 0.1;

const require = createRequire(import.meta.url);

/** The same numbers in every run, from 0 to 1. */
function randomOf(seed: number): () => number {
	let state = seed;
	return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

/** Loads the package anew, as a new process does. */
function restart(): void {
	loadAnew();
	const loaded = require('../../dist/nodes/SendCall/SendCall.node.js') as { SendCall: new () => never };
	nodeTypes.set(sendCallType, new loaded.SendCall());
}

/** Megabytes that are left after the garbage is gone. */
function held(): number {
	setFlagsFromString('--expose_gc');
	const collect = runInNewContext('gc') as () => void;
	for (let times = 0; times < 3; times++) collect();
	const { heapUsed, external } = process.memoryUsage();
	return (heapUsed + external) / 1024 / 1024;
}

const phoneOf = (round: number, index: number): string => `+1212${String(2_200_000 + round * calls.perRound + index)}`;

/** Places all calls; returns what each person's record said. */
async function placeCalls(server: StrictServer<any>, begun: number): Promise<Map<string, string>> {
	const random = randomOf(12);
	const faults = faultsFor('bland').filter(({ succeeds }) => !succeeds);
	const answer = (): CreateAnswer => (random() < faulty ? { play: faults[Math.floor(random() * faults.length)].play } : 'ok');
	const said = new Map<string, string>();
	for (let round = 0; round < calls.rounds; round++) {
		await sleep(Math.max(0, begun + (round * duration) / calls.rounds - Date.now()));
		const items = Array.from({ length: calls.perRound }, (_, index) => ({ to: phoneOf(round, index) }));
		server.answerNextCreates(...items.map(answer));
		const parameters = { options: { concurrency: 5, timeout: 5 }, safety: { callingHours: 'off', maxCalls: calls.perRound } };
		const node = { onError: 'continueRegularOutput' as const };
		if (restarts.has(round)) {
			const before = server.creates.length;
			let kill = (): void => {};
			const dying = sendCall(server, parameters, { items, node, started: (cancel) => (kill = cancel) });
			while (server.creates.length < before + calls.perRound / 2) await sleep(5);
			kill();
			await dying;
			restart();
		}
		const mode = restarts.has(round) ? 'retry' : 'trigger';
		const result = await sendCall(server, parameters, { items, node, mode });
		for (const output of [0, 1] as const) for (const { to, dialed } of records(result, output)) said.set(to, dialed);
	}
	return said;
}

/** Delivers all events, one in twenty forged and one in twenty again; returns how many were sent and handed on. */
async function deliverEvents(begun: number) {
	const token = 'token-of-the-soak-0123456789';
	const to = trigger('svalync', { credential: { apiKey: 'key-0123456789', webhookToken: token } });
	const random = randomOf(21);
	const told = { genuine: 0, handedOn: 0, forgedHandedOn: 0 };
	const post = (callId: string, query: string): Request => {
		const bodies = eventBodies('svalync', 'answered', { callId });
		return { headers: [jsonType], query, body: json(bodies.find(({ event }) => event === 'call.completed')) };
	};
	let last = 'call-none';
	for (let sent = 0; sent < events.count; sent++) {
		if (sent % events.atOnce === 0) await sleep(Math.max(0, begun + (sent * duration) / events.count - Date.now()));
		const kind = random();
		if (kind < faulty) {
			told.forgedHandedOn += (await deliver(to, post(`forged-${sent}`, 'token=wrong'))).items.length;
		} else if (kind < 2 * faulty && told.genuine > 0) {
			told.handedOn += (await deliver(to, post(last, `token=${token}`))).items.length;
		} else {
			last = `call-${sent}`;
			told.genuine++;
			told.handedOn += (await deliver(to, post(last, `token=${token}`))).items.length;
		}
	}
	return told;
}

test(
	`${calls.rounds * calls.perRound} calls and ${events.count} events with faults and restarts dial nobody twice and leave nothing in the memory`,
	async () => {
		const rejections: unknown[] = [];
		const note = (reason: unknown): void => void rejections.push(reason);
		process.on('unhandledRejection', note);
		const server = await startServer('bland');
		const stopEnding = endCalls(server, () => 'answered');
		const begun = Date.now();
		const usual = sleep(duration * warm).then(held);
		const [said, told] = await Promise.all([placeCalls(server, begun), deliverEvents(begun)]);
		stopEnding();

		const dials = new Map<string, number>();
		for (const { to } of server.calls) dials.set(to, (dials.get(to) ?? 0) + 1);
		const twice = [...dials.values()].filter((count) => count > 1).length;
		const wrong = [...said].filter(([to, dialed]) => (dialed === 'yes' && !dials.has(to)) || (dialed === 'no' && dials.has(to))).length;
		const outcomes = ['yes', 'maybe', 'no'].map((word) => `${[...said.values()].filter((dialed) => dialed === word).length} ${word}`);
		const violations = server.violations.length;
		server.reset();
		await server.close();
		await sleep(1000);
		process.off('unhandledRejection', note);
		const grown = held() - (await usual);
		console.log(
			[
				`soak of ${minutes} minutes: ${said.size} calls (dialed: ${outcomes.join(', ')}), ${restarts.size} restarts, ${faulty * 100} % faults`,
				`  phoned twice ${twice}, records that say the contrary ${wrong}, unhandled rejections ${rejections.length}`,
				`  events ${events.count}: ${told.genuine} genuine, ${told.handedOn} handed on, ${told.forgedHandedOn} forged ones handed on`,
				`  heap after GC, against that after the first tenth: ${grown.toFixed(1)} MB`,
			].join('\n'),
		);
		expect([said.size, twice, wrong, violations]).toEqual([calls.rounds * calls.perRound, 0, 0, 0]);
		expect([told.handedOn, told.forgedHandedOn]).toEqual([told.genuine, 0]);
		expect(rejections).toEqual([]);
		expect(grown).toBeLessThan(30);
	},
	duration + 10 * 60_000,
);
