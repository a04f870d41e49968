import type { FetchedFile, FileLimits, FileSource, FileWords } from '../../shared/transport/download';
import { fetchFile } from '../../shared/transport/download';
import { dialedAtIn } from '../../shared/providers/reserved';
import type { CallRow } from '../../shared/call/listedCall';
import { ok, failed } from '../../shared/call/result';
import { askingOptions, callIdProperty, fileFieldProperty, readFileField } from '../fields';
import { findCall, searchList, everyCall, listPage, shown } from '../find';
import type { OneCall } from './get';
import { jsonOf, readOneCall } from './get';
import type { AskingOperation, Outcome, Session } from '../operation';
import { ask, refusedBy } from '../operation';
import type { Failure } from '../../shared/call/result';

interface RecordingOf extends OneCall {
	binaryPropertyName: string;
}

const maxMegabytes = 50;
const maxSeconds = 30;

/** The operation Download Recording: fetches the recording of a call, up to 50 MB and 30 seconds. */
export const downloadRecording: AskingOperation<RecordingOf> = {
	value: 'downloadRecording',
	name: 'Download Recording',
	action: 'Download a recording',
	description: 'Fetch the recording of a call as a file',
	tool: 'Downloads the recording of a phone call that has ended. Phones nobody. Call ID is the callId of an earlier answer, never a guess.',
	capability: 'recordingDownload',
	properties: [callIdProperty, fileFieldProperty, askingOptions.property],
	read(raw, reading) {
		const { input, faults } = readOneCall(raw, reading);
		const field = readFileField(raw('binaryPropertyName'));
		if (!field.ok) faults.push(field.fault);
		return { input: { ...input, binaryPropertyName: field.ok ? field.value : 'data' }, faults };
	},
	async execute(session, { callId, binaryPropertyName, options }) {
		const { context, connection } = session;
		const located = await locate(session, callId);
		if (!located.ok) return located;
		const { call, source } = located.value;
		const limits: FileLimits = { bytes: maxMegabytes * 1024 * 1024, seconds: Math.min(maxSeconds, options.timeout), redirects: 3 };
		const fetched = await fetchFile(context, connection, source, limits, mayBeAudio, (...trouble) => inWords(limits, ...trouble));
		if (!fetched.ok) return fetched;
		if ('answer' in fetched.value) return { ok: false, fault: withoutRecording(refusedBy(connection, fetched.value.answer)) };
		const { file } = fetched.value;
		if (file.bytes.length === 0) return failed('The recording is empty.', 'It may not be ready yet: try again later.');
		if (looksLikePage(file.bytes)) return noAudio('a page of text');
		const { fileName, mimeType } = audioFileOf(file, callId);
		const binary = await context.helpers.prepareBinaryData(file.bytes, fileName, mimeType);
		return ok([{ json: jsonOf(shown(session, call, options)), binary: { [binaryPropertyName]: binary } }]);
	},
};

interface Located {
	call: CallRow;
	source: FileSource;
}

/** Finds the call and its recording: at the provider's own endpoint, or at the address in the call's record. */
async function locate(session: Session, callId: string): Promise<Outcome<Located>> {
	const { provider } = session.connection;
	const found = await findCall(session, callId);
	if (!found.ok) return found.fault.refusal === undefined ? ((await summarized(session, callId)) ?? found) : found;
	if (provider.recording) {
		return ok({ call: found.value, source: { request: provider.recording.request({ callId, agentId: null }) } });
	}
	// The endpoint for one call may tell less than the list.
	const listed = found.value.record.recordingUrl === null ? await searchList(session, callId) : found;
	const call = listed.ok ? listed.value : found.value;
	const url = call.record.recordingUrl;
	if (url !== null) return ok({ call, source: { url } });
	const known = await summarized(session, callId);
	if (known !== null) return known;
	return failed(
		'This call has no recording that can be downloaded.',
		'It may not be ready yet, or recording is off for the agent. Give the callId of Get Many or the reference of the call: not every list knows every ID.',
	);
}

/**
 * Finds the recording of a call whose id the lists do not know. The recording is in the provider's summary of the call, or in the
 * list's row with the same reference and dial time. Null if neither has it.
 */
async function summarized(session: Session, callId: string): Promise<Outcome<Located> | null> {
	const { callSummary } = session.connection.provider;
	if (callSummary === undefined) return null;
	const asked = await ask(session, callSummary, { callId, agentId: null });
	if (!asked.ok) return null;
	const { record, row } = asked.value.value;
	if (record.recordingUrl !== null) return ok({ call: { record, row }, source: { url: record.recordingUrl } });
	const dialedAt = dialedAtIn(row);
	if (record.reference === null || dialedAt === null) return null;
	// A workflow that runs repeatedly gives its calls the same reference. The dial time belongs to one call only.
	const listed = await listPage(session, { ...everyCall, search: dialedAt });
	const calls = listed.ok ? listed.value.results : [];
	const call = calls.find((listed) => listed.record.reference === record.reference && dialedAtIn(listed.row) === dialedAt);
	const url = call?.record.recordingUrl ?? null;
	return call === undefined || url === null ? null : ok({ call: { ...call, record: { ...call.record, callId } }, source: { url } });
}

