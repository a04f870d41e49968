/** Finds the call record in what the demo's first workflow gave back. */

const isCallRecord = (value) => typeof value === 'object' && value !== null && 'dialed' in value && 'callId' in value;

/** The first call record that a node of this package put out in an execution, or undefined. */
export function recordInExecution({ data, workflowData }, packageName) {
	const ours = workflowData.nodes.filter((node) => node.type.startsWith(`${packageName}.`));
	const items = ours.flatMap((node) => (data.resultData.runData[node.name] ?? []).flatMap((run) => (run.data?.main ?? []).flat()));
	return items.map((item) => item?.json).find(isCallRecord);
}
