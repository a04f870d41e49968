/** The whole request of every form at every provider, as files that a reviewer can read. `npx vitest -u` writes them anew. */
import { expect, test } from 'vitest';
import { examples, forms } from '../../harness/scriptExamples.mts';
import { providerIds, requestOf } from './support.mts';

const table = forms.flatMap((form) => providerIds.map((id) => [form, id] as const));

test.each(table)('the script as %s at %s is compiled as before', async (form, id) => {
	const request = requestOf(id, {
		...examples[form].typed,
		variables: { values: [{ name: 'name', value: 'Ada "Countess" {Lovelace}' }] },
		recording: true,
		voiceSettings: { gender: 'female', accent: 'neutral', speed: 1.25 },
		context: '{ "leadId": 4711 }',
		callbackUrl: 'https://n8n.example.com/webhook/call-events',
	});
	await expect(`${JSON.stringify(request, null, '\t')}\n`).toMatchFileSnapshot(`snapshots/${form}.${id}.json`);
});
