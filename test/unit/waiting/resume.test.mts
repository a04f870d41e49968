/** The address at which a waiting call is resumed: what its events may and may not do, and what leaves with it. */
import { createHash, createHmac } from 'node:crypto';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { callRecord } from '../../../nodes/shared/call/record';
import type { CallRecord } from '../../../nodes/shared/call/record';
import { seal } from '../../../nodes/shared/privacy/seal';
import { providerById } from '../../../nodes/shared/providers/registry';
import type { ProviderId } from '../../../nodes/shared/providers/provider';
import { confirmingPace } from '../../../nodes/shared/waiting/confirming';
import { resumeWaitingCall } from '../../../nodes/shared/waiting/resume';

Object.assign(confirmingPace, { pauses: [0, 5, 5], analysis: 20 });

const token = 'tokenOfThisAttempt_-0123456789AB';
const signature = 'a'.repeat(64);
const resumeUrl = `https://n8n.example.com/webhook-waiting/17?signature=${signature}&attempt=${token}`;
const to = '+12127365000';

/** The provider's API: what it answers to a GET, or nothing that can be read. */
type Api = (path: string) => { statusCode: number; body: unknown };
const nothing: Api = () => ({ statusCode: 500, body: {} });

interface Given {
	includeRaw?: boolean;
	name?: string;
	credential?: IDataObject;
	headers?: Record<string, string>;
	api?: Api;
	waiting?: IDataObject;
	attempt?: string;
}

let workflows = 0;

async function resume(provider: ProviderId, body: unknown, known: Partial<CallRecord> = {}, given: Given = {}) {
	const { includeRaw = false, name = 'Call', credential = {}, headers = {}, api = nothing, waiting = {}, attempt = token } = given;
	const record = callRecord(provider, {
		to,
		dialed: 'yes',
		status: 'queued',
		reference: 'r1',
		attempt: 1,
		createdAt: new Date().toISOString(),
		...known,
	});
	const asked: string[] = [];
	let status = 200;
	const response = { headersSent: false, status: (code: number) => ((status = code), response), json: () => response };
	const id = String(workflows++);
	const context = {
		getRequestObject: () => ({
			headers: { 'content-type': 'application/json', ...headers },
			query: { attempt },
			rawBody: Buffer.from(JSON.stringify(body)),
		}),
		getResponseObject: () => response,
		getNode: () => ({ id: 'node', name, credentials: {} }),
		getWorkflow: () => ({ id }),
		getCredentials: async () => ({ apiKey: 'key-0123456789', baseUrl: 'https://api.example.com', region: 'custom', ...credential }),
		helpers: {
			httpRequestWithAuthentication: async (_type: string, { url, qs }: IDataObject) => {
				const path = String(url).slice('https://api.example.com'.length);
				asked.push(path);
				return { headers: {}, ...api(`${path}?${new URLSearchParams(qs as Record<string, string>).toString()}`) };
			},
		},
		evaluateExpression: (expression: string) => {
			expect(expression.slice(2, -2)).not.toMatch(/\{\{|\}\}/);
			const read = new Function('$node', `return ${expression.slice(2, -2)}`) as (nodes: unknown) => unknown;
			const kept = { tokenHash: createHash('sha256').update(token).digest('hex'), record, since: record.createdAt, includeRaw, ...waiting };
			return read({ [name]: { context: { voiceCallsWaiting: kept } } });
		},
	} as unknown as IWebhookFunctions;
	const { workflowData } = await resumeWaitingCall(context);
	return { status, asked, record: workflowData?.[0]?.[0]?.json as IDataObject | undefined };
}

const svalync = (callId: string, number: string, event = 'call.completed') => ({
	event,
	call_id: callId,
	call: { id: callId, to_phone_number: number },
});

describe('where the provider tells no id when it places the call', () => {
	test.each([
		['a foreign end alone', [svalync('c9', '+442079460018')]],
		['a foreign end before our own call’s progress', [svalync('c9', '+442079460018'), svalync('c1', to, 'call.ringing')]],
	])('the delivery of %s does not resume', async (_name, body) => {
		expect((await resume('svalync', body)).record).toBeUndefined();
	});
	test.each([to, '12127365000', '(212) 736-5000', '0212 736 5000', 'anonymous', ''])(
		'our own end resumes, with the number written %s',
		async (number) => {
			expect(await resume('svalync', [svalync('c9', '+442079460018'), svalync('c1', number)])).toMatchObject({
				status: 200,
				record: { callId: 'c1', status: 'completed', to },
			});
		},
	);
});

