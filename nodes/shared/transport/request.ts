import type { HttpAnswer } from '../call/http';
import { classifyStatus } from '../call/http';
import type { Result } from '../call/result';
import { ok } from '../call/result';
import { readOrNull } from '../providers/listBody';
import type { Operation } from '../providers/provider';
import type { TransportFault } from './classify';
import type { CallerContext, Connection } from './send';
import { send } from './send';

/** What an operation read, with the answer that it read. */
export interface Answered<T> {
	value: T;
	answer: HttpAnswer;
}

/** Why a request failed: no answer came, the status was not 2xx, or a 2xx could not be read. */
export type RequestError =
	{ kind: 'unreached'; fault: TransportFault } | { kind: 'status'; answer: HttpAnswer } | { kind: 'unreadable'; answer: HttpAnswer };

/** Sends one request, checks the status and reads the answer. It never throws. `placeCall` does not use it. */
export async function request<Input, Output>(
	context: CallerContext,
	connection: Connection,
	operation: Operation<Input, Output>,
	input: Input,
): Promise<Result<Answered<Output>, RequestError>> {
	const exchanged = await send(context, connection, operation.request(input, connection.settings));
	if ('fault' in exchanged) return { ok: false, fault: { kind: 'unreached', fault: exchanged.fault } };
	const { answer } = exchanged;
	const verdict = classifyStatus(answer.status);
	const told = verdict === 'refused' ? readOrNull(() => operation.readRefused?.(answer, input) ?? null) : null;
	if (told !== null) return ok({ value: told, answer });
	if (verdict !== 'answered') return { ok: false, fault: { kind: 'status', answer } };
	const value = readOrNull(() => operation.read(answer, input));
	return value === null ? { ok: false, fault: { kind: 'unreadable', answer } } : ok({ value, answer });
}
