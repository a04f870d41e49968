/** A call that failed in the middle of a talk has reached the person, who is not called again for the condition Failed. */
import type { IDataObject } from 'n8n-workflow';
import { expect, test } from 'vitest';
import type { ProviderName } from '../../servers/strictServer.mts';
import { lookOften } from '../../harness/ends.mts';
import { onlyRecord, sendCall } from '../../harness/sendCall.mts';
import { withServer } from '../../harness/servers.mts';

lookOften();

const polling = { waitForResult: true, waitMethod: 'polling', waitLimitMinutes: 0.2 };
const retry = { attempts: 2, interval: 1, conditions: ['no-answer', 'busy', 'failed', 'voicemail'] };

/** How each provider shows a fault during a talk: the status of its call, and what stands in its row. */
const faults: Array<[ProviderName, string, IDataObject]> = [
	['bland', 'failed', { queue_status: 'call_error', answered_by: 'human' }],
	['elevenlabs', 'failed', { metadata: { call_duration_secs: 25, error: { code: 1011, reason: 'The language model failed' } } }],
	['retell', 'error_llm_websocket_lost_connection', {}],
	['vapi', 'ended', { endedReason: 'call.in-progress.error-assistant-did-not-receive-customer-audio' }],
];

test.concurrent.each(faults)('a person who was talking when the call failed is not called again: %s', async (provider, status, row) =>
	withServer(provider, async (server) => {
		const timer = setInterval(() => {
			const talk = provider === 'retell' ? { duration_ms: 25_000 } : {};
			for (const call of server.calls)
				Object.assign(call, { status, row: { ...row, ...talk }, durationSeconds: 25, transcript: 'agent: Hello.' });
		}, 5);
		const record = onlyRecord(await sendCall(server, { ...polling, retry }).finally(() => clearInterval(timer)));
		expect(record).toMatchObject({ dialed: 'yes', status: 'failed', outcome: 'failed', durationSeconds: 25 });
		expect(server.creates).toHaveLength(1);
	}),
);

test.concurrent.each(faults)('a call that failed before anybody was connected is repeated: %s', async (provider, status, row) =>
	withServer(provider, async (server) => {
		const silent = { ...row, ...(provider === 'elevenlabs' && { metadata: { call_duration_secs: 0 } }) };
		const timer = setInterval(() => {
			for (const call of server.calls) Object.assign(call, { status, row: silent, durationSeconds: 0 });
		}, 5);
		const record = onlyRecord(await sendCall(server, { ...polling, retry }).finally(() => clearInterval(timer)));
		expect(record).toMatchObject({ dialed: 'yes', status: 'failed', outcome: 'failed' });
		expect(server.creates).toHaveLength(3);
	}),
);
