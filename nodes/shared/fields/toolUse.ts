/** What a language model is told of the nodes where an agent uses them as its tools: written for it, not for the editor. */
const onThePhone =
	'Phones a real person, who picks up a real phone: never call without the explicit consent of the user to this very call, and ask first where it is missing.';
const number = 'Phone Number must be E.164, such as +12025550100: a plus, the country code and the number, taken from the user and never guessed.';
const once =
	'Call once. Where the answer says dialed "yes" or "maybe" the phone has rung or may have: never call that person again. Only "no" means that nobody was phoned, and problem says why.';

export const makeCallTool = { replacements: { description: `${onThePhone} The call speaks the script. ${number} ${once}` } };

export const sendCallTool = {
	replacements: { description: `${onThePhone} A voice agent of the provider leads the talk. ${number} ${once}` },
};

export const manageCallTool = {
	replacements: {
		description:
			'Reads and lists phone calls that were placed, downloads their recordings, and checks whether a number may be called now; it phones nobody. Ending a call hangs up on a person: only where the user asked for it. A Call ID is the callId of an earlier answer, never a guess.',
	},
};
