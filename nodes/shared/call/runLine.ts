import type { INode } from 'n8n-workflow';

/** How many there are of each kind. */
export function countsOf(kinds: readonly string[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
	return counts;
}

/**
 * What a run tells n8n's log: the node by its type, never by a name that a user gave, and no number, name or key.
 * @param work the provider, and the operation where the node has several
 * @param counts of each kind of result; what there is none of is left out
 * @param begun `performance.now()` when the run began
 */
export function runLine({ type }: INode, work: readonly string[], items: number, counts: Record<string, number>, begun: number): string {
	const node = type.slice(type.lastIndexOf('.') + 1);
	const results = Object.entries(counts)
		.filter(([, count]) => count > 0)
		.map(([kind, count]) => `, ${kind} ${count}`);
	const seconds = ((performance.now() - begun) / 1000).toFixed(1);
	return `${[node, ...work].join(' ')}: ${items} ${items === 1 ? 'item' : 'items'}${results.join('')}, ${seconds} s`;
}
