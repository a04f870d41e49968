import { expect, test } from 'vitest';
import { assistantModel, language, ringTimeout } from '../../../nodes/shared/fields/callParameters';
import { voicemail } from '../../../nodes/shared/fields/voicemail';
import { empties, readWith, reading } from '../../harness/fields.mts';

const simulated = reading('simulator');

test('without a setting the agent decides what happens when a machine answers', () => {
	for (const raw of [...empties, {}, { message: '' }]) expect(readWith(voicemail, raw, simulated)).toBeNull();
});

test('a machine is hung up on, talked to, or left a message', () => {
	expect(readWith(voicemail, { action: 'hangUp' }, simulated)).toEqual({ action: 'hangUp', message: null });
	expect(readWith(voicemail, { action: 'ignore', message: '' }, simulated)).toEqual({ action: 'ignore', message: null });
	const left = { action: 'leaveMessage', message: 'Call us back.' };
	expect(readWith(voicemail, left, simulated)).toEqual(left);
	expect(readWith(voicemail, { message: 'Call us back.' }, simulated)).toEqual(left);
});

test('a message that would not be said, or is missing, is refused', () => {
	expect(readWith(voicemail, { action: 'leaveMessage' }, simulated)).toMatch(/^Voicemail: Message is empty, and Action is Leave Message\./);
	expect(readWith(voicemail, { action: 'hangUp', message: 'x' }, simulated)).toMatch(/only said with the Action Leave Message/);
	expect(readWith(voicemail, { action: 'shout' }, simulated)).toMatch(/^Voicemail: Action /);
	expect(readWith(voicemail, { message: 'x'.repeat(1001) }, simulated)).toMatch(/longer than 1000/);
	expect(readWith(voicemail, 'hangUp', simulated)).toMatch(/^Voicemail is text, not an object of settings/);
});

test('the phone rings for 5 to 300 seconds', () => {
	expect(readWith(ringTimeout, 45)).toBe(45);
	for (const raw of [4, 301, 30.5, 'long']) expect(readWith(ringTimeout, raw)).toMatch(/^Ring Timeout /);
});

test('a language is a code, and a model names its provider', () => {
	for (const code of ['de', 'de-DE', 'zh-Hant-TW', 'babel-en']) expect(readWith(language, code)).toBe(code);
	for (const raw of ['German, please', 'd', 'de_', '{"a":1}']) expect(readWith(language, raw)).toMatch(/^Language is not a language code/);
	expect(readWith(assistantModel, 'openai/gpt-4o')).toBe('openai/gpt-4o');
	for (const raw of ['gpt-4o', '/gpt-4o', 'openai/']) expect(readWith(assistantModel, raw)).toMatch(/^Assistant Model is not a model/);
});
