import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CreateAnswer } from '../servers/strictServer.mts';

/** Answers after a while, and counts how many wait at the same time. */
export function slowAnswers(milliseconds: number): { answer: CreateAnswer; most(): number } {
	let waiting = 0;
	let most = 0;
	const play = (_request: IncomingMessage, response: ServerResponse, { success }: any): void => {
		waiting += 1;
		most = Math.max(most, waiting);
		setTimeout(() => {
			waiting -= 1;
			response.writeHead(success.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(success.body));
		}, milliseconds);
	};
	return { answer: { play }, most: () => most };
}
