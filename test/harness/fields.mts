/** Reading a field as the node does: a provider, the workflow's zone and a fixed clock. */
import type { Result } from '../../nodes/shared/call/result';
import type { Field, ReadContext } from '../../nodes/shared/fields/field';
import type { ProviderId } from '../../nodes/shared/providers/provider';
import { providerById } from '../../nodes/shared/providers/registry';

export const now = new Date('2026-11-20T12:00:00.000Z');

export const reading = (provider: ProviderId = 'svalync', timezone = 'Europe/Berlin'): ReadContext => ({
	provider: providerById(provider)!,
	timezone,
	now,
});

/** The value, or the whole sentence of the fault: "Field sentence". */
export const valueOrSentence = <T,>(checked: Result<T>): T | string =>
	checked.ok ? checked.value : `${checked.fault.field} ${checked.fault.sentence}`;

export const readWith = <T,>(field: Field<T>, raw: unknown, context = reading()): T | string => valueOrSentence(field.read(raw, context));

export const empties: unknown[] = [undefined, null, '', '   '];
