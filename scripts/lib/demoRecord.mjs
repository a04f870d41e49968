/** The call record that the demo's first workflow gave back, and what the demo prints at its end. */

const isCallRecord = (value) => typeof value === 'object' && value !== null && 'dialed' in value && 'callId' in value;

/** The first call record that a node of this package put out in an execution, or undefined. */
export function recordInExecution({ data, workflowData }) {
	const ours = workflowData.nodes.filter((node) => node.type.startsWith('n8n-nodes-voice-calls.'));
	const items = ours.flatMap((node) => (data.resultData.runData[node.name] ?? []).flatMap((run) => (run.data?.main ?? []).flat()));
	return items.map((item) => item?.json).find(isCallRecord);
}

/**
 * The record, the examples and, as long as n8n stays up, how to reach it. An address of an n8n that is about to stop would lead nowhere.
 */
export function summaryLines({ record, imported, url, lead, n8n, staysUp }) {
	const simulated = record.simulated ? ' (simulated: nobody was phoned)' : '';
	const lines = [`\nThe call record${simulated}:\n${JSON.stringify(record, null, 2)}\n`, 'The example workflows:'];
	for (const { name, id, file } of imported) lines.push(`  ${name}: ${staysUp ? `${n8n.baseUrl}/workflow/${id}` : `workflows/${file}`}`);
	if (!staysUp) return [...lines, '\nn8n stops now, since --exit was given. Without it, it stays up with the editor.'];
	const fields = Object.values(lead)
		.map((value, index) => `-F field-${index}=${value}`)
		.join(' ');
	return [
		...lines,
		`\nThe same call again, from the form: ${url}\n  or from the command line: curl ${fields} ${url}`,
		`\nEditor:   ${n8n.baseUrl}\nE-mail:   ${n8n.email}\nPassword: ${n8n.password}   (both made for this run)`,
	];
}
