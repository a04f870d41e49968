import { expect, test } from 'vitest';
import { audioFileOf, looksLikePage, mayBeAudio } from '../../../nodes/ManageCall/operations/downloadRecording';

const file = (mimeType: string, path: string, start = '') => ({ mimeType, path, bytes: Buffer.from(start, 'latin1') });

test.each(['audio/mpeg', 'audio/x-anything', 'application/octet-stream', 'binary/octet-stream'])('the type %s may be a recording', (type) =>
	expect(mayBeAudio(type)).toBe(true),
);
test.each(['', 'text/html', 'text/plain', 'application/json', 'video/mp4', 'xaudio/mpeg', 'application/xml'])(
	'the type %j is no recording',
	(type) => expect(mayBeAudio(type)).toBe(false),
);

test.each([
	['audio/mpeg', '/a/b.wav', '', 'call-c1.mp3', 'audio/mpeg'],
	['audio/wav', '/a', '', 'call-c1.wav', 'audio/wav'],
	['audio/amr', '/a', '', 'call-c1.bin', 'audio/amr'],
	['binary/octet-stream', '/a/b.MP3', '', 'call-c1.mp3', 'audio/mpeg'],
	['application/octet-stream', '/a/b.exe', 'ID3', 'call-c1.mp3', 'audio/mpeg'],
	['application/octet-stream', '/a', '\xff\xfb\x90', 'call-c1.mp3', 'audio/mpeg'],
	['application/octet-stream', '/a', 'RIFF1234WAVE', 'call-c1.wav', 'audio/wav'],
	['application/octet-stream', '/a', 'OggS', 'call-c1.ogg', 'audio/ogg'],
	['application/octet-stream', '/a', 'fLaC', 'call-c1.flac', 'audio/flac'],
	['application/octet-stream', '/a', '1234ftypM4A ', 'call-c1.m4a', 'audio/mp4'],
	['application/octet-stream', '/a', 'who knows', 'call-c1.bin', 'application/octet-stream'],
])('the file of type %s at %s beginning with %j is %s', (type, path, start, fileName, mimeType) => {
	expect(audioFileOf(file(type, path, start), 'c1')).toEqual({ fileName, mimeType });
});

test('a hostile ID makes no path of the file name', () => {
	const { fileName } = audioFileOf(file('audio/mpeg', '/a'), '../../etc/passwd\u0000\u202e');
	expect(fileName).toBe('call--etc-passwd-.mp3');
});

test.each([
	['<html>', true],
	['\ufeff \n<!doctype html>', true],
	['<?xml', true],
	['ID3 <html>', false],
	['', false],
])('a file that begins with %j begins like a page: %s', (text, expected) => {
	expect(looksLikePage(Buffer.from(text))).toBe(expected);
});
