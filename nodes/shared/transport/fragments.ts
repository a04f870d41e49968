/** Shortest part of a secret that is masked, in letters and digits. Other characters between them do not count. */
const minFragment = 8;
/** Longest base64 or hexadecimal word that is decoded, in characters. A longer word is a file. */
const maxWordLength = 5000;

/** The letters and digits of a text in lower case, each with its place in the text. */
interface Plain {
	characters: string;
	places: number[];
	/** For each character, the place after its spelling in the text. */
	ends: number[];
}

/** One character of a text: escaped as in addresses, pages and scripts (`%2b`, `&#61;`, `\x3d`), or a plain letter or digit. */
const spelled = /%(?:25)*([0-9a-f]{2})|&#(\d{1,3});|&#x([0-9a-f]{1,2});|\\x([0-9a-f]{2})|\\u00([0-9a-f]{2})|[a-z0-9]/gi;

function plainOf(text: string): Plain {
	const plain: Plain = { characters: '', places: [], ends: [] };
	for (const found of text.matchAll(spelled)) {
		const [whole, percent, decimal, ...hex] = found;
		const code = percent ?? hex.find((one) => one !== undefined);
		const character =
			decimal === undefined ? (code === undefined ? whole : String.fromCharCode(parseInt(code, 16))) : String.fromCharCode(Number(decimal));
		if (!/[a-z0-9]/i.test(character)) continue;
		plain.characters += character.toLowerCase();
		plain.places.push(found.index);
		plain.ends.push(found.index + whole.length);
	}
	return plain;
}

const mayBeSpelled = /[%&\\]/;
/** Number of a letter (1 to 26) or digit (27 to 36) by its character code. All other characters have 0. */
const symbols = new Uint8Array(128);
for (let index = 0; index < 26; index++) symbols[97 + index] = symbols[65 + index] = index + 1;
for (let index = 0; index < 10; index++) symbols[48 + index] = index + 27;

/** A secret as letters and digits. `isBorder` marks the places where a word of the secret begins or ends. */
interface Secret {
	plain: string;
	isBorder: boolean[];
}

function secretOf(secret: string): Secret {
	const { characters, places } = plainOf(secret);
	const isLetter = (index: number): boolean => /[a-z]/i.test(secret[index] ?? '');
	const isBorder = [...places, secret.length].map((place, index) => {
		const before = index === 0 ? -1 : places[index - 1];
		return place !== before + 1 || !isLetter(before) || !isLetter(place);
	});
	return { plain: characters, isBorder };
}

/**
 * Finds parts of secrets in a text. A part has at least eight letters and digits. It may be in another case or encoding, or have other
 * characters in between.
 */
export class Fragments {
	private readonly secrets: Secret[];

	/** Each run of eight characters, with the secrets and places where it occurs. */
	private readonly runs = new Map<string, Array<[Secret, number]>>();

	/**
	 * The first three characters of these runs, as numbers. A text that holds none of them needs no further search. Most texts hold none.
	 */
	private readonly beginnings = new Uint8Array(37 ** 3);

	constructor(secrets: readonly string[]) {
		this.secrets = [...new Set(secrets)].map(secretOf).filter(({ plain }) => plain.length >= minFragment);
		for (const secret of this.secrets) {
			for (let at = 0; at + minFragment <= secret.plain.length; at++) {
				const run = secret.plain.slice(at, at + minFragment);
				this.beginnings[[...run.slice(0, 3)].reduce((sum, one) => sum * 37 + symbols[one.charCodeAt(0)], 0)] = 1;
				this.runs.set(run, [...(this.runs.get(run) ?? []), [secret, at]]);
			}
		}
	}

	/** Replaces each part of a secret in the text. */
	mask(text: string): string {
		if (this.secrets.length === 0 || text.length < minFragment) return text;
		return this.withoutEncoded(this.withoutParts(text));
	}

	/** Whether the text may hold a part of a secret. Escaped characters such as `%2b` are not decoded here. */
	private mayHoldParts(text: string): boolean {
		let last = 0;
		let count = 0;
		for (let at = 0; at < text.length; at++) {
			const code = text.charCodeAt(at);
			const symbol = code < 128 ? symbols[code] : 0;
			if (symbol === 0) continue;
			last = (last % 1369) * 37 + symbol;
			if (++count >= 3 && this.beginnings[last] === 1) return true;
		}
		return false;
	}

	private withoutParts(text: string): string {
		if (!mayBeSpelled.test(text) && !this.mayHoldParts(text)) return text;
		const { characters, places, ends } = plainOf(text);
		let clean = '';
		let done = 0;
		for (const { from, to } of this.partsOf(characters)) {
			clean += `${text.slice(done, places[from])}••••`;
			done = ends[to - 1];
		}
		return clean + text.slice(done);
	}

	/** Finds the parts of secrets in these letters and digits. */
	private partsOf(characters: string): Array<{ from: number; to: number }> {
		const parts: Array<{ from: number; to: number }> = [];
		for (let at = 0; at + minFragment <= characters.length;) {
			const { length, isWord } = this.partAt(characters, at);
			if (length > 0 && !isWord) parts.push({ from: at, to: at + length });
			// Skip the whole word: its end alone would look like a part of the secret.
			at += Math.max(1, length);
		}
		return parts;
	}

	/** How many characters of a secret begin at this place. `isWord` is true for an ordinary word that the secret happens to contain. */
	private partAt(characters: string, at: number): { length: number; isWord: boolean } {
		let longest = { length: 0, isWord: false };
		for (const [{ plain, isBorder }, start] of this.runs.get(characters.slice(at, at + minFragment)) ?? []) {
			let length = minFragment;
			while (start + length < plain.length && plain[start + length] === characters[at + length]) length++;
			const end = start + length;
			const isWord = length < plain.length && isBorder[start] && isBorder[end] && !/\d/.test(plain.slice(start, end));
			if (length > longest.length || (length === longest.length && !isWord)) longest = { length, isWord };
		}
		return longest;
	}

	/** Masks base64 and hexadecimal words that hold a part of a secret. A base64 word is decoded from each of its first four characters. */
	private withoutEncoded(text: string): string {
		return text
			.replace(/[A-Za-z0-9+/_-]{11,}={0,2}/g, (word) =>
				word.length <= maxWordLength && [0, 1, 2, 3].some((from) => this.isIn(Buffer.from(word.slice(from), 'base64'))) ? '••••' : word,
			)
			.replace(/(?:[0-9a-f]{2}){8,}/gi, (word) => (word.length <= maxWordLength && this.isIn(Buffer.from(word, 'hex')) ? '••••' : word));
	}

	private isIn(decoded: Buffer): boolean {
		return this.mayHoldParts(decoded.toString('latin1')) && this.partsOf(plainOf(decoded.toString('latin1')).characters).length > 0;
	}
}
