import { isRead } from '../servers/routing.mts';
import type { Received, StrictServer } from '../servers/strictServer.mts';

/** Whether a request reads one call of the server by its id. */
const isOfOneCall = ({ calls }: StrictServer<any>, { path }: Received): boolean => calls.some(({ id }) => path.includes(id));

/** The requests for a list that came so far. */
export const listsAsked = (server: StrictServer<any>): Received[] =>
	server.requests.filter((received) => isRead(received) && !isOfOneCall(server, received));

/** What came so far, without the reads of one call: where the list tells no numbers, a row is read whole. */
export const stepsOf = (server: StrictServer<any>): Array<'create' | 'list' | 'other'> =>
	server.requests
		.filter((received) => !isRead(received) || !isOfOneCall(server, received))
		.map((received) => (server.creates.includes(received) ? 'create' : isRead(received) ? 'list' : 'other'));

/** What a row of the provider's list echoes of a call with this reference, wherever the provider has it. */
export const requestOf = (reference: string): Record<string, unknown> => ({
	metadata: { reference },
	assistantOverrides: { metadata: { reference } },
	conversation_initiation_client_data: { user_id: reference, dynamic_variables: { reference } },
});
