import type { Answer, RouteContext } from './strictServer.mts';

/** The six shapes in which Talkover's pages write an error. */
export type ErrorShape = 'nested' | 'success-nested' | 'word' | 'flat' | 'validation' | 'message';

export const errorShapes: ErrorShape[] = ['nested', 'success-nested', 'word', 'flat', 'validation', 'message'];

export interface Campaign {
	id: string;
	name: string;
	status: 'draft' | 'active' | 'paused' | 'completed' | 'cancelled';
	agent_id: string;
}

export interface AgentWebhook extends Record<string, unknown> {
	id: string;
	agent_id: string;
}

export interface TalkoverState {
	/** Which documented answer a placed call gets: {success, data:{id}}, flat with call_id, flat with id and sid. */
	variant: 'wrapped' | 'call_id' | 'sid';
	errorShape: ErrorShape;
	/** How many requests a minute the account may send, as the headers tell it. */
	rateLimit: number;
	/** The name of the paging object of call lists: the page says pagination, the OpenAPI meta. */
	callPaging: 'pagination' | 'meta';
	campaigns: Campaign[];
	webhooks: AgentWebhook[];
}

export type TalkoverContext = RouteContext<TalkoverState>;

/** An error in one of the six shapes. */
export function talkoverError(
	shape: ErrorShape,
	status: number,
	code: string,
	message: string,
	details: Record<string, unknown> = {},
): Answer {
	const error = { code, message, details };
	const bodies: Record<ErrorShape, unknown> = {
		nested: { error },
		'success-nested': { success: false, error },
		word: { error: code, message, status_code: status },
		flat: { success: false, message, code },
		validation: { message, errors: { to: [message] } },
		message: { message },
	};
	return { status, body: bodies[shape] };
}

/** An error in the shape the test has switched on. */
export function failure(context: TalkoverContext, status: number, code: string, message: string): Answer {
	return talkoverError(context.server.state.errorShape, status, code, message);
}

/** Laravel's validation answer. */
export function invalid(errors: Record<string, string[]>): Answer {
	return { status: 422, body: { success: false, message: 'The given data was invalid.', errors } };
}

/** One page of a list with the provider's paging numbers. */
export function pageOf<T>(items: T[], query: Record<string, string>): { data: T[]; paging: Record<string, number | null> } {
	const perPage = Number(query.per_page ?? 20);
	const current = Number(query.page ?? 1);
	const start = (current - 1) * perPage;
	const data = items.slice(start, start + perPage);
	return {
		data,
		paging: {
			current_page: current,
			last_page: Math.max(1, Math.ceil(items.length / perPage)),
			per_page: perPage,
			total: items.length,
			from: data.length ? start + 1 : null,
			to: data.length ? start + data.length : null,
		},
	};
}
