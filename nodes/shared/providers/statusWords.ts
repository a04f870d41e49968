import type { Words } from './words';
import { words as bland } from './bland/words';
import { words as elevenlabs } from './elevenlabs/words';
import { words as retell } from './retell/words';
import { words as simulator } from './simulator/words';
import { words as svalync } from './svalync/words';
import { words as synthflow } from './synthflow/words';
import { words as talkover } from './talkover/words';
import { words as unleashx } from './unleashx/words';
import { words as vapi } from './vapi/words';

/** The status words of every provider of the package, by its ID. */
export const statusWords = {
	simulator,
	bland,
	elevenlabs,
	retell,
	svalync,
	synthflow,
	talkover,
	unleashx,
	vapi,
} satisfies Record<string, Words>;

/** The providers of the package. Each has its words above. */
export type ProviderId = keyof typeof statusWords;
