import { expect, test } from 'vitest';
import { runNode } from '../support/engine.mts';

const type = 'n8n-nodes-voice-calls.sendCall';
const to = (ending: string) => ({ phoneNumber: `+120255501${ending}` });
const parameters = {
	provider: 'simulator',
	agentId: { __rl: true, mode: 'list', value: 'sim-lead-callback' },
	phoneNumber: '={{ $json.phoneNumber }}',
};

test('a simulated call returns its whole record', async () => {
	const { outputs, error } = await runNode({ type, parameters, items: [to('00')] });
	expect(error).toBeUndefined();
	console.log(JSON.stringify(outputs, null, 1));
	expect(outputs[0]).toHaveLength(1);
});
