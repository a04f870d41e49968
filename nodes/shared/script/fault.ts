import type { Fault } from '../call/result';

/** A fault of the script: `place` says where ("step 2 (details): Text"), `sentence` goes on and ends with the way out. */
export const scriptFault = (place: string, sentence: string): Fault => ({
	type: 'invalid_script',
	field: place === '' ? 'Script' : `Script, ${place}`,
	sentence,
});
