import { expect, test } from 'vitest';
import { connect, isConnection } from '../../../nodes/shared/transport/connect';
import { dryRunOf } from '../../../nodes/shared/dialling/dial';
import { providers } from '../../../nodes/shared/providers/registry';
import { aFullCall, settingsOf } from '../../harness/values.mts';

const each = providers.map((provider) => [provider.id, provider] as const);
const withCredential = (credential: object | null) =>
	({
		getNode: () => ({}),
		getCredentials: async () => {
			if (credential === null) throw new Error('none');
			return credential;
		},
	}) as never;

test.each(each)('%s: a dry run shows the exact request, with the key masked', async (id, provider) => {
	const connection = await connect(withCredential(settingsOf[id]), provider, 30);
	if (!isConnection(connection)) throw new Error(connection.detail);
	const call = aFullCall({ agentId: '123' });
	const { method, path, body } = provider.placeCall.request(call, settingsOf[id]);
	const shown = dryRunOf(connection, call);
	expect(shown).toMatchObject({ method, url: provider.baseUrl(settingsOf[id]) + path, body });
	expect(JSON.stringify(shown)).not.toContain(`key-of-${id}`);
	const { authentication } = provider;
	if (authentication) expect((shown.headers as Record<string, string>)[authentication.header]).toBe(`${authentication.prefix}••••••••`);
});

test.each([
	['elevenlabs', /\/v1\/convai\/\{twilio, sip-trunk or exotel\}\/outbound-call$/],
	['vapi', /\/call$/],
] as const)('%s: a dry run says that the ID of a typed caller number is not looked up yet', async (id, address) => {
	const provider = providers.find((one) => one.id === id)!;
	const connection = await connect(withCredential(settingsOf[id]), provider, 30);
	if (!isConnection(connection)) throw new Error(connection.detail);
	const typed = dryRunOf(connection, aFullCall({ fromNumber: '+12127365002', fromNumberId: null }));
	expect(typed.url).toMatch(address);
	expect(typed.note).toBe(`From Number was typed: its ID at ${provider.displayName} is looked up only when the call is placed.`);
	expect(dryRunOf(connection, aFullCall({ fromNumber: null, fromNumberId: 'twilio:phnum_1' })).note).toBeUndefined();
});

test('the Simulator needs no credential, and is not asked for one', async () => {
	const [simulator] = providers;
	expect(await connect({ getCredentials: () => Promise.reject(new Error('asked')) } as never, simulator, 7)).toEqual({
		provider: simulator,
		settings: {},
		baseUrl: 'simulator:',
		timeoutSeconds: 7,
	});
});

test.each([
	['no credential', null, /needs a credential, and none is chosen/],
	['an address over http', { baseUrl: 'http://evil.example' }, /credential: Base URL must start with https/],
	['no address', { baseUrl: undefined }, /credential: Base URL is not a complete address/],
	['an empty key', { apiKey: ' ' }, /credential: API Key is empty/],
	['a key with a line break inside', { apiKey: 's3cret\r\nX: y' }, /credential: API Key .*special character/],
])('nothing is sent with %s, and the sentence holds no key', async (_name, more, sentence) => {
	const talkover = providers.find(({ id }) => id === 'talkover')!;
	const refused = await connect(withCredential(more === null ? null : { ...settingsOf.talkover, ...more }), talkover, 30);
	expect(refused).toMatchObject({ type: 'unauthorized', detail: expect.stringMatching(sentence) });
	expect(JSON.stringify(refused)).not.toContain('s3cret');
});

test('slashes at the end of the address are dropped', async () => {
	const talkover = providers.find(({ id }) => id === 'talkover')!;
	const connection = await connect(withCredential({ ...settingsOf.talkover, baseUrl: 'https://app.talkover.ai/api/v1//' }), talkover, 30);
	expect(connection).toMatchObject({ baseUrl: 'https://app.talkover.ai/api/v1' });
});
