import type { Checked } from '../call/result';
import { bad, good } from '../call/result';
import { checkUrl, isLoopbackHost } from './baseUrl';
import { isPublicHost } from './publicHost';

/**
 * An address from which a file may be fetched without a key: https on a public host, so that an answer cannot make this
 * machine look around in its own network. This machine itself only where the credential leads to it anyway.
 * What a name resolves to cannot be known here; n8n's own protection (N8N_SSRF_PROTECTION_ENABLED) looks at that.
 * @param target absolute, or relative to the address that redirected
 * @param from the address that named it
 * @param baseUrl the credential's base URL
 */
export function checkFileTarget(target: string, from: string, baseUrl: string): Checked<URL> {
	const field = 'The address of the file';
	let url: URL;
	try {
		url = new URL(target, from);
	} catch {
		return bad(field, 'is no address.');
	}
	url.hash = ''; // never sent
	const checked = checkUrl(url.href, field);
	if (!checked.ok) return checked;
	if (isLoopbackHost(url.hostname)) {
		return isLoopbackHost(new URL(baseUrl).hostname) ? good(url) : bad(field, 'leads to this machine.');
	}
	return isPublicHost(url.hostname) ? good(url) : bad(field, 'leads to a private host.');
}
