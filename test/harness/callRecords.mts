/** Random campaigns: records as the call nodes and the triggers give them, with hostile texts, repeats and gaps. */
import type { IDataObject } from 'n8n-workflow';
import { outward } from '../../nodes/shared/call/outward.ts';
import { problem } from '../../nodes/shared/call/problem.ts';
import type { ProblemType } from '../../nodes/shared/call/problem.ts';
import type { CallAttempt, CallOutcome, CallRecord } from '../../nodes/shared/call/record.ts';
import { callRecord } from '../../nodes/shared/call/record.ts';

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function randomOf(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** Texts that would be markup, script or a second attribute if they were not escaped. */
export const hostileTexts = [
	'<script>alert(1)</script>',
	'"><img src=x onerror=alert(1)>',
	"' onload='alert(1)",
	'</style><svg onload=alert(1)>',
	'Ada & Co. ]]> <!-- &#60; \u0000\u202e\ud800',
];

export interface Campaign {
	people: number;
	seed: number;
	/** Whether names and other texts are hostile. */
	hostile?: boolean;
	/** The share of the items that come twice. */
	repeated?: number;
	simulated?: boolean;
}

const firstNames = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve', 'Finn', 'Greta', 'Hal', 'Ivy', 'Jon', 'Kim', 'Lea', 'Max', 'Nora', 'Otto', 'Pia'];
const lastNames = ['Archer', 'Brook', 'Carver', 'Dale', 'Ellis', 'Frost', 'Gale', 'Hart', 'Irving', 'Jordan', 'Keller', 'Lang', 'Moss'];
/** The begin of numbers, and how many hours their clock is before or behind UTC in November. */
const areas: ReadonlyArray<readonly [prefix: string, hours: number]> = [
	['+1212', -5],
	['+1312', -6],
	['+1303', -7],
	['+1415', -8],
	['+1808', -10],
	['+44207', 0],
	['+4930', 1],
	['+551199', -3],
	['+6149', 11],
];
const notDialedFor: ProblemType[] = [
	'outside_calling_hours',
	'do_not_call',
	'invalid_phone_number',
	'cap_reached',
	'duplicate',
	'insufficient_credits',
];

/** How likely a call is answered at an hour of the day, so that a chart has a shape. */
const chance = (hour: number): number => 0.12 + 0.38 * Math.exp(-((hour - 18) ** 2) / 12) + 0.2 * Math.exp(-((hour - 11) ** 2) / 6);

/** The records of a made-up campaign in the days before `until`. */
export function campaignOf({ people, seed, hostile = false, repeated = 0, simulated = false }: Campaign, until: Date): CallRecord[] {
	const random = randomOf(seed);
	const pick = <T,>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
	const records: CallRecord[] = [];
	const midnight = Math.floor(until.getTime() / 86_400_000) * 86_400_000;
	for (let index = 0; index < people; index++) {
		const [prefix, offset] = pick(areas);
		const to = `${prefix}555${String(index % 10_000).padStart(4, '0')}`;
		const known: Partial<CallRecord> = {
			to,
			reference: `vc-${seed}-${index}`,
			simulated,
			recipientName: hostile ? pick(hostileTexts) : random() < 0.1 ? null : `${pick(firstNames)} ${pick(lastNames)}`,
			transcript: hostile ? pick(hostileTexts) : 'agent: Hello.',
			context: hostile ? { note: pick(hostileTexts) } : null,
		};
		if (random() < 0.14) {
			const type = pick(notDialedFor);
			const nextAllowedAt = type === 'outside_calling_hours' ? new Date(until.getTime() + 15 * 3_600_000).toISOString() : null;
			const number = type === 'invalid_phone_number' ? null : to;
			records.push(
				callRecord('retell', { ...known, to: number, status: 'blocked', dialed: 'no', problem: problem(type, 'No.', { nextAllowedAt }) }),
			);
			continue;
		}
		const dials = random() < 0.5 ? 1 : 2 + Math.floor(random() * 2);
		const days = 1 + Math.floor(random() * 3);
		let at = new Date(midnight - days * 86_400_000 + (8 + random() * 11.5 - offset) * 3_600_000);
		const attempts: CallAttempt[] = [];
		for (let attempt = 1; attempt <= dials; attempt++) {
			const ends: Array<CallOutcome | null> =
				random() < chance(at.getUTCHours() + offset) ? ['answered'] : ['no_answer', 'no_answer', 'busy', 'voicemail', 'failed', null];
			const outcome = pick(ends);
			const isLast = attempt === dials || outcome === 'answered' || outcome === null;
			const status = outcome === null ? 'initiated' : ['answered', 'voicemail'].includes(outcome) ? 'completed' : 'failed';
			const seconds = outcome === 'answered' ? Math.round(12 + 160 * random() ** 2) : 0;
			const endedAt = outcome === null ? null : new Date(at.getTime() + (10 + seconds) * 1000).toISOString();
			const callId = `call-${seed}-${index}-${attempt}`;
			attempts.push({ attempt, callId, status, outcome, startedAt: at.toISOString(), endedAt });
			if (isLast) {
				const unclear = outcome === null && random() < 0.5;
				records.push(
					callRecord('retell', {
						...known,
						callId: unclear ? null : callId,
						status: unclear ? 'unknown' : status,
						outcome,
						dialed: unclear ? 'maybe' : 'yes',
						attempt,
						attempts: attempts.length > 1 ? [...attempts] : null,
						startedAt: at.toISOString(),
						endedAt,
						durationSeconds: outcome === 'answered' ? seconds : null,
						cost:
							outcome === null
								? null
								: { amount: Math.round((0.01 + seconds * 0.0012) * 1e4) / 1e4, currency: random() < 0.9 ? 'USD' : 'EUR' },
						...(unclear
							? {
									problem: problem('outcome_unknown', 'Lost.', {
										reconcile: hostile ? pick(hostileTexts) : 'Look at the call log in the dashboard of Retell AI.',
									}),
								}
							: {}),
					}),
				);
				break;
			}
			at = new Date(at.getTime() + 900_000);
		}
	}
	const again = records.filter(() => random() < repeated);
	return [...records, ...again];
}

/** The records as items. */
export const itemsOf = (records: readonly CallRecord[]): IDataObject[] => records.map((record) => outward(record) as IDataObject);