describe('a call of which numbers are masked', () => {
	const privacy = { maskNumbers: true, omitRecording: false, omitTranscript: true };
	const record = callRecord('svalync', { to, dialed: 'yes', status: 'queued', reference: 'r1', attempt: 1 });
	const sealed = seal({ tokenHash: '', record, includeRaw: true, privacy }, token);
	const spoken = { ...svalync('c1', to), transcript: `call ${to}` };

	test('is stored sealed, resumes by its token and leaves without number, transcript and raw answer', async () => {
		const resumed = await resume('svalync', spoken, {}, { waiting: { sealed, record: null } });
		expect(resumed).toMatchObject({ status: 200, record: { callId: 'c1', status: 'completed', to: '••• 5000', transcript: null } });
		expect(JSON.stringify(resumed.record)).not.toMatch(/2127365000|raw/);
	});
	test('is not resumed where the seal was made with another token', async () => {
		const other = seal({ tokenHash: '', record, includeRaw: true, privacy }, 'another');
		expect(await resume('svalync', spoken, {}, { waiting: { sealed: other } })).toEqual({ status: 401, asked: [], record: undefined });
	});
});

describe('a large body', () => {
	// Ten minutes of talk, each word with its times.
	const words = Array.from({ length: 20_000 }, (_, index) => ({ word: `word ${index}`, start: index / 10, end: index / 10 + 0.08 }));
	const talk = { ...svalync('c1', to), words, note: 'x'.repeat(2_000_000) };

	test('of 3 MB and 60,000 keys resumes, since the secret in the address proves it', async () => {
		expect(Buffer.byteLength(JSON.stringify(talk))).toBeGreaterThan(3_000_000);
		expect(await resume('svalync', talk)).toMatchObject({ status: 200, record: { callId: 'c1', status: 'completed' } });
	});
	test('is refused unparsed with another secret in the address', async () => {
		const parse = vi.spyOn(JSON, 'parse');
		expect(await resume('svalync', talk, {}, { attempt: 'another' })).toEqual({ status: 401, asked: [], record: undefined });
		expect(parse).not.toHaveBeenCalled();
		parse.mockRestore();
	});
	test('of more than 8 MB, or of 200,001 keys, is refused', async () => {
		expect((await resume('svalync', { ...svalync('c1', to), note: 'x'.repeat(8_400_000) })).status).toBe(413);
		const many = Array.from({ length: 200_001 }, () => ({ a: 1 }));
		expect((await resume('svalync', { ...svalync('c1', to), many })).status).toBe(400);
	});
});

describe('the address stays secret', () => {
	const bodies: Array<[ProviderId, unknown]> = [
		['talkover', { event: 'event_phone_call_ended', call_id: 'c1', context: { resumeUrl, reference: 'r1', callAttempt: 2, lead: 7 } }],
		[
			'unleashx',
			{
				data: {
					execution_id: 'c1',
					CALL_STATUS: 'COMPLETED',
					metadata: { resumeUrl, reference: 'r1', callAttempt: 2, script: 'x', greeting: 'y', lead: 7 },
				},
			},
		],
	];
	test.each(bodies)('%s: a resumed item holds the user’s own data and no address, raw or not', async (provider, body) => {
		for (const includeRaw of [false, true]) {
			const { record } = await resume(provider, body, {}, { includeRaw });
			expect(record).toMatchObject({
				callId: 'c1',
				status: 'completed',
				...(provider === 'talkover' ? { context: { lead: 7 } } : { variables: { lead: 7 } }),
			});
			expect(record?.raw === undefined).toBe(!includeRaw);
			expect(JSON.stringify(record)).not.toMatch(new RegExp(`${token}|${signature}`));
		}
	});
	test.each(bodies)('%s: an event keeps the user’s own data beside the record', (provider, body) => {
		const [event] = providerById(provider)?.readEvents(body) ?? [];
		expect(event.resumeUrl).toBe(resumeUrl);
		expect(event.record).toMatchObject({ reference: 'r1', attempt: 2 });
		expect(JSON.stringify(event.record)).not.toMatch(/"(resumeUrl|callAttempt|script|greeting)"/);
	});
});

