import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { RetryCondition, RetryPolicy } from '../call/request';
import { retryConditions } from '../call/request';
import type { Provider } from '../providers/provider';
import { supports, providers } from '../providers/registry';
import type { Field } from './field';
import { customField, integerField } from './builders';
import { collection } from './field';
import { invalid, ok } from '../call/result';
import { isBlank } from './values';

const label = 'Retry';

/** The initial value of each setting, which also applies if only other settings are given. */
const defaults = { attempts: 2, interval: 900, conditions: ['no-answer', 'busy'] as RetryCondition[] };

/** The ends after which a person is called again, if the user says nothing about it. */
export const usualConditions: readonly RetryCondition[] = defaults.conditions;

const attempts = integerField({
	label: 'Attempts',
	within: label,
	name: 'attempts',
	min: 0,
	max: 10,
	default: defaults.attempts,
	description: 'How many times to call again after the first call',
});

const interval = integerField({
	label: 'Interval',
	within: label,
	name: 'interval',
	unit: 'seconds',
	min: 1,
	max: 86_400,
	default: defaults.interval,
	description: 'How long to wait between two calls',
});

interface ConditionsDefinition {
	label: string;
	within?: string;
	name: string;
	default: RetryCondition[];
	description: string;
}

/** A field for the ends of a call after which a person is called again. */
export const conditionsField = (definition: ConditionsDefinition): Field<RetryCondition[] | null> =>
	customField({
		...definition,
		type: 'multiOptions',
		options: [
			{ name: 'Busy', value: 'busy' },
			{ name: 'Failed', value: 'failed' },
			{ name: 'No Answer', value: 'no-answer' },
			{ name: 'Voicemail', value: 'voicemail' },
		],
		read: (raw, named) => {
			if (isBlank(raw)) return ok(null);
			const given: unknown[] = Array.isArray(raw) ? raw : [raw];
			const known = retryConditions.filter((condition) => given.includes(condition));
			return known.length === given.length ? ok(known) : invalid(named, `may hold only ${retryConditions.join(', ')}.`);
		},
	});

const conditions = conditionsField({
	label: 'Conditions',
	within: label,
	name: 'conditions',
	default: defaults.conditions,
	description: 'What must have happened for the person to be called again',
});

const maxTotalAttempts = integerField({
	label: 'Max Total Attempts',
	within: label,
	name: 'maxTotalAttempts',
	min: 1,
	max: 11,
	default: 3,
	description: 'How many calls there may be in all, the first one included',
});

const group = collection(
	{
		displayName: label,
		name: 'retry',
		placeholder: 'Add Retry Setting',
		description:
			'Whether and how to call again when the person was not reached; where the provider does not do it itself, only while the result is waited for by polling',
	},
	{ attempts, conditions, interval, maxTotalAttempts },
);

/** The redials that the user requested. Null if no setting is given or attempts is 0. */
export const retry: Field<RetryPolicy | null> = {
	// A user who adds the field sees its effect: two more calls.
	property: { ...group.property, default: { attempts: defaults.attempts } },
	// The provider redials itself, or this node redials while it waits for the result.
	capability: ['nativeRetry', 'pollingWait'],
	read: (raw, context) => {
		const read = group.read(raw, context);
		if (!read.ok) return read;
		const { value } = read;
		const given = Object.values(value).some((member) => member !== null);
		if (!given || value.attempts === 0) return ok(null);
		return ok({
			attempts: value.attempts ?? defaults.attempts,
			intervalSeconds: value.interval ?? defaults.interval,
			conditions: value.conditions ?? [...defaults.conditions],
			maxTotalAttempts: value.maxTotalAttempts,
		});
	},
};

/** The same for an agent's call. If the provider redials itself, the field offers only the conditions that it accepts. */
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
	return { ...property, options: members.map((member) => (member.name === 'conditions' ? conditionsFor(member) : member)) };
}

/** Whether the provider redials itself, but not for this condition. */
function refuses(provider: Provider, condition: RetryCondition): boolean {
	return supports(provider, 'nativeRetry') && provider.redialConditions?.includes(condition) === false;
}