/** After the call was found, a 404 means that it has no recording. */
const withoutRecording = (failure: Failure): Failure =>
	failure.httpStatus === 404
		? {
				...failure,
				sentence: 'This call has no recording.',
				wayOut: 'It may not be ready yet, or recording is off for the agent.',
			}
		: failure;

const noAudio = (what: string): Outcome<never> =>
	failed(
		`The address of the recording gave no audio, but ${what}.`,
		'Its link may have expired, or the recording was deleted: look at the call in the provider’s own log.',
	);

/** Makes the error message for a failed download. It leaves out the file's address, which may be a signed secret. */
function inWords(limits: FileLimits, ...[trouble, host, detail]: Parameters<FileWords>): Outcome<never> {
	const again = 'Try again later.';
	switch (trouble) {
		case 'too_large':
			return failed(`The recording is larger than ${maxMegabytes} MB and was not downloaded.`, 'Download it by hand at the provider.');
		case 'timed_out':
			return failed(`The recording did not arrive within ${limits.seconds} s.`, `The host was ${host}. ${again}`);
		case 'too_many_redirects':
			return failed(`The recording is redirected more than ${detail} times.`, `The last host was ${host}. ${again}`);
		case 'bad_target':
			return failed(
				'The recording is at an address that is not followed.',
				`The address that ${host} named ${detail.split('. ')[0].replace(/\.$/, '')}. Only https addresses on the internet are.`,
			);
		case 'wrong_type':
			return noAudio(
				detail === '' ? 'a file without a type' : detail.includes('html') ? 'a web page' : `a file of the type ${detail.slice(0, 60)}`,
			);
		case 'status':
			return failed(
				'The recording is not at its address any more.',
				`${host} answered HTTP ${detail}: its link may have expired. ${again}`,
			);
		default:
			return failed('The recording could not be fetched.', `The connection to ${host} failed or broke off. ${again}`);
	}
}

/** Content types of storage services that do not say what a file is. */
const unnamed = ['application/octet-stream', 'binary/octet-stream'];

/** Whether a content type may be a recording. A web page is not one. */
export const mayBeAudio = (mimeType: string): boolean => mimeType.startsWith('audio/') || unnamed.includes(mimeType);

const extensions: Readonly<Record<string, string>> = {
	'audio/mpeg': 'mp3',
	'audio/mp3': 'mp3',
	'audio/wav': 'wav',
	'audio/x-wav': 'wav',
	'audio/wave': 'wav',
	'audio/vnd.wave': 'wav',
	'audio/ogg': 'ogg',
	'audio/opus': 'opus',
	'audio/webm': 'webm',
	'audio/mp4': 'm4a',
	'audio/x-m4a': 'm4a',
	'audio/aac': 'aac',
	'audio/flac': 'flac',
};

const typeOfExtension: Readonly<Record<string, string>> = {
	mp3: 'audio/mpeg',
	wav: 'audio/wav',
	ogg: 'audio/ogg',
	opus: 'audio/opus',
	webm: 'audio/webm',
	m4a: 'audio/mp4',
	aac: 'audio/aac',
	flac: 'audio/flac',
};

/** The audio type that the first bytes show, or null. */
function typeOfBytes(bytes: Buffer): string | null {
	const start = bytes.toString('latin1', 0, 12);
	if (start.startsWith('ID3') || (bytes[0] === 0xff && (bytes[1] & 0xe6) === 0xe2)) return 'audio/mpeg';
	if (start.startsWith('RIFF') && start.endsWith('WAVE')) return 'audio/wav';
	if (start.startsWith('OggS')) return 'audio/ogg';
	if (start.startsWith('fLaC')) return 'audio/flac';
	return start.slice(4, 8) === 'ftyp' ? 'audio/mp4' : null;
}

/** Whether the bytes begin like a web page or an XML error, whatever the content type says. */
export const looksLikePage = (bytes: Buffer): boolean => /^\uFEFF?\s*</.test(bytes.toString('utf8', 0, 200));

/**
 * Gives the content type and a file name for a recording. The type comes from the header if it names one, else from the ending of the
 * address, else from the first bytes.
 */
export function audioFileOf({ bytes, mimeType, path }: FetchedFile, callId: string): { fileName: string; mimeType: string } {
	const ending = /\.([a-z0-9]{2,4})$/i.exec(path)?.[1].toLowerCase() ?? '';
	const known = unnamed.includes(mimeType) ? (typeOfExtension[ending] ?? typeOfBytes(bytes)) : mimeType;
	const type = known ?? 'application/octet-stream';
	const extension = extensions[type] ?? (typeOfExtension[ending] ? ending : 'bin');
	const safe = callId.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 80);
	return { fileName: `call-${safe}.${extension}`, mimeType: type };
}
