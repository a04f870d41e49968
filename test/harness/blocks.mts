import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { nodeTypes } from './engine.mts';

/** Milliseconds of work between two turns of the event loop, at the most. */
export interface Blocks {
	longest: number;
}

const statistics = '/proc/self/schedstat';
const isLinux = existsSync(statistics);

/** Milliseconds that this process has worked, so that what other processes take does not count: on Linux its main thread alone. */
function worked(): number {
	if (isLinux) return Number(readFileSync(statistics, 'utf8').split(' ')[0]) / 1e6;
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

/** Notes every turn of the event loop from now on. @returns what was noted, and nothing more is */
export function watchTurns(): () => Blocks {
	let last = worked();
	const seen: Blocks = { longest: 0 };
	const look = (): void => {
		const now = worked();
		seen.longest = Math.max(seen.longest, now - last);
		last = now;
	};
	const timer = setInterval(look, 1);
	return () => {
		clearInterval(timer);
		look();
		return seen;
	};
}

/** The blocks of the last run of a node, in which what n8n does around it does not count. */
export function watchNode(type: string): { last(): Blocks; restore(): void } {
	const node = nodeTypes.get(type) as INodeType;
	const execute = node.execute as (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;
	let last: Blocks = { longest: 0 };
	node.execute = async function (this: IExecuteFunctions) {
		const stop = watchTurns();
		try {
			return await execute.call(this);
		} finally {
			last = stop();
		}
	};
	return { last: () => last, restore: () => void (node.execute = execute) };
}
