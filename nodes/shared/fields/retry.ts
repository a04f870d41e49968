import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { RetryCondition, RetryPolicy } from '../call/request';
import { emptyCallRequest, retryConditions } from '../call/request';
import type { Provider } from '../providers/provider';
import { supports, providers } from '../providers/registry';
import type { Field } from './field';
import { collection } from './field';
import { invalid, ok } from '../call/result';
import { isBlank, readInteger } from './values';

const attempts: Field<number | null> = {
	property: {
		displayName: 'Attempts',
		name: 'attempts',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 10 },
		default: 2,
		description: 'How many times to call again after the first call',
	},
	capability: null,
	read: (raw) => readInteger(raw, 'Retry: Attempts', 0, 10),
};

const interval: Field<number | null> = {
	property: {
		displayName: 'Interval (Seconds)',
		name: 'interval',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 86_400 },
		default: 900,
		description: 'How long to wait between two calls',
	},
	capability: null,
	read: (raw) => readInteger(raw, 'Retry: Interval', 1, 86_400, 'seconds'),
};

const conditions: Field<RetryCondition[] | null> = {
	property: {
		displayName: 'Conditions',
		name: 'conditions',
		type: 'multiOptions',
		default: ['no-answer', 'busy'],
		description: 'What must have happened for the person to be called again',
		options: [
			{ name: 'Busy', value: 'busy' },
			{ name: 'Failed', value: 'failed' },
			{ name: 'No Answer', value: 'no-answer' },
			{ name: 'Voicemail', value: 'voicemail' },
		],
	},
	capability: null,
	read: (raw) => {
		if (isBlank(raw)) return ok(null);
		const given: unknown[] = Array.isArray(raw) ? raw : [raw];
		const known = retryConditions.filter((one) => given.includes(one));
		return known.length === given.length ? ok(known) : invalid('Retry: Conditions', `may hold only ${retryConditions.join(', ')}.`);
	},
};

const maxTotalAttempts: Field<number | null> = {
	property: {
		displayName: 'Max Total Attempts',
		name: 'maxTotalAttempts',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 11 },
		default: 3,
		description: 'How many calls there may be in all, the first one included',
	},
	capability: null,
	read: (raw) => readInteger(raw, 'Retry: Max Total Attempts', 1, 11),
};

const group = collection(
	{
		displayName: 'Retry',
		name: 'retry',
		placeholder: 'Add Retry Setting',
		description:
			'Whether and how to call again when the person was not reached; where the provider does not do it itself, only while the result is waited for by polling',
	},
	{ attempts, conditions, interval, maxTotalAttempts },
);

/** The redials the user asked for, or null: nothing is called again where no setting is given, or no attempt. */
export const retry: Field<RetryPolicy | null> = {
	// Who adds it sees what it does: two more calls.
	property: { ...group.property, default: { attempts: 2 } },
	// By the provider itself, or by this node while it waits for the result.
	capability: ['nativeRetry', 'pollingWait'],
	read: (raw, context) => {
		const read = group.read(raw, context);
		if (!read.ok) return read;
		const { value } = read;
		const given = Object.values(value).some((one) => one !== null);
		if (!given || value.attempts === 0) return ok(null);
		return ok({
			attempts: value.attempts ?? 2,
			intervalSeconds: value.interval ?? 900,
			conditions: value.conditions ?? ['no-answer', 'busy'],
			maxTotalAttempts: value.maxTotalAttempts,
		});
	},
};

/** The same for an agent's call: a provider that redials itself is offered the conditions that it takes. */
export const agentRetry: Field<RetryPolicy | null> = { ...retry, property: withConditionsOf(retry.property) };

function withConditionsOf(property: INodeProperties): INodeProperties {
	const conditionsFor = ({ options = [], ...same }: INodeProperties): INodeProperties => ({
		...same,
		options: (options as INodePropertyOptions[]).map((option) => {
			const refusing = providers.filter((provider) => refuses(provider, option.value as RetryCondition)).map(({ id }) => id);
			return refusing.length === 0 ? option : { ...option, displayOptions: { hide: { '/provider': refusing } } };
		}),
	});
	const members = property.options as INodeProperties[];
	return { ...property, options: members.map((one) => (one.name === 'conditions' ? conditionsFor(one) : one)) };
}

/** Whether the provider would refuse a call for this condition alone. */
function refuses(provider: Provider, condition: RetryCondition): boolean {
	const policy = { attempts: 1, intervalSeconds: 900, conditions: [condition], maxTotalAttempts: null };
	const faultsWith = (policyOrNone: RetryPolicy | null) =>
		provider.check({ ...emptyCallRequest, item: 0, reference: '', to: '', retry: policyOrNone }).length;
	return supports(provider, 'nativeRetry') && faultsWith(policy) > faultsWith(null);
}
