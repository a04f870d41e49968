import type { Provider } from '../shared/providers/provider';
import { contentsOf, statusSaidBy, wayOutOf } from '../shared/providers/refusal';
import { at } from '../shared/call/json';
import { stopsTheRun } from '../shared/call/problem';
import { maskNumbersIn } from '../shared/phoneNumber/mask';
import { send } from '../shared/transport/send';
import type { HttpAnswer, HttpRequest } from '../shared/call/http';
import type { TransportFault } from '../shared/transport/classify';
import { secretsOf, withoutSecrets } from '../shared/transport/redact';
import type { Failure, Outcome, Session } from './operation';
import { done, failed } from './operation';
import { classifyStatus } from '../shared/call/http';

/** Asks the provider once; everything but a 2xx without an error in it is a failure. */
export async function ask(session: Session, request: HttpRequest): Promise<Outcome<HttpAnswer>> {
	const { context, connection } = session;
	const exchanged = await send(context, connection, request);
	if ('fault' in exchanged) return unreached(connection.provider, exchanged.fault, connection.timeoutSeconds);
	const { answer } = exchanged;
	return classifyStatus(answer.status) === 'answered' && !reportsError(answer.body)
		? done(answer)
		: { failure: refusedBy(session, answer) };
}

/** Several providers report an error inside a 2xx. */
const reportsError = (body: unknown): boolean => contentsOf(body).some((one) => at(one, 'error') === true || at(one, 'success') === false);

export function unreached(provider: Provider, { timedOut, code }: TransportFault, seconds: number): { failure: Failure } {
	return timedOut
		? failed(`${provider.displayName} did not answer within ${seconds} s.`, 'Raise Timeout under Options, or try again later.')
		: failed(
				`${provider.displayName} could not be reached.`,
				`${code === null ? '' : `The connection failed (${code}). `}Check the Base URL in the credential, or try again later.`,
			);
}

/** What an answer that is no success means: the provider's own words, cleaned, and the way out. */
export function refusedBy({ connection }: Session, answer: HttpAnswer): Failure {
	const { provider, settings } = connection;
	const status = statusSaidBy(answer);
	const httpStatus = answer.status;
	if (classifyStatus(status) === 'indeterminate') {
		const moved = status < 400;
		return {
			sentence: `${provider.displayName} ${moved ? 'redirects this request to another address' : 'failed while it handled the request'}.`,
			wayOut: `${status === httpStatus ? 'HTTP' : 'Status'} ${status}. ${moved ? `The key is not sent there. ${wayOutOf('unauthorized', provider)}` : 'Try again later.'}`,
			httpStatus,
		};
	}
	const { type, message, retryAfterSeconds } = provider.readRefusal({ ...answer, status });
	const said =
		message === null
			? ''
			: `It said: ${maskNumbersIn(withoutSecrets(message, secretsOf(settings))).slice(0, 300)}. `.replace(/\.\. $/, '. ');
	const wait = type === 'rate_limited' ? tryLater(retryAfterSeconds) : null;
	return {
		sentence: `${provider.displayName} ${refusalWords(type)}.`,
		wayOut: `${said}${wait ?? wayOutOf(type, provider)}`,
		httpStatus,
		refusal: type,
		...(stopsTheRun(type) ? { stops: true } : {}),
	};
}

const tryLater = (seconds: number | null): string =>
	`Ask again ${seconds === null ? 'later' : `in ${seconds} seconds`}, for example with a Wait node.`;

function refusalWords(type: string): string {
	if (type === 'unauthorized') return 'refused the credential';
	if (type === 'rate_limited') return 'accepts no more requests just now';
	return 'refused the request';
}

/** A 2xx that does not hold what was asked for. */
export const unreadable = ({ connection: { provider } }: Session, { status }: HttpAnswer): { failure: Failure } =>
	failed(
		`${provider.displayName} gave an answer that cannot be read.`,
		`It is not what its documentation shows, for example a web page. ${wayOutOf('unauthorized', provider)} ${wayOutOf('provider_error', provider)}`,
		status,
	);
