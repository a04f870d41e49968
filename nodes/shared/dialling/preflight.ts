import type { IExecuteFunctions } from 'n8n-workflow';
import type { HoursAnswer } from '../callingHours/check';
import type { Problem, ProblemType } from '../call/problem';
import { problem } from '../call/problem';
import type { CallAudit } from '../call/record';
import type { CallRequest } from '../call/request';
import { faultProblem } from '../call/result';
import type { Safety } from '../fields/safety';
import { checkPhoneNumber } from '../phoneNumber/e164';
import type { NumberRules } from '../phoneNumber/numberPolicy';
import { numberFault } from '../phoneNumber/numberPolicy';
import { maskNumber } from '../phoneNumber/mask';
import type { Provider } from '../providers/provider';
import { consentProblem } from './consent';
import { hoursOf, hoursProblem } from './schedule';
import type { Ledger } from './ledger';
import { loopsBack } from './repeats';
import type { ParsedItem } from './job';

/** The decision about one item, with the facts behind it. */
interface PreflightDecision {
	problem: Problem | null;
	audit: CallAudit;
	/** The item that this one repeats, if that is the only reason against it. */
	repeatOf?: number;
}

/** The calls that were let through, with their numbers and references. */
class Places {
	calls = 0;

	readonly numbers = new Map<string, number>();

	readonly references = new Map<string, CallRequest>();

	take(call: CallRequest): void {
		this.calls++;
		this.numbers.set(call.to, call.item);
		this.references.set(call.reference, call);
	}
}

/** Decides who is called in this run. Asked once per item, in order: it remembers what it let through. */
export class Preflight {
	private readonly real = new Places();

	/** A dry run dials nobody, so its calls are kept apart and block no real call. */
	private readonly shown = new Places();

	/** The real calls by their items. */
	private readonly taken = new Map<number, CallRequest>();

	/** Entries of the do-not-call list that are no complete phone numbers and are compared by their digits. */
	entriesComparedByDigits = 0;

	/** Calls that were let through where the law of the country would not allow them, and why not, of the first one. */
	readonly outsideLaw = { calls: 0, why: '' };

