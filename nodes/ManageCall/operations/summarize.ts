import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { toJson } from '../../shared/call/json';
import type { FieldIssue } from '../../shared/call/result';
import { flagField, integerField, orDefault, textField } from '../../shared/fields/builders';
import type { ValuesOf } from '../../shared/fields/field';
import { collection } from '../../shared/fields/field';
import { conditionsField, usualConditions } from '../../shared/fields/retry';
import { fileFieldProperty, readFileField } from '../fields';
import type { CollectiveOperation } from '../operation';
import { reportPage } from '../report/page';
import type { Observation } from '../summary/observation';
import { readObservation } from '../summary/observation';
import { summarize } from '../summary/summarize';

const callAgainAfter = conditionsField({
	label: 'Call Again After',
	name: 'callAgainAfter',
	default: [...usualConditions],
	description: 'What must have happened in the last call for a person to count as still to be called',
});

const maxAttempts = integerField({
	label: 'Max Attempts',
	name: 'maxAttempts',
	min: 1,
	max: 100,
	default: 3,
	description: 'How many calls to one person there may be in all; who had that many is not to be called again',
});

const reportTitle = textField({
	label: 'Report Title',
	name: 'reportTitle',
	default: 'Call report',
	maxLength: 200,
	description: 'Headline of the report file',
	displayOptions: { show: { '/reportFile': [true] } },
});

const showFullNumbers = orDefault(
	flagField({
		label: 'Show Full Numbers',
		name: 'showFullNumbers',
		default: false,
		description: 'Whether to show phone numbers in full; otherwise only their last digits are shown',
	}),
);

const fields = { callAgainAfter, maxAttempts, reportTitle, showFullNumbers };
const options = collection({ displayName: 'Options', name: 'options', placeholder: 'Add Option' }, fields);
const noOptions: ValuesOf<typeof fields> = { callAgainAfter: null, maxAttempts: null, reportTitle: null, showFullNumbers: false };

const reportFile = orDefault(
	flagField({
		label: 'Report File',
		name: 'reportFile',
		default: false,
		description: 'Whether to add the report as a web page (HTML), ready to mail or to show in a browser',
	}),
);

const fileField: INodeProperties = { ...fileFieldProperty, displayOptions: { show: { reportFile: [true] } } };

interface Wanted {
	/** The field of the item that gets the report, or null for no file. */
	fileField: string | null;
	/** IANA zone of the times in the report. */
	timezone: string;
	options: ValuesOf<typeof fields>;
}

/** The operation Summarize Calls: makes one item of many call records, and a report if wanted. */
export const summarizeCalls: CollectiveOperation<Wanted, Observation> = {
	value: 'summarize',
	name: 'Summarize Calls',
	action: 'Summarize calls',
	description:
		'Count what many call records tell: who was reached, who is still to be called, talk time and cost, also as a report to mail',
	tool: 'Counts what the call records of the input tell: people reached, outcomes, cost, and who is still to be called. Phones nobody.',
	capability: null,
	isCollective: true,
	properties: [reportFile.property, fileField, options.property],
	read(raw, reading) {
		const faults: FieldIssue[] = [];
		const wantsFile = reportFile.read(raw('reportFile'), reading);
		if (!wantsFile.ok) faults.push(wantsFile.fault);
		const isWanted = wantsFile.ok && wantsFile.value;
		const field = readFileField(isWanted ? raw('binaryPropertyName') : null);
		if (!field.ok) faults.push(field.fault);
		const chosen = options.read(raw('options'), reading);
		if (!chosen.ok) faults.push(chosen.fault);
		return {
			input: {
				fileField: isWanted && field.ok ? field.value : null,
				timezone: reading.timezone,
				options: chosen.ok ? chosen.value : noOptions,
			},
			faults,
		};
	},
	readItem: readObservation,
	async execute(context, { fileField: field, timezone, options: chosen }, observations, now) {
		const summary = await summarize(observations, {
			callAgainAfter: chosen.callAgainAfter ?? [...usualConditions],
			maxAttempts: chosen.maxAttempts,
			showFullNumbers: chosen.showFullNumbers,
			now,
		});
		const json = toJson(summary) as IDataObject;
		if (field === null) return { json };
		const page = reportPage(summary, { title: chosen.reportTitle ?? 'Call report', timezone });
		const fileName = `call-report-${summary.generatedAt.slice(0, 10)}.html`;
		return { json, binary: { [field]: await context.helpers.prepareBinaryData(Buffer.from(page, 'utf8'), fileName, 'text/html') } };
	},
};
