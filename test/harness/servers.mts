import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { ProviderName, Received, StrictServer } from '../servers/strictServer.mts';
import { startElevenlabs } from '../servers/elevenlabs.mts';
import { startBland } from '../servers/bland.mts';
import { startRetell } from '../servers/retell.mts';
import { startSvalync } from '../servers/svalync.mts';
import { startSynthflow } from '../servers/synthflow.mts';
import { startTalkover } from '../servers/talkover.mts';
import { startUnleashx } from '../servers/unleashx.mts';
import { startVapi } from '../servers/vapi.mts';
import { endCalls } from './ends.mts';

export const realProviders = ['bland', 'elevenlabs', 'retell', 'svalync', 'synthflow', 'talkover', 'unleashx', 'vapi'] as const;

/** The providers whose list tells the called numbers. */
export const tellingNumbers = realProviders.filter((id): boolean => id !== 'elevenlabs');

const starters: Record<ProviderName, () => Promise<StrictServer<any>>> = {
	elevenlabs: startElevenlabs,
	bland: startBland,
	retell: startRetell,
	svalync: startSvalync,
	synthflow: startSynthflow,
	talkover: startTalkover,
	unleashx: startUnleashx,
	vapi: startVapi,
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

/** What a server was asked that places no call. */
export const readsOf = ({ requests, creates }: StrictServer<any>): Received[] => requests.filter((one) => !creates.includes(one));

/** Ends every call of a server from now on, as `endCalls` does. */
export type EndAll = (endOf: Parameters<typeof endCalls>[1]) => void;

/** Runs `work` with a strict server of its own, so that tests which wait can run side by side. */
export async function withServer(
	provider: ProviderName,
	work: (server: StrictServer<any>, endAll: EndAll) => Promise<void>,
): Promise<void> {
	const server = await startServer(provider);
	let stopEnding = (): void => {};
	try {
		await work(server, (endOf) => {
			stopEnding();
			stopEnding = endCalls(server, endOf);
		});
	} finally {
		stopEnding();
		await server.close();
	}
}
