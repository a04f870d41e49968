import type { IDataObject } from 'n8n-workflow';
import type { CallRequest } from '../call/request';
import type { Connection } from '../transport/exchange';

/** The exact request of a call, with the key masked: the value of the key is never even read here. */
export function dryRunOf(connection: Connection, call: CallRequest): IDataObject {
	const { provider, settings, baseUrl } = connection;
	const request = provider.placeCall.request({ ...call, dialedAt: new Date().toISOString() }, settings);
	const { authentication } = provider;
	return {
		method: request.method,
		url: baseUrl + request.path,
		headers: {
			...(authentication ? { [authentication.header]: `${authentication.prefix}••••••••` } : {}),
			'content-type': 'application/json',
		},
		body: request.body as IDataObject,
	};
}
