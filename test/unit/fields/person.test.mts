import { expect, test } from 'vitest';
import { readAgentId as readAgentIdOf } from '../../../nodes/shared/fields/provider';
import { faultProblem, faultSentence } from '../../../nodes/shared/call/result';
import { leadEmail, leadTimezone, recipientName } from '../../../nodes/shared/fields/callParameters';
import { providerById } from '../../../nodes/shared/providers/registry';
import { empties, readWith, valueOrSentence } from '../../harness/fields.mts';

const readAgentId = (raw: unknown) => readAgentIdOf(raw, providerById('svalync')!);

test('the name, the mail address and the time zone of a person may be left out', () => {
	for (const field of [recipientName, leadEmail, leadTimezone]) {
		for (const raw of empties) expect(readWith(field as typeof leadEmail, raw)).toBeNull();
	}
});

test('a name is text of up to 200 characters', () => {
	expect(readWith(recipientName, ' Ada Lovelace ')).toBe('Ada Lovelace');
	expect(readWith(recipientName, 'x'.repeat(201))).toMatch(/^Recipient Name is longer than 200/);
});

test.each([
	['ada@example.com', true],
	['a.b+c@sub.example.co.uk', true],
	['ada@example', false],
	['ada example.com', false],
	['ada@@example.com', false],
	['Ada <ada@example.com>', false],
	[`${'x'.repeat(250)}@a.de`, false],
])('the text %s is a mail address: %s', (raw, is) => {
	expect(readWith(leadEmail, raw)).toMatch(is ? /^[^ ]+$/ : /^Lead Email /);
});

test('the time zone of a person is an IANA name', () => {
	expect(readWith(leadTimezone, 'Europe/Berlin')).toBe('Europe/Berlin');
	expect(readWith(leadTimezone, 'CET')).toMatch(/^Lead Time Zone is not an IANA time zone/);
});

test('every call needs an agent, whose ID is one word', () => {
	expect(valueOrSentence(readAgentId(' agent-1 '))).toBe('agent-1');
	expect(valueOrSentence(readAgentId(123))).toBe('123');
	for (const raw of empties) expect(valueOrSentence(readAgentId(raw))).toMatch(/^Agent is empty\. Choose one/);
	expect(valueOrSentence(readAgentId('agent 1'))).toMatch(/blank in its ID/);
	expect(valueOrSentence(readAgentId('agent\u00001'))).toMatch(/blank in its ID/);
	expect(valueOrSentence(readAgentId('x'.repeat(201)))).toMatch(/longer than 200/);
	expect(valueOrSentence(readAgentId({ mode: 'id', value: 'x' }))).toMatch(/not text/);
});

test('a fault becomes a sentence that names the field, and the problem that leaves with it has it in its title', () => {
	const fault = { type: 'invalid_phone_number', field: 'Phone Number', sentence: 'is empty. Give a number.' } as const;
	expect(faultSentence(fault)).toBe('Phone Number is empty. Give a number.');
	expect(faultProblem(fault)).toMatchObject({
		type: 'invalid_phone_number',
		title: 'Phone Number is empty',
		detail: 'Phone Number is empty. Give a number.',
	});
});
