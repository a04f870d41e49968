import type { ProviderName } from '../../servers/strictServer.mts';
import { startElevenlabs } from '../../servers/elevenlabs.mts';
import { startBland } from '../../servers/bland.mts';
import { startRetell } from '../../servers/retell.mts';
import { startSvalync } from '../../servers/svalync.mts';
import { startSynthflow } from '../../servers/synthflow.mts';
import { startTalkover } from '../../servers/talkover.mts';
import { startUnleashx } from '../../servers/unleashx.mts';
import { startVapi } from '../../servers/vapi.mts';

/** A strict server per provider, and the credential that leads to it. */
export async function startProviders() {
	const [bland, elevenlabs, retell, svalync, synthflow, talkover, unleashx, vapi] = await Promise.all([
		startBland(),
		startElevenlabs(),
		startRetell(),
		startSvalync(),
		startSynthflow(),
		startTalkover(),
		startUnleashx(),
		startVapi(),
	]);
	const servers = { bland, elevenlabs, retell, svalync, synthflow, talkover, unleashx, vapi };
	const dataOf = (id: keyof typeof servers): Record<string, unknown> => ({
		apiKey: servers[id].key,
		baseUrl: servers[id].baseUrl,
		...(id === 'elevenlabs' || id === 'synthflow' ? { region: 'custom' } : {}),
	});
	return {
		...servers,
		credentialOf: (id: keyof typeof servers) => ({ name: id, type: `${id}VoiceApi`, data: dataOf(id) }),
		close: async () => {
			await Promise.all(Object.values(servers).map((server) => server.close()));
		},
	};
}

/** What a call needs beside agent and number. */
export const neededBy: Partial<Record<ProviderName, Record<string, unknown>>> = {
	elevenlabs: { fromNumber: { __rl: true, mode: 'list', value: 'twilio:phnum_1' } },
	retell: { fromNumber: { __rl: true, mode: 'list', value: '+14157774444' } },
	synthflow: { recipientName: 'Ada' },
	vapi: { fromNumber: { __rl: true, mode: 'list', value: '9f2b0000-0000-4000-8000-000000000001' } },
};

export type Providers = Awaited<ReturnType<typeof startProviders>>;
export const realProviders = ['bland', 'elevenlabs', 'retell', 'svalync', 'synthflow', 'talkover', 'unleashx', 'vapi'] as const;
