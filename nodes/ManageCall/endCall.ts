import type { CallRecord } from '../shared/call/record';
import { classifyStatus } from '../shared/call/http';
import type { HttpAnswer } from '../shared/call/http';
import type { Failure } from '../shared/call/result';
import { ok } from '../shared/call/result';
import type { CallRef, EndAtAddress } from '../shared/providers/provider';
import { needsAgent } from '../shared/providers/registry';
import { readOrNull } from '../shared/providers/listBody';
import { checkProviderAddress, postElsewhere } from '../shared/transport/elsewhere';
import type { Answered } from '../shared/transport/request';
import type { Outcome, Session } from './operation';
import { ask, failureOf } from './operation';

type Ended = Answered<Partial<CallRecord>>;

const isRedirect = (status: number): boolean => status >= 300 && status < 400;

/** Ends a call, in the way that its provider has. `null` if it has none. */
export async function endCall(session: Session, call: CallRef): Promise<Outcome<Ended> | null> {
	const { provider } = session.connection;
	if (provider.endCall !== undefined) {
		const asked = await ask(session, provider.endCall, call);
		return asked.ok ? asked : { ok: false, fault: ofEnding(asked.fault, session) };
	}
	return provider.endCallAt === undefined ? null : await endAtAddress(session, provider.endCallAt, call);
}

/** Reads the call's own address with the key, and ends the call there without the key. */
async function endAtAddress(session: Session, way: EndAtAddress, call: CallRef): Promise<Outcome<Ended>> {
	const { connection } = session;
	const { displayName } = connection.provider;
	const asked = await ask(session, way.address, call);
	// Nothing was sent to the call yet, so a lost answer leaves nothing open.
	if (!asked.ok) return asked.fault.httpStatus === 404 ? { ok: false, fault: ofEnding(asked.fault, session) } : asked;
	const found = asked.value.value;
	if (found === 'absent') return { ok: false, fault: absent(session) };
	if (found === 'over') return { ok: false, fault: over };
	const address = checkProviderAddress(found.url, connection.baseUrl, way.domain);
	if (!address.ok) {
		const sentence = `${displayName} named an address for ending this call that is not its own.`;
		return { ok: false, fault: { sentence, wayOut: `Nothing was sent there. End the call at ${displayName}.`, httpStatus: null } };
	}
	const exchanged = await postElsewhere(session.context, connection, address.value, way.body);
	if ('fault' in exchanged) {
		return { ok: false, fault: ofEnding(failureOf(connection, { kind: 'unreached', fault: exchanged.fault }), session) };
	}
	const { answer } = exchanged;
	if (classifyStatus(answer.status) !== 'answered') return { ok: false, fault: refusedThere(session, answer) };
	const value = readOrNull(() => way.read(answer, call));
	if (value === null) return { ok: false, fault: ofEnding(failureOf(connection, { kind: 'unreadable', answer }), session) };
	return ok({ value, answer });
}

/** The failure behind an answer of the call's own address, where no key is sent. */
function refusedThere(session: Session, answer: HttpAnswer): Failure {
	const { displayName } = session.connection.provider;
	const { status: httpStatus } = answer;
	if (httpStatus === 401 || httpStatus === 403) {
		return {
			sentence: `${displayName} asks for a key at the address where this call is ended, and none is sent there.`,
			wayOut: 'Switch that off in the settings of the agent, for the next calls, or end the call there.',
			httpStatus,
		};
	}
	// The call was there a moment ago.
	if (httpStatus === 404 || httpStatus === 410) return over;
	if (isRedirect(httpStatus)) {
		return {
			sentence: `${displayName} redirects this request to another address.`,
			wayOut: `HTTP ${httpStatus}. Nothing is sent there. Use the operation Get to see whether the call is still under way.`,
			httpStatus,
		};
	}
	return ofEnding(failureOf(session.connection, { kind: 'status', answer }), session);
}

const over: Failure = {
	sentence: 'The call is over already: there is nothing to end.',
	wayOut: 'Use the operation Get to see how it ended.',
	httpStatus: 409,
};

function absent({ connection: { provider } }: Session): Failure {
	return needsAgent(provider, 'endCall')
		? {
				sentence: `${provider.displayName} has no such call of this agent.`,
				wayOut: 'Check Call ID, and choose the agent that makes the call.',
				httpStatus: 404,
			}
		: {
				sentence: `${provider.displayName} has no such call.`,
				wayOut: 'Check Call ID, and whether the credential is of the account that made the call.',
				httpStatus: 404,
			};
}

/** Explains a failure of ending a call. If the answer was lost, it is unknown whether the call was ended. */
function ofEnding(failure: Failure, session: Session): Failure {
	const isOpen = { ...failure, wayOut: `It is not known whether the call was ended: look with the operation Get. ${failure.wayOut}` };
	const { provider } = session.connection;
	// No agent was asked for, so what the provider does not know is the call.
	if (failure.refusal === 'agent_unavailable' && failure.httpStatus !== 404 && !needsAgent(provider, 'endCall')) {
		return {
			...failure,
			sentence: `${provider.displayName} has no such call under way.`,
			wayOut: 'Check Call ID, and use the operation Get to see whether the call is over already.',
		};
	}
	switch (failure.httpStatus) {
		case 404:
			return { ...failure, ...absent(session) };
		case 409:
			return { ...failure, ...over };
		case null:
			return isOpen;
		default:
			return failure.refusal !== undefined || isRedirect(failure.httpStatus) ? failure : isOpen;
	}
}
