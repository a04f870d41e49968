/** The least that is taken for a part of a secret: letters and digits, whatever stands between them. */
const minFragment = 8;
/** Characters; a longer word in base64 or hexadecimal is a file. */
const maxWordLength = 5000;

/** Letters and digits of a text in lower case, each with its place in the text. */
interface Plain {
	characters: string;
	places: number[];
	/** The place behind the last character. */
	ends: number[];
}

/** One character in a text: in one of the spellings of addresses, pages and scripts (`%2b`, `&#61;`, `\x3d`), or as it is. */
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
/** A letter (1 to 26) or digit (27 to 36) by its character code; 0 for all others. */
const symbols = new Uint8Array(128);
for (let index = 0; index < 26; index++) symbols[97 + index] = symbols[65 + index] = index + 1;
for (let index = 0; index < 10; index++) symbols[48 + index] = index + 27;

/** A secret as letters and digits, with the places at which a word of its own ends or begins. */
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

/** Finds parts of secrets in a text, from eight letters and digits, in another case, encoding or with signs between them. */
export class Fragments {
	private readonly secrets: Secret[];

	/** Where each run of eight characters stands in the secrets. */
	private readonly runs = new Map<string, Array<[Secret, number]>>();

	/** The first three characters of these runs, as numbers: most texts hold none of them, and are read no further. */
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

	/** The text with each part of a secret replaced. */
	mask(text: string): string {
		if (this.secrets.length === 0 || text.length < minFragment) return text;
		return this.withoutEncoded(this.withoutParts(text));
	}

	/** Whether the text, which spells nothing in another way, may hold a part of a secret. */
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

	/** The parts of secrets in these letters and digits. */
	private partsOf(characters: string): Array<{ from: number; to: number }> {
		const parts: Array<{ from: number; to: number }> = [];
		for (let at = 0; at + minFragment <= characters.length;) {
			const { length, isWord } = this.partAt(characters, at);
			if (length > 0 && !isWord) parts.push({ from: at, to: at + length });
			// A word is passed as a whole: its end alone would look like a part.
			at += Math.max(1, length);
		}
		return parts;
	}

	/** How much of a secret begins at this place, and whether it is a word that the secret only shares with a language. */
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

	/** Words in base64 or hexadecimal that hold a part of a secret, at whatever place of it they begin. */
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
