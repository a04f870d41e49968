import type { NodeExecutionHint } from 'n8n-workflow';
import { itemName } from '../call/problem';
import type { CallOutcome, CallRecord } from '../call/record';
import { maskNumber, maskNumbersIn } from '../phoneNumber/mask';
import type { Provider } from '../providers/provider';
import type { ItemResult, ParsedItem } from '../dialling/job';
import type { Preflight } from '../dialling/preflight';

/** Up to this many items are named one by one; more are only counted. */
const few = 3;
/** Characters of a person's name. */
const maxNameLength = 40;
const maxReasons = 5;
const newLine = '<br>';

/**
 * What the output panel says above the items: one hint with what happened, then the warnings of the run.
 * @param took how long a long run took, as a sentence
 */
export function hintsFor(
	provider: Provider,
	results: readonly ItemResult[],
	warnings: readonly string[],
	isOneOutput = false,
	took: string | null = null,
): NodeExecutionHint[] {
	const told: Record<CallRecord['dialed'], ItemResult[]> = { yes: [], no: [], maybe: [] };
	for (const result of results) if (result.dryRun === undefined) told[result.record.dialed].push(result);
	const who = namesOf(results);
	const played = [toldYes(told.yes, provider, who), toldMaybe(told.maybe, provider, who)].filter((part) => part !== '').join(' ');
	const simulated = provider.inProcess !== undefined && played !== '' ? [`Simulated: ${played}`, 'Nobody was phoned.'] : [played];
	const dry = results.filter((result) => result.dryRun !== undefined).length;
	const sentences = [
		...simulated,
		dry === 0 ? '' : `Dry run: ${count(dry, 'request')} shown${isOneOutput ? '' : ' on the output Not Dialed'}, nothing was sent.`,
		toldNo(told.no, who, isOneOutput),
		took ?? '',
	].filter((part) => part !== '');

	const type = told.no.length > 0 || (told.maybe.length > 0 && !provider.inProcess) ? 'warning' : 'info';
	const hint = (message: string, as: NodeExecutionHint['type']): NodeExecutionHint => ({ message, type: as, location: 'outputPane' });
	const happened = sentences.length === 0 ? [] : [hint(sentences.join(' '), type)];
	return [...happened, ...[...new Set(warnings)].map((warning) => hint(warning, 'warning'))];
}

function toldYes(placed: readonly ItemResult[], provider: Provider, who: Who): string {
	if (placed.length === 0) return '';
	if (placed.length <= few)
		return sentence(placed.map((result) => `${happenedTo(result.record, who(result))}${details(result.record)}`).join('; '));
	const how = counted(placed.map(({ record }) => (record.outcome === null ? 'no result yet' : labels[record.outcome])));
	const all = `${count(placed.length, 'call')} ${provider.inProcess ? 'played' : 'placed'}`;
	return placed.every(({ record }) => record.outcome === null)
		? `${all}.`
		: `${all}: ${how.map(([label, times]) => `${times} ${label}`).join(', ')}.`;
}

function toldMaybe(unclear: readonly ItemResult[], provider: Provider, who: Who): string {
	if (unclear.length === 0) return '';
	if (provider.inProcess) {
		const whom = unclear.length <= few ? unclear.map(who).join(', ') : count(unclear.length, 'person', 'people');
		return `Whether the call to ${whom} was placed is not known, as after a real time-out.`;
	}
	if (unclear.length > few) return `${unclear.length} calls may have been placed: the problem in each item says how to find out.`;
	return unclear
		.flatMap((result) =>
			[
				sentence(`the call to ${who(result)} may have been placed`),
				result.record.problem?.detail ?? [],
				result.record.problem?.reconcile ?? [],
			].flat(),
		)
		.join(' ');
}

/** Names the reasons for few items, and counts them for many. A reason says what to do. */
function toldNo(notDialed: readonly ItemResult[], who: Who, isOneOutput: boolean): string {
	if (notDialed.length === 0) return '';
	const where = isOneOutput
		? ''
		: notDialed.length === 1
			? ' The item is on the output Not Dialed.'
			: ' They are on the output Not Dialed.';
	const why = ({ problem }: CallRecord): string => problem?.detail ?? 'The run ended before it was reached.';
	if (notDialed.length <= few) {
		const whoseFault = (reason: string): string =>
			notDialed
				.filter(({ record }) => why(record) === reason)
				.map(who)
				.join(', ');
		const told = [...new Set(notDialed.map(({ record }) => why(record)))];
		const lines = told.map((reason) => `Not dialed${who.many ? ` (${whoseFault(reason)})` : ''}: ${reason}`);
		// n8n shows a hint as HTML: one line for each reason.
		return `${lines.length > 1 ? newLine : ''}${lines.join(newLine)}${where}`;
	}
	const reasons = counted(notDialed.map(({ record }) => record.problem?.title ?? 'Not reached'));
	const others = reasons.slice(maxReasons).reduce((sum, [, times]) => sum + times, 0);
	const listed = reasons
		.slice(0, maxReasons)
		.map(([title, times]) => `${title}: ${times}.`)
		.join(' ');
	return `${notDialed.length} items not dialed. ${listed}${others > 0 ? ` Other reasons: ${others}.` : ''}${where}`;
}

