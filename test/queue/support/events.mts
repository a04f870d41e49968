/** The example that stores events, published, and the ends of simulated calls as they come to it. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CallRequest } from '../../../nodes/shared/call/request';
import { endingOf } from '../../../nodes/shared/providers/simulator/agents';
import { callbacks } from '../../../nodes/shared/providers/simulator/events';
import { play } from '../../../nodes/shared/providers/simulator/play';
import type { Queue } from './cluster.mts';
import { publish } from './cluster.mts';

export async function eventsTemplate(queue: Queue, calls: number) {
	const template = JSON.parse(readFileSync(new URL('../../../workflows/03-events-to-table.json', import.meta.url), 'utf8'));
	const webhookId = randomUUID();
	template.nodes.find(({ name }: { name: string }) => name === 'Call Event Trigger').webhookId = webhookId;
	const workflow = await publish(queue, `${webhookId}/events`, template);
	const to = '+12025550100';
	const endOf = (call: number) => {
		const record = play({ to, agentId: 'sim-survey', reference: `event-${call}` }, endingOf(to), new Date());
		const deliveries = callbacks(record, { callbackUrl: workflow.url } as CallRequest);
		return deliveries.find(({ body }) => (body as { event: string }).event === 'call.completed')!;
	};
	return { workflow, deliveries: Array.from({ length: calls }, (_, call) => endOf(call)) };
}
