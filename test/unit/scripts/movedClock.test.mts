import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { clocks, hourSensitiveFiles, movedEnvironment } from '../../harness/clocks.mjs';

/** What a process and a thread of it see as the time, under one of the moved clocks. */
const script = `
const { Worker } = require('node:worker_threads');
const told = { now: Date.now(), made: new Date().getTime(), text: Date(), given: new Date(0).toISOString(), offset: new Date().getTimezoneOffset(),
	isDate: structuredClone(new Date()) instanceof Date, again: new (new Date().constructor)().getTime() };
new Worker('require("node:worker_threads").parentPort.postMessage(Date.now())', { eval: true })
	.on('message', (thread) => console.log(JSON.stringify({ ...told, thread })));`;

test.each(clocks)('the clock of a process and its threads stands at $name', (clock) => {
	const env = { ...process.env, ...movedEnvironment(clock) };
	const told = JSON.parse(execFileSync(process.execPath, ['-e', script], { env, encoding: 'utf8' })) as Record<string, never>;
	const at = Date.parse(clock.at);
	for (const time of [told.now, told.made, told.again, told.thread, Date.parse(told.text)]) {
		expect(time).toBeGreaterThan(at - 1000);
		expect(time).toBeLessThan(at + 60_000);
	}
	expect(told).toMatchObject({ given: '1970-01-01T00:00:00.000Z', isDate: true });
	expect(told.offset).toBe({ 'America/New_York': 300, UTC: 0, 'Europe/Berlin': -120 }[clock.timeZone]);
});

const testFiles = readdirSync(resolve(import.meta.dirname, '../..'), { recursive: true, encoding: 'utf8' })
	.map((path) => `test/${path.replaceAll('\\', '/')}`)
	.filter((path) => path.endsWith('.test.mts'));

test.each(hourSensitiveFiles)('the moved clocks find test files at %s', (start) => {
	expect(testFiles.filter((path) => path.includes(start))).not.toEqual([]);
});