/** Gives the name of a result in a sentence; `many` says whether the run has several. */
type Who = ((result: ItemResult) => string) & { many: boolean };

/** The person by name, else by the masked number, and the item where that names no single one. */
function namesOf(results: readonly ItemResult[]): Who {
	const many = results.length > 1;
	// Counted at the first use: for thousands of items no name is shown.
	let times: ReadonlyMap<string, number> | null = null;
	const nameOf = ({ item, record }: ItemResult): string => {
		times ??= new Map(counted(results.map((result) => nameIn(result.record))));
		const place = itemName(item).toLowerCase();
		const name = nameIn(record);
		if (!many) return name === '' ? 'the person' : name;
		if (name === '') return place;
		return times.get(name) === 1 ? name : `${name}, ${place}`;
	};
	return Object.assign(nameOf, { many });
}

function nameIn({ recipientName, to }: CallRecord): string {
	const name = maskNumbersIn((recipientName ?? '').replace(/[<>]/g, ''))
		.trim()
		.slice(0, maxNameLength);
	return name !== '' || !to?.startsWith('+') ? name : maskNumber(to);
}

const labels: Record<CallOutcome, string> = {
	answered: 'answered',
	voicemail: 'voicemail',
	no_answer: 'no answer',
	busy: 'busy',
	cancelled: 'canceled',
	rejected: 'rejected',
	failed: 'failed',
};

const ends: Record<CallOutcome, (who: string) => string> = {
	answered: (who) => `${who} answered`,
	voicemail: (who) => `${who}: voicemail`,
	no_answer: (who) => `${who} did not answer`,
	busy: (who) => `${who} was busy`,
	cancelled: (who) => `the call to ${who} was canceled`,
	rejected: (who) => `${who} rejected the call`,
	failed: (who) => `the call to ${who} failed`,
};

function happenedTo({ outcome, status, problem }: CallRecord, who: string): string {
	if (outcome !== null) return ends[outcome](who);
	if (status === 'completed') return `the call to ${who} is over`;
	const state = status === 'unknown' ? '' : ` (${status.replace('_', ' ')})`;
	return `the call to ${who} is placed${state}${problem === undefined ? '' : `. ${problem.title}`}`;
}

/** How long they talked, in which mood, and after how many calls. */
function details({ durationSeconds, analysis, attempts }: CallRecord): string {
	const talked = durationSeconds === null || durationSeconds === 0 ? [] : [`${durationSeconds} s`];
	const mood = analysis.sentiment === null ? [] : [analysis.sentiment];
	const dials = attempts === null || attempts.length < 2 ? [] : [`${attempts.length} calls`];
	return [...talked, ...mood, ...dials].map((part) => `, ${part}`).join('');
}

/** The distinct words with their counts, the most frequent first. */
function counted(words: readonly string[]): Array<[string, number]> {
	const times = new Map<string, number>();
	for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
	return [...times].sort((a, b) => b[1] - a[1]);
}

const sentence = (text: string): string => `${text[0].toUpperCase()}${text.slice(1)}.`;
const count = (amount: number, noun: string, plural = `${noun}s`): string => `${amount} ${amount === 1 ? noun : plural}`;

/** Warnings about the run as a whole, each once. */
export function notesOf(provider: Provider, parsed: readonly ParsedItem[], { outsideLaw, entriesComparedByDigits }: Preflight): string[] {
	const notes: string[] = [];
	if (entriesComparedByDigits > 0) {
		notes.push(
			entriesComparedByDigits === 1
				? '1 entry of the do-not-call list is no phone number; it was compared by its digits.'
				: `${entriesComparedByDigits} entries of the do-not-call list are no phone numbers; they were compared by their digits.`,
		);
	}
	const nameless = parsed.filter(({ call, isNameless }) => call !== null && isNameless === true).length;
	if (nameless > 0) {
		const whom = parsed.length === 1 ? '' : ` for ${nameless} of ${parsed.length} items`;
		notes.push(`Recipient Name: the expression gave nothing${whom}. Check the name of the column in it.`);
	}
	if (outsideLaw.calls > 0) {
		const calls = outsideLaw.calls === 1 ? '1 call was' : `${outsideLaw.calls} calls were`;
		notes.push(
			`${calls} outside the lawful hours (${outsideLaw.why}). Calling Hours: Custom does not keep the law; choose Lawful to keep it.`,
		);
	}
	if (provider.inProcess && parsed.length > 1 && parsed.some(({ wait }) => wait?.method === 'callback')) {
		notes.push(
			'At a real provider the Wait Method Callback takes one item per run: choose Polling there, or put a Loop Over Items node (batch size 1) before this node.',
		);
	}
	return notes;
}
