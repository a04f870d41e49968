import type { CallRequest } from '../call/request';
import type { Fault } from '../fields/fault';

/** A variable may not take a name that the package fills itself at this provider. */
export function checkReserved(call: CallRequest, names: readonly string[]): Fault[] {
	const taken = Object.keys(call.variables).find((name) => names.includes(name));
	if (taken === undefined) return [];
	return [
		{
			type: 'invalid_parameters',
			field: 'Variables',
			sentence: `uses the name ${taken}, which is kept for the package. Rename the variable.`,
		},
	];
}
