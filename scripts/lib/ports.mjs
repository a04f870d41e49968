/** Ports for an n8n that may be killed and started again on the same ones. */
import { randomInt } from 'node:crypto';
import getPort from 'get-port';

/**
 * Linux gives its connections ports from 32768 on, macOS from 49152: one of those may be taken while n8n is down, and is held for a minute
 * after the connection is closed.
 */
const BELOW_CONNECTIONS = { from: 20_000, to: 30_000 };
const TRIES = 50;

/** A port of this machine that is free, and that no connection takes by itself; chosen at random, since other runs look for one as well. */
export const freePort = () =>
	getPort({ host: '127.0.0.1', port: Array.from({ length: TRIES }, () => randomInt(BELOW_CONNECTIONS.from, BELOW_CONNECTIONS.to)) });
