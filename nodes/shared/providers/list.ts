import type { Provider } from './provider';
import { bland } from './bland';
import { elevenlabs } from './elevenlabs';
import { retell } from './retell';
import { simulator } from './simulator';
import { svalync } from './svalync';
import { synthflow } from './synthflow';
import { talkover } from './talkover';
import { unleashx } from './unleashx';
import { vapi } from './vapi';

/**
 * Every provider of the package. The first one is the default. A package of one provider is this list, and that of `statusWords`, with the
 * lines of the others taken out.
 */
export const providers: readonly Provider[] = [simulator, bland, elevenlabs, retell, svalync, synthflow, talkover, unleashx, vapi];