test.each(['Call', 'Say "hi"', "it's", 'back\\slash', 'a }} b {{ c', 'a { b } c', 'ünïcödé 📞', '${x}', 'line\nbreak', '`tick`', ']'])(
	'the node may be named %j',
	async (name) => {
		expect(await resume('svalync', svalync('c1', to), {}, { name })).toMatchObject({ status: 200, record: { callId: 'c1' } });
	},
);

describe('the signature of the provider', () => {
	const secret = 'secret-of-the-workspace';
	const callId = 'c-17';
	const body = { status: 'completed', call: { status: 'completed', call_id: callId, transcript: 'told' }, lead: { phone_number: to } };
	const signed = (key: string, id = callId) => createHmac('sha256', key).update(id).digest('base64');
	const withSecret = (headers: Record<string, string>, credential: IDataObject = { webhookSecret: secret }) =>
		resume('synthflow', body, { callId }, { credential, headers });

	test.each([
		['missing', {}],
		['made with another secret', { 'synthflow-signature': signed('another-secret-of-old') }],
		['of another call', { 'synthflow-signature': signed(secret, 'c-18') }],
		['empty', { 'synthflow-signature': '' }],
		['one of two', { 'synthflow-signature': signed(secret), 'x-synthflow-signature': 'x' }],
	])('%s: the answer is 401, nothing is asked, and the execution keeps waiting', async (_name, headers) => {
		expect(await withSecret(headers)).toEqual({ status: 401, asked: [], record: undefined });
	});
	test('an end with the right signature resumes', async () => {
		expect(await withSecret({ 'synthflow-signature': signed(secret) })).toMatchObject({
			status: 200,
			record: { callId, status: 'completed' },
		});
		const both = { webhookSecret: `new-secret-of-the-workspace ${secret}` };
		expect(await withSecret({ http_synthflow_signature: signed(secret) }, both)).toMatchObject({ status: 200 });
	});
	test('no signature is asked for where the credential has no secret, or the provider signs nothing', async () => {
		expect(await withSecret({}, { webhookSecret: '' })).toMatchObject({ status: 200, record: { callId } });
		const token = { webhookToken: 'token-in-an-address' };
		expect(await resume('svalync', svalync('c1', to), {}, { credential: token })).toMatchObject({ status: 200, record: { callId: 'c1' } });
	});
	test('a signature does not stand in for the secret of the attempt', async () => {
		const headers = { 'synthflow-signature': signed(secret) };
		expect(
			await resume('synthflow', body, { callId }, { credential: { webhookSecret: secret }, headers, attempt: 'another' }),
		).toMatchObject({ status: 401, asked: [] });
	});
});

