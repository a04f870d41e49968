/** What a saved workflow hangs on: each node's description, byte for byte. A wanted change is written with `npx vitest run --project unit nodeJson -u`. */
import { describe, expect, test } from 'vitest';
import { CallEventTrigger } from '../../nodes/CallEventTrigger/CallEventTrigger.node';
import { CallPollTrigger } from '../../nodes/CallPollTrigger/CallPollTrigger.node';
import { MakeCall } from '../../nodes/MakeCall/MakeCall.node';
import { ManageCall } from '../../nodes/ManageCall/ManageCall.node';
import { SendCall } from '../../nodes/SendCall/SendCall.node';

const nodes = [MakeCall, SendCall, ManageCall, CallEventTrigger, CallPollTrigger].map((Node) => new Node());

describe('the editor', () => {
	test.each(nodes.map(({ description }) => [description.name, description] as const))(
		'the editor gets the same description of %s as before',
		async (name, description) => {
			await expect(`${JSON.stringify(description, null, '\t')}\n`).toMatchFileSnapshot(`descriptions/${name}.json`);
		},
	);
});
