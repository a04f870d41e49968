import type { ProblemType } from '../call/problem';
import type { Provider } from './provider';

/** The way out of a provider's refusal, as the last sentence of its detail. */
const wayOut: Partial<Record<ProblemType, string>> = {
	invalid_phone_number: 'Check the number with the person.',
	invalid_parameters: 'Check the fields of the node against the message.',
	agent_unavailable: 'Choose another agent, or publish or activate this one at the provider.',
	voice_unavailable: 'Choose another voice.',
	invalid_script: 'Check the script against the message.',
	unauthorized: 'Check the API key in the credential.',
	insufficient_credits: 'Top up the account, then run the workflow again.',
	rate_limited: 'Set Calls per Minute under Options, and try these items again later.',
	duplicate: 'Nothing was dialed now; look at the earlier call.',
	call_rejected: 'Check the number and the account at the provider.',
	provider_error: 'Check the Base URL in the credential.',
};

/** What to do about a problem of this type at this provider. */
export const wayOutOf = (type: ProblemType, provider: Provider): string =>
	provider.waysOut?.[type] ?? wayOut[type] ?? 'Look at the provider’s own log.';
