import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { ProviderName, StrictServer } from '../servers/strictServer.mts';
import { startSvalync } from '../servers/svalync.mts';
import { startSynthflow } from '../servers/synthflow.mts';
import { startTalkover } from '../servers/talkover.mts';
import { startUnleashx } from '../servers/unleashx.mts';

export const realProviders = ['svalync', 'synthflow', 'talkover', 'unleashx'] as const;

const starters: Record<ProviderName, () => Promise<StrictServer<any>>> = {
	svalync: startSvalync,
	synthflow: startSynthflow,
	talkover: startTalkover,
	unleashx: startUnleashx,
};

export type Servers = Record<ProviderName, StrictServer<any>>;

/** The strict server of one provider; whoever starts it closes it. */
export const startServer = (provider: ProviderName): Promise<StrictServer<any>> => starters[provider]();

/** The strict servers of a test file, one for each provider: started before its first test, as new before each, closed after the last. */
export function useServers(): Servers {
	const servers = {} as Servers;
	beforeAll(async () => {
		await Promise.all(realProviders.map(async (provider) => void (servers[provider] = await startServer(provider))));
	});
	beforeEach(() => Object.values(servers).forEach((server) => server.reset()));
	afterAll(async () => {
		await Promise.all(Object.values(servers).map((server) => server.close()));
	});
	return servers;
}