describe('the record of the provider wins over the body', () => {
	const synthflowSays =
		(row: object): Api =>
		(path) =>
			path.startsWith('/calls/c-17')
				? { statusCode: 200, body: { status: 'success', response: { calls: [{ call_id: 'c-17', phone_number_to: to, ...row }] } } }
				: nothing(path);
	const told = {
		status: 'completed',
		call: { status: 'completed', call_id: 'c-17', transcript: 'a forged talk', duration: 900 },
		lead: { phone_number: to },
		analysis: { goal: 'true' },
	};
	const resumed = (api: Api, body: unknown = told) => resume('synthflow', body, { callId: 'c-17' }, { api });

	test('the record is as the provider has it where both say something; what it leaves open the callback fills in', async () => {
		const { record } = await resumed(synthflowSays({ status: 'no-answer', transcript: '', duration: 0 }));
		expect(record).toMatchObject({ status: 'failed', outcome: 'no_answer', durationSeconds: 0, analysis: { converted: true } });
		expect(record).not.toHaveProperty('problem');
		const { record: talked } = await resumed(synthflowSays({ status: 'completed', transcript: 'bot: Hello.', duration: 25 }));
		expect(talked).toMatchObject({ status: 'completed', outcome: 'answered', transcript: 'bot: Hello.', durationSeconds: 25 });
	});
	test('a call that ends there a moment later is looked at again', async () => {
		let looks = 0;
		const { record } = await resumed((path) => synthflowSays({ status: ++looks < 2 ? 'in-progress' : 'busy' })(path));
		expect(record).toMatchObject({ status: 'failed', outcome: 'busy' });
		expect(record).not.toHaveProperty('problem');
	});
	test.each<[string, Api, RegExp]>([
		['cannot be read', nothing, /could not be read there/],
		['is another one there', synthflowSays({ call_id: 'c-18', status: 'busy' }), /could not be read there/],
		['is not over there', synthflowSays({ status: 'in-progress' }), /does not show that end yet/],
	])('the record says what is not verified where the provider %s', async (_name, api, why) => {
		const { record, status } = await resumed(api);
		expect(status).toBe(200);
		expect(record).toMatchObject({
			status: 'completed',
			transcript: 'a forged talk',
			problem: { type: 'outcome_unknown', title: 'The result could not be verified' },
		});
		expect((record as any).problem.detail).toMatch(why);
		expect((record as any).problem.detail).toContain('Synthflow reported the end of this call');
	});
	test('the record is read at every provider: the lists of those without an endpoint for one call', async () => {
		const createdAt = new Date().toISOString();
		const talkover: Api = () => ({
			statusCode: 200,
			body: { success: true, data: [{ id: 'c1', to, status: 'busy', created_at: createdAt }], pagination: { last_page: 1 } },
		});
		const end = { event: 'event_phone_call_ended', call_id: 'c1', context: { reference: 'r1' } };
		expect(await resume('talkover', end, { callId: 'c1' }, { api: talkover })).toMatchObject({
			asked: ['/calls'],
			record: { status: 'failed', outcome: 'busy' },
		});
		const log: Api = () => ({
			statusCode: 200,
			body: { datalist: [{ ID: 7, CALLING_NUMBER: to, CALL_STATUS: 'no_answer', INPUT_DATA: { reference: 'r1', dialedAt: createdAt } }] },
		});
		const session = { data: { execution_id: 'e1', CALL_STATUS: 'completed', metadata: { reference: 'r1' } } };
		expect(await resume('unleashx', session, { callId: 'e1', createdAt }, { api: log })).toMatchObject({
			record: { callId: 'e1', status: 'failed', outcome: 'no_answer' },
		});
	});
	test('an id that only the callback names is believed only where it leads to this call', async () => {
		const old = new Date(Date.now() - 86_400_000).toISOString();
		const row =
			(more: object): Api =>
			(path) =>
				path.startsWith('/voiceai/list')
					? { statusCode: 200, body: { success: true, data: [] } }
					: {
							statusCode: 200,
							body: {
								success: true,
								data: { id: 'c1', to_phone_number: to, status: 'busy', createdAt: new Date().toISOString(), ...more },
							},
						};
		const problem = { title: 'The result could not be verified' };
		expect(await resume('svalync', svalync('c1', to), {}, { api: row({}) })).toMatchObject({
			record: { outcome: 'busy', status: 'failed' },
		});
		expect(await resume('svalync', svalync('c1', to), {}, { api: row({ to_phone_number: '+442079460018' }) })).toMatchObject({
			record: { status: 'completed', problem },
		});
		expect(await resume('svalync', svalync('c1', to), {}, { api: row({ createdAt: old }) })).toMatchObject({
			record: { status: 'completed', problem },
		});
	});
});

