/** Nodes of a saved workflow from one package of this family to another. */

const type = /^(n8n-nodes-(?:([a-z0-9]+)-)?voice-calls)\.(\w+)$/;

/** The provider of a package's name, or null for the package of all; undefined for any other package. */
export function providerOf(packageName) {
	const parts = type.exec(`${packageName}.makeCall`);
	return parts === null ? undefined : (parts[2] ?? null);
}

/**
 * The exported workflow, or the list of them, with the type names of the package `to`. Parameters and credentials stay as they are.
 * @returns {{ moved: unknown, nodes: number, faults: string[] }} `faults` names each node whose provider the package does not have; it stays as it is
 */
export function moveNodes(exported, to) {
	const only = providerOf(to);
	const faults = [];
	let nodes = 0;
	const move = (node) => {
		const parts = type.exec(node.type ?? '');
		if (parts === null || parts[1] === to) return node;
		const provider = node.parameters?.provider ?? 'simulator';
		if (only !== null && provider !== 'simulator' && provider !== only) {
			faults.push(`"${node.name}" calls over the provider "${provider}", which ${to} does not have.`);
			return node;
		}
		nodes += 1;
		return { ...node, type: `${to}.${parts[3]}` };
	};
	const moveAll = (workflow) => (Array.isArray(workflow?.nodes) ? { ...workflow, nodes: workflow.nodes.map(move) } : workflow);
	const moved = Array.isArray(exported) ? exported.map(moveAll) : moveAll(exported);
	return { moved, nodes, faults };
}
