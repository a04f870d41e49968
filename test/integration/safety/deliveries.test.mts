/**
 * What a flood of hostile deliveries leaves behind: in a process of its own, since memory is of the whole process.
 * @module-tag safety
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Request } from '../../harness/delivery.mts';
import { deliver, jsonType, trigger } from '../../harness/delivery.mts';

const token = 'token-of-this-test-0123456789';
const post = (body: string): Request => ({ headers: [jsonType], query: `token=${token}`, body: Buffer.from(body) });

test('500 hostile posts of 1 to 7 MB leave nothing in the memory', async () => {
	setFlagsFromString('--expose_gc');
	const collect = runInNewContext('gc') as () => void;
	const held = (): number => {
		collect();
		collect();
		const { heapUsed, external } = process.memoryUsage();
		return (heapUsed + external) / 1024 / 1024;
	};
	const to = trigger('svalync', { credential: { apiKey: 'key-0123456789', webhookToken: token } });
	const hostile = (index: number): Request => {
		const filler = `${index}${'x'.repeat(1_000_000)}`;
		const bodies = [
			`{"a":"${filler}${filler}"}`,
			`{"a":"${filler}","__proto__":1}`,
			`{"a":"${filler}","b":${'['.repeat(65)}${']'.repeat(65)}}`,
			`"${filler}"`,
			`{"a":"${filler}"`,
		];
		// Proven, and as large and as full of keys as may be.
		if (index % 25 === 0) return post(`{"a":"${'x'.repeat(6_000_000)}",${'"":1,'.repeat(190_000)}"b":${index}}`);
		return { ...post(bodies[index % bodies.length]), ...(index % 7 === 0 ? { query: `token=${filler.slice(0, 4000)}` } : {}) };
	};
	for (let index = 0; index < 50; index++) await deliver(to, hostile(index));
	const before = held();
	for (let index = 0; index < 500; index++) expect((await deliver(to, hostile(index))).items).toEqual([]);
	const grown = held() - before;
	console.log(`D1  MB held after 500 hostile posts of 1 to 7 MB: ${grown.toFixed(1)}`);
	expect(grown).toBeLessThan(20);
});