describe('the analysis that follows the end', () => {
	const { webhook } = providerById('synthflow')!;
	// Longer than any test takes: what ends the wait is what each test does.
	beforeEach(() => void Object.assign(webhook, { analysisLag: 60_000 }));
	afterEach(() => void Object.assign(webhook, { analysisLag: undefined }));

	const end = { status: 'completed', call: { status: 'completed', call_id: 'c-17' }, lead: { phone_number: to } };
	const analyzed = { ...end, analysis: { goal: 'true' } };
	/** What the provider shows at each look; the last row stays. */
	const showing = (...rows: object[]): { api: Api; looks: () => number } => {
		let looks = 0;
		const api: Api = (path) => {
			if (!path.startsWith('/calls/c-17')) return nothing(path);
			const row = rows[Math.min(looks++, rows.length - 1)];
			return { statusCode: 200, body: { status: 'success', response: { calls: [{ call_id: 'c-17', phone_number_to: to, ...row }] } } };
		};
		return { api, looks: () => looks };
	};
	const over = { call_status: 'completed', duration: 30 };
	const withAnalysis = { ...over, analysis: { goal: 'true' } };
	const resumed = (api: Api, body: unknown = end, attempt = token) =>
		resume(
			'synthflow',
			body,
			{ callId: 'c-17' },
			{ api, attempt, waiting: { tokenHash: createHash('sha256').update(attempt).digest('hex') } },
		);

	test('is waited for: the call is read again until it is there', async () => {
		const { api, looks } = showing(over, over, withAnalysis);
		const { record } = await resumed(api);
		expect(record).toMatchObject({ status: 'completed', analysis: { converted: true } });
		expect(record).not.toHaveProperty('problem');
		expect(looks()).toBe(3);
	});
	test('is done without if it does not come in time, and that is no problem of the result', async () => {
		const lag = 300;
		Object.assign(webhook, { analysisLag: lag });
		const { api, looks } = showing(over);
		const begun = performance.now();
		const { record } = await resumed(api);
		expect(performance.now() - begun).toBeGreaterThanOrEqual(lag - 25);
		expect(record).toMatchObject({ status: 'completed', outcome: 'answered' });
		expect(record).not.toHaveProperty('problem');
		expect(looks()).toBeGreaterThan(1);
	});
	test('is not waited for if the event brought it, or the call reached nobody, or the provider has no such lag', async () => {
		const brought = showing(over);
		expect((await resumed(brought.api, analyzed)).record).toMatchObject({ analysis: { converted: true } });
		const busy = showing({ call_status: 'busy' });
		expect((await resumed(busy.api)).record).toMatchObject({ status: 'failed', outcome: 'busy' });
		Object.assign(webhook, { analysisLag: undefined });
		const without = showing(over);
		await resumed(without.api);
		expect([brought.looks(), busy.looks(), without.looks()]).toEqual([1, 1, 1]);
	});
	test('resumes at once if it is delivered meanwhile, and the delivery that waits for it brings no second result', async () => {
		const { api, looks } = showing(over);
		const first = resumed(api, end);
		await vi.waitFor(() => expect(looks()).toBeGreaterThan(0));
		const second = await resumed(api, analyzed);
		expect(second).toMatchObject({ status: 200, record: { status: 'completed', analysis: { converted: true } } });
		expect(await first).toMatchObject({ status: 409, record: undefined });
	});
	test('does not hold up the wait of another attempt', async () => {
		Object.assign(webhook, { analysisLag: 300 });
		const { api, looks } = showing(over);
		const first = resumed(api, end);
		await vi.waitFor(() => expect(looks()).toBeGreaterThan(0));
		const other = 'tokenOfAnotherAttempt_0123456789';
		expect(await resumed(api, analyzed, other)).toMatchObject({ status: 200, record: { status: 'completed' } });
		expect(await first).toMatchObject({ status: 200, record: { status: 'completed' } });
	});
	test('several deliveries of the end at the same time give one result', async () => {
		for (let round = 0; round < 10; round++) {
			const { api } = showing(over, over, withAnalysis);
			const results = await Promise.all(Array.from({ length: 5 }, () => resumed(api)));
			expect(results.filter(({ record }) => record !== undefined)).toHaveLength(1);
			expect(results.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
		}
	});
	test('resumes the execution by itself, as an event of its own that says how the call ended', async () => {
		const provider = providerById('synthflow')!;
		const { readEvents } = provider;
		const { api } = showing(withAnalysis);
		for (const [event, status, resumes] of [
			['call.analysis_ready', 'completed', true],
			['call.analysis_ready', 'in_progress', false],
			['call.unknown', 'completed', false],
		] as const) {
			const told = callRecord('synthflow', { callId: 'c-17', to, status, dialed: 'yes' });
			Object.assign(provider, { readEvents: () => [{ event, eventId: 'e', occurredAt: null, record: told, raw: {} }] });
			const { record } = await resumed(api);
			Object.assign(provider, { readEvents });
			expect(record !== undefined).toBe(resumes);
		}
	});
});
