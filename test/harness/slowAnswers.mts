import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CreateAnswer } from '../servers/strictServer.mts';

/** Answers all that wait when nothing new has come for a while, since a busy machine delivers late; counts how many wait at once. */
export function slowAnswers(milliseconds: number): { answer: CreateAnswer; most(): number } {
	let waiting: Array<() => void> = [];
	let most = 0;
	let timer: NodeJS.Timeout | undefined;
	const answerAll = (): void => {
		const all = waiting;
		waiting = [];
		for (const answer of all) answer();
	};
	const play = (_request: IncomingMessage, response: ServerResponse, { success }: any): void => {
		waiting.push(() => {
			response.writeHead(success.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(success.body));
		});
		most = Math.max(most, waiting.length);
		clearTimeout(timer);
		timer = setTimeout(answerAll, milliseconds);
	};
	return { answer: { play }, most: () => most };
}
