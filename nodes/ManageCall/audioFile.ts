import type { FetchedFile } from '../shared/transport/download';

/** Types under which storage services hand out files without saying what is in them. */
const unnamed = ['application/octet-stream', 'binary/octet-stream'];

/** Whether a content type may be that of a recording; a web page is none. */
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

/** The type that the first bytes show, or null. */
function typeOfBytes(bytes: Buffer): string | null {
	const start = bytes.toString('latin1', 0, 12);
	if (start.startsWith('ID3') || (bytes[0] === 0xff && (bytes[1] & 0xe6) === 0xe2)) return 'audio/mpeg';
	if (start.startsWith('RIFF') && start.endsWith('WAVE')) return 'audio/wav';
	if (start.startsWith('OggS')) return 'audio/ogg';
	if (start.startsWith('fLaC')) return 'audio/flac';
	return start.slice(4, 8) === 'ftyp' ? 'audio/mp4' : null;
}

/** Whether the bytes are text that begins like a web page or an error in XML, whatever the header says. */
export const looksLikePage = (bytes: Buffer): boolean => /^\uFEFF?\s*</.test(bytes.toString('utf8', 0, 200));

/** The type and a file name for a recording: the header where it says one, else the address, else the first bytes. */
export function audioFileOf({ bytes, mimeType, path }: FetchedFile, callId: string): { fileName: string; mimeType: string } {
	const ending = /\.([a-z0-9]{2,4})$/i.exec(path)?.[1].toLowerCase() ?? '';
	const known = unnamed.includes(mimeType) ? (typeOfExtension[ending] ?? typeOfBytes(bytes)) : mimeType;
	const type = known ?? 'application/octet-stream';
	const extension = extensions[type] ?? (typeOfExtension[ending] ? ending : 'bin');
	const safe = callId.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 80);
	return { fileName: `call-${safe}.${extension}`, mimeType: type };
}
