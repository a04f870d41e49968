import type { IExecuteFunctions } from 'n8n-workflow';
import { at } from '../call/json';
import type { CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import { callRequest } from '../call/request';
import type { FieldIssue } from '../call/result';
import type { ReadContext, ReadOnce } from '../fields/field';
import type { RawReader } from '../fields/places';
import { WrittenParameters, namesGiven, readerFrom, readerOf } from '../fields/places';
import { privacyUnread } from '../fields/privacy';
import { gone } from '../fields/vanished';
import { isBlank } from '../fields/values';
import { readWait } from '../fields/waiting';
import { checkPhoneNumber } from '../phoneNumber/e164';
import type { Provider } from '../providers/provider';
import type { Breath } from '../time/breath';
import { inStretches, takeBreaths } from '../time/breath';
import { DoNotCallLists } from '../doNotCall/suppressionList';
import type { CallNodeSpec } from './nodeSpecs';
import { isTool } from '../dialling/caller';
import type { ParsedItem } from '../dialling/job';
import { referenceFor, RunReferences } from './reference';
import type { Settings } from './settings';
import { defaultOptions, readSettings } from './settings';

/** From this many items on a run begins with a pause. */
const many = 100;

/** What the reading of all items of a run shares. */
interface RunReading {
	context: IExecuteFunctions;
	reading: ReadContext;
	kind: CallNodeSpec;
	written: WrittenParameters;
	/** Workflow, node and run; never the execution, which changes when an execution is retried. */
	place: readonly string[];
	waiting: Parameters<typeof readWait>[1];
	lists: DoNotCallLists;
	breath: Breath;
	/** The settings of every item, where no expression is in them. */
	settings: Settings | null;
	references: RunReferences;
	/** The values of the fields without an expression. */
	once: ReadOnce;
	/** What every call has, where nothing but the phone number is an expression. Null before the first call without fault. */
	same: { read: ReturnType<CallNodeSpec['read']>; call: CallRequest } | null;
}

/** Reads and checks every item before anything is sent; in short stretches, since there may be thousands. */
export async function parseItems(context: IExecuteFunctions, provider: Provider, kind: CallNodeSpec): Promise<ParsedItem[]> {
	const node = context.getNode();
	const written = new WrittenParameters(node.parameters);
	const reading: ReadContext = { provider, timezone: context.getTimezone(), now: new Date() };
	const runReading: RunReading = {
		context,
		reading,
		kind,
		written,
		place: [context.getWorkflow().id ?? '', node.id, String(context.getWorkflowDataProxy(0).$runIndex ?? 0)],
		waiting: { ...reading, tool: isTool(context), items: context.getInputData().length },
		lists: new DoNotCallLists((message) => context.addExecutionHints({ message, type: 'warning', location: 'outputPane' })),
		breath: takeBreaths(),
		settings: null,
		references: new RunReferences(context, node.parameters),
		once: { isFixed: (name) => written.isFixed(name) && runReading.settings !== null, values: new Map() },
		same: null,
	};
	const parsed: ParsedItem[] = [];
	const items = context.getInputData().keys();
	// n8n prepared the items without a pause, so other executions get their turn first.
	if (context.getInputData().length > many) await runReading.breath.rest();
	const plan = async (item: number): Promise<void> => {
		const parsedItem = parseItem(runReading, item);
		parsed.push(parsedItem);
		const { call, safety, options } = parsedItem;
		if (call === null || safety === null) return;
		// Many items share one list.
		const { lists, breath } = runReading;
		parsedItem.doNotCall = await lists.listOf(safety.doNotCall, options.defaultCountry, breath);
	};
	await inStretches(items, plan, runReading.breath);
	return parsed;
}

/** Evaluates an expression for one item. @param failed what one gives that cannot be evaluated */
const evaluatorOf =
	({ context }: RunReading, item: number, failed: unknown) =>
	(expression: string): unknown => {
		try {
			return context.evaluateExpression(expression, item);
		} catch {
			return failed;
		}
	};

/** @param unread the faults of parameters that cannot be read */
function settingsOf(runReading: RunReading, raw: RawReader, item: number, unread: readonly FieldIssue[]): Settings {
	if (runReading.settings !== null) return runReading.settings;
	const { kind, reading, written } = runReading;
	const settings = readSettings(kind.options, reading, written.parameters, raw, evaluatorOf(runReading, item, undefined), unread);
	if (namesGiven(kind.options, written.parameters).every((name) => written.isFixed(name))) runReading.settings = settings;
	return settings;
}

function parseItem(runReading: RunReading, item: number): ParsedItem {
	const { context, reading, kind, written } = runReading;
	const { provider } = reading;
	const faults: FieldIssue[] = [];
	const direct = readerOf(context, item, faults, written);
	const asWritten = (to: unknown): string | null => (typeof to === 'string' ? to : null);
	const other = otherProvider(direct('provider'), provider);
	if (other !== null) {
		const known = { to: asWritten(direct('phoneNumber')) };
		return {
			item,
			faults: [other],
			call: null,
			number: null,
			options: { ...defaultOptions, privacy: privacyUnread(written.parameters) },
			safety: null,
			doNotCall: null,
			wait: null,
			redial: null,
			known,
		};
	}

	const { values, options, safety, faults: unsettled } = settingsOf(runReading, direct, item, faults);
	faults.push(...unsettled);
	const raw = readerFrom(kind.options, values, direct, provider);

	const readable = faults.length;
	const rawNumber = raw('phoneNumber');
	const number = checkPhoneNumber(rawNumber, 'Phone Number', options.defaultCountry);
	const evaluate = evaluatorOf(runReading, item, '');
	if (!number.ok && faults.length === readable) {
		const { fault } = number;
		const isGone = isBlank(rawNumber) && gone(written.parameters.phoneNumber, evaluate).length > 0;
		faults.push(
			isGone ? { ...fault, sentence: fault.sentence.replace(/^is empty/, 'is empty: the expression gave nothing for this item') } : fault,
		);
	}

	const read = runReading.same?.read ?? kind.read(raw, reading, written.parameters, evaluate, runReading.once);
	const { parts, redial: asked } = read;
	faults.push(...read.faults);
	const { callbackUrl = null } = parts;
	const { wait, redial, faults: unfitWait } = readWait(raw, runReading.waiting, asked, { callbackUrl });
	faults.push(...unfitWait);

	const known: Partial<CallRecord> = {
		reference: options.reference,
		to: number.ok ? number.value.e164 : asWritten(rawNumber),
		agentId: parts.agentId ?? null,
		from: parts.fromNumber ?? null,
		recipientName: parts.recipientName ?? null,
		variables: parts.variables ?? null,
		context: parts.context ?? null,
	};
	const parsed: ParsedItem = {
		item,
		faults,
		call: null,
		number: number.ok ? number.value : null,
		options,
		safety,
		doNotCall: null,
		wait,
		redial,
		known,
	};
	if (faults.length > 0 || !number.ok) return parsed;

	const call =
		runReading.same === null ? callRequest(item, number.value.e164, parts) : { ...runReading.same.call, item, to: number.value.e164 };
	if (runReading.same === null && isSameForAll(runReading)) runReading.same = { read, call: { ...call } };
	const { simulatedAnswers = [] } = options;
	if (call.scripted) call.scripted.simulatedAnswers = simulatedAnswers;
	else if (simulatedAnswers.length > 0) call.simulatedAnswers = simulatedAnswers;
	call.reference =
		options.reference ??
		(provider.rowsAreNameless === true
			? runReading.references.ofNumber(runReading.place, call.to, safety?.allowRepeats === true)
			: // A delay is counted from now: with it the reference would change in every try.
				referenceFor([...runReading.place, String(item)], { ...call, item: null, delaySeconds: null, ringsAt: null }));
	faults.push(...provider.check(call), ...checkCallerId(call));
	const nameAsked = [at(written.parameters.options, 'recipientName'), written.parameters.recipientName];
	const isNameless = call.recipientName === null && nameAsked.some((given) => gone(given, evaluate).length > 0);
	if (isNameless) parsed.isNameless = true;
	if (provider.rowsAreNameless === true && runReading.references.isSteady(options.reference)) parsed.isSteady = true;
	if (faults.length === 0) parsed.call = call;
	known.reference = call.reference;
	return parsed;
}

/** Whether every call of the run differs from the others by its number alone. */
const isSameForAll = ({ written, settings }: RunReading): boolean =>
	settings !== null && Object.keys(written.parameters).every((name) => name === 'phoneNumber' || written.isFixed(name));

/** Refuses an item with another provider than the first item: one run uses one provider. */
function otherProvider(value: unknown, provider: Provider): FieldIssue | null {
	if (value === provider.id) return null;
	return {
		type: 'invalid_parameters',
		field: 'Provider',
		sentence: `is not the one of the first item, ${provider.displayName}, and one run calls over one provider. Sort the items with a Switch node, and give each provider a node of its own.`,
	};
}

const checkCallerId = (call: CallRequest): FieldIssue[] =>
	call.fromNumber !== call.to
		? []
		: [
				{
					type: 'invalid_phone_number',
					field: 'From Number',
					sentence: 'is the number that is called. Give another one, or leave it empty.',
				},
			];
