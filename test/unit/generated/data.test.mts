/** The tables that come from published packages are those of the installed ones. `npm run data` writes them anew. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { areaCodesSource } from './areaCodes.mts';
import { shortNumbersSource } from './shortNumbers.mts';
import { zoneMapSource } from './zoneMap.mts';

const shared = resolve(import.meta.dirname, '../../../nodes/shared');

test.each([
	['callingHours/zoneMap', zoneMapSource()],
	['callingHours/areaCodes', areaCodesSource()],
	['phoneNumber/shortNumbers', shortNumbersSource()],
])('%s.generated.ts is what the installed package gives', async (name, source) => {
	await expect(source).toMatchFileSnapshot(`${shared}/${name}.generated.ts`);
});