	/** Workflow and node, by which the loop guard knows them. */
	readonly node: string;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly provider: Provider,
		/** What was dialed already, by other runs of the node in this execution too. */
		private readonly ledger: Ledger,
	) {
		this.node = `${context.getWorkflow().id ?? ''}:${context.getNode().id}`;
	}

	/** The decision on an item that was read without fault. */
	check(parsed: ParsedItem, call: CallRequest, now: Date): PreflightDecision {
		const { safety, number } = parsed;
		if (number === null || safety === null) return { problem: null, audit: auditOf(parsed, null) };
		const hours = hoursOf(parsed, safety, call, now);
		const person = this.personProblem(parsed, safety, call);
		const repeat = person === null ? this.repeatProblem(parsed, safety, call, now) : null;
		const found = person ?? repeat?.problem ?? hoursProblem(call, hours) ?? this.capProblem(safety, parsed);
		if (found === null) {
			this.compareWithLaw(parsed, safety, call, now);
			(parsed.options.dryRun ? this.shown : this.real).take(call);
			if (!parsed.options.dryRun) this.taken.set(call.item, call);
		}
		const audit: CallAudit = { ...auditOf(parsed, hours), decision: found ? 'refused' : 'allowed' };
		return { problem: found, audit, ...(repeat?.of !== undefined && { repeatOf: repeat.of }) };
	}

	/** Frees number, reference and count of an item that was certainly not dialed. */
	giveBack(item: number): void {
		const call = this.taken.get(item);
		if (call === undefined) return;
		const { numbers, references } = this.real;
		this.taken.delete(item);
		this.real.calls--;
		if (numbers.get(call.to) === item) numbers.delete(call.to);
		if (references.get(call.reference)?.item === item) references.delete(call.reference);
	}

	/** Counts the calls that custom hours allow and the law does not. */
	private compareWithLaw(parsed: ParsedItem, safety: Safety, call: CallRequest, now: Date): void {
		if (safety.callingHours !== 'custom') return;
		const lawful = hoursOf(parsed, { ...safety, callingHours: 'lawful' }, call, now);
		if (lawful === null || lawful.allowed) return;
		if (this.outsideLaw.calls === 0) this.outsideLaw.why = `${parsed.number?.country ?? 'country unknown'}: ${lawful.reason ?? ''}`;
		this.outsideLaw.calls++;
	}

	/** The decision on calling the same person once more: everything but the rules about repeats. */
	decideRedial(parsed: ParsedItem, call: CallRequest, now: Date): PreflightDecision {
		const { safety, number } = parsed;
		if (number === null || safety === null) return { problem: null, audit: auditOf(parsed, null) };
		const hours = hoursOf(parsed, safety, call, now);
		const found = this.personProblem(parsed, safety, call) ?? hoursProblem(call, hours) ?? this.capProblem(safety, parsed);
		if (found === null) this.real.calls++;
		return { problem: found, audit: { ...auditOf(parsed, hours), decision: found ? 'refused' : 'allowed' } };
	}

	/**
	 * The check right before the request, without an await. Another run of the node in this execution may have dialed since:
	 * n8n runs the tool calls of one model answer in parallel.
	 */
	decideLast({ safety }: ParsedItem, call: CallRequest): Problem | null {
		if (safety === null) return null;
		if (this.ledger.earlier(call).state !== 'none') return repeated(call, calledElsewhere);
		if (call.attempt === 1 && !safety.allowRepeats && this.ledger.isDialed(call.to)) {
			return repeated(call, this.ledger.isDialedElsewhere(call.to) ? calledElsewhere : 'was called for another item of this run already');
		}
		return this.ledger.dials() < safety.maxCalls ? null : capReached(safety);
	}

	/** Why this person must not be called at any time, or null. */
	private personProblem(parsed: ParsedItem, safety: Safety, call: CallRequest): Problem | null {
		const ofNumbers = this.numberProblem(parsed, safety) ?? this.otherNumbersProblem(parsed, safety, call);
		return ofNumbers ?? this.doNotCallProblem(parsed, call) ?? consentProblem(safety, call);
	}

	private numberProblem({ number }: ParsedItem, safety: Safety): Problem | null {
		if (number === null) return null;
		const rules = {
			allowedCountries: safety.allowedCountries,
			blockRiskyNumbers: safety.blockRiskyNumbers,
			fictionalAllowed: this.provider.inProcess !== undefined,
		};
		const fault = numberFault(number, rules, 'Phone Number', this.provider.displayName);
		return fault === null ? null : faultProblem(fault);
	}

	/** Checks the caller ID, which may be toll-free, and the transfer numbers, to which all rules apply. */
	private otherNumbersProblem(parsed: ParsedItem, safety: Safety, call: CallRequest): Problem | null {
		const faultOf = (given: string | null, field: string, rules: Pick<NumberRules, 'allowedCountries' | 'blockRiskyNumbers'>) => {
			const checked = given === null ? null : checkPhoneNumber(given, field, null);
			if (!checked?.ok) return null;
			const fictionalAllowed = this.provider.inProcess !== undefined;
			return numberFault(checked.value, { ...rules, fictionalAllowed }, field, this.provider.displayName);
		};
		const callerId = faultOf(call.fromNumber, 'From Number', { allowedCountries: null, blockRiskyNumbers: false });
		if (callerId !== null) return faultProblem(callerId);
		for (const { name, transferNumber } of call.responseHandlers) {
			if (transferNumber === null) continue;
			const field = `Response Handlers: Transfer Number of "${name}"`;
			const fault = faultOf(transferNumber, field, safety);
			if (fault !== null) return faultProblem(fault);
			const place = parsed.doNotCall?.placeOf(transferNumber) ?? null;
			if (place !== null) {
				const sentence = `${field} (${maskNumber(transferNumber)}) is on the do-not-call list (entry ${place}), so nobody is called. Give another number.`;
				return said('do_not_call', sentence);
			}
		}
		return null;
	}

	private doNotCallProblem({ doNotCall: list }: ParsedItem, call: CallRequest): Problem | null {
		if (!list?.complete) {
			const sentence =
				'The do-not-call list is nested too deep or too long to be read to its end, so nobody is called. Give Do Not Call a plain list of numbers.';
			return said('invalid_parameters', sentence);
		}
		this.entriesComparedByDigits = Math.max(this.entriesComparedByDigits, list.comparedByDigits);
		const place = list.placeOf(call.to);
		if (place === null) return null;
		return said(
			'do_not_call',
			`${maskNumber(call.to)} is on the do-not-call list (entry ${place}), so it is not called. Remove that entry only if the person asked for it.`,
		);
	}

	/** The calls before this item. A dry run also counts its own, as a real run would. */
	private before({ options }: ParsedItem): Places[] {
		return options.dryRun ? [this.real, this.shown] : [this.real];
	}

	/** Why it would be a repeat, and of which item of this run. */
	private repeatProblem(parsed: ParsedItem, safety: Safety, call: CallRequest, now: Date): { problem: Problem; of?: number } | null {
		const before = this.before(parsed);
		const same = before.map(({ references }) => references.get(call.reference)).find((place) => place !== undefined);
		// Only a reference of the user's own can be the same for two persons.
		if (parsed.options.reference !== null && same && contentOf(same) !== contentOf(call)) {
			const sentence = `The Reference is used by item ${same.item + 1} for another call. Give each call a Reference of its own.`;
			return { problem: said('duplicate', sentence), of: same.item };
		}
		if (safety.allowRepeats) return null;
		const earlier = before.map(({ numbers }) => numbers.get(call.to)).find((place) => place !== undefined);
		if (earlier !== undefined) {
			const where = `is the number of item ${earlier + 1} too, and a run calls a number once at the most`;
			return { problem: repeated(call, where), of: earlier };
		}
		if (this.ledger.isDialedElsewhere(call.to)) return { problem: repeated(call, calledElsewhere) };
		const wait = loopsBack(this.context.getInputData()[parsed.item]?.json, this.node, call.to, now.getTime());
		if (wait === null) return null;
		const nextAllowedAt = new Date(now.getTime() + wait).toISOString();
		const sentence = `This item is an event of a call that this node placed a moment ago, and calling again would go in circles. Filter the events before this node, or turn on Allow Repeats under Safety.`;
		return { problem: said('duplicate', sentence, nextAllowedAt) };
	}

	private capProblem(safety: Safety, parsed: ParsedItem): Problem | null {
		const calls = this.before(parsed).reduce((sum, places) => sum + places.calls, 0);
		return calls + this.ledger.dialsElsewhere() < safety.maxCalls ? null : capReached(safety);
	}
}

const said = (type: ProblemType, sentence: string, nextAllowedAt: string | null = null): Problem =>
	problem(type, sentence, { nextAllowedAt });

const calledElsewhere = 'was called by another run of this node in this execution already';

const repeated = (call: CallRequest, where: string): Problem =>
	said('duplicate', `${maskNumber(call.to)} ${where}. Turn on Allow Repeats under Safety to call a number several times in a run.`);

const capReached = ({ maxCalls }: Safety): Problem =>
	said(
		'cap_reached',
		`This node already has ${maxCalls} calls in this execution, the Max Calls under Safety. Raise it, or send the rest in another execution.`,
	);

/** The content of a call: everything but its item index and its reference. */
const contentOf = (call: CallRequest): string => JSON.stringify({ ...call, item: null, reference: null });

/** The facts on which an item was let through or held back. */
export const auditOf = ({ number, faults }: ParsedItem, hours: HoursAnswer | null): CallAudit => ({
	country: number?.country ?? null,
	numberType: number?.type ?? null,
	timeZones: hours?.timeZones ?? null,
	localTime: hours?.localTime ?? null,
	rule: hours?.rule ?? null,
	decision: faults.length === 0 ? 'allowed' : 'refused',
});
