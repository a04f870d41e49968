/** What n8n reads beside each node: the words by which its list of nodes finds it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { providers } from '../../nodes/shared/providers/registry';

const nodes = ['MakeCall', 'SendCall', 'ManageCall', 'CallEventTrigger', 'CallPollTrigger'];

test.each(nodes)('%s is found by the name of every provider', (node) => {
	const file = new URL(`../../nodes/${node}/${node}.node.json`, import.meta.url);
	const { alias } = JSON.parse(readFileSync(file, 'utf8')) as { alias: string[] };
	const real = providers.filter(({ inProcess }) => inProcess === undefined).map(({ displayName }) => displayName);
	expect(alias).toEqual(expect.arrayContaining(real));
});
