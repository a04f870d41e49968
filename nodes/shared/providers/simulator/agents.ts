import type { CallOutcome } from '../../call/record';

/** The agents of the Simulator: enough to fill a list and to play three kinds of conversation. */
interface SimulatedAgent {
	id: string;
	name: string;
	description: string;
	opening: string;
	question: string;
}

export const simulatedAgents: readonly SimulatedAgent[] = [
	{
		id: 'sim-lead-callback',
		name: 'Lead Callback (Simulated)',
		description: 'Calls a new lead back and offers an appointment',
		opening: 'thank you for your request. This is an automated assistant calling you back.',
		question: 'May I book an appointment for you this week?',
	},
	{
		id: 'sim-appointment-reminder',
		name: 'Appointment Reminder (Simulated)',
		description: 'Reminds of an appointment and asks for a confirmation',
		opening: 'this is an automated reminder of your appointment.',
		question: 'Will you be there?',
	},
	{
		id: 'sim-survey',
		name: 'Satisfaction Survey (Simulated)',
		description: 'Asks one question after a purchase',
		opening: 'this is an automated call about your last order.',
		question: 'Were you happy with it?',
	},
];

/** Voices of the Simulator. Nothing is spoken, so only their names differ. */
export const simulatedVoices = [
	{ id: 'sim-voice-alto', name: 'Alto (Simulated)', description: 'Calm' },
	{ id: 'sim-voice-tenor', name: 'Tenor (Simulated)', description: 'Lively' },
	{ id: 'sim-voice-bass', name: 'Bass (Simulated)', description: 'Deep' },
] as const;

/** What the Simulator plays for one ending of the phone number, like test card numbers of payment services. */
export interface Ending {
	digits: string;
	plays: string;
	outcome: CallOutcome;
	sentiment: 'positive' | 'negative' | 'neutral';
	/** What happens to the request, if no call is played. */
	instead?: 'agent_unavailable' | 'rate_limited_once' | 'no_answer_to_request' | 'insufficient_credits';
	transferred?: boolean;
}

const spoken = { outcome: 'answered', sentiment: 'neutral' } as const;

/** The last two digits of the number. Use numbers from the range reserved for fiction, +1 NPA 555 01xx. */
export const endings: readonly Ending[] = [
	{ digits: '00', plays: 'answered, positive', outcome: 'answered', sentiment: 'positive' },
	{ digits: '01', plays: 'answered, negative', outcome: 'answered', sentiment: 'negative' },
	{ digits: '02', plays: 'no answer', outcome: 'no_answer', sentiment: 'neutral' },
	{ digits: '03', plays: 'busy', outcome: 'busy', sentiment: 'neutral' },
	{ digits: '04', plays: 'failed', outcome: 'failed', sentiment: 'neutral' },
	{ digits: '05', plays: 'voicemail', outcome: 'voicemail', sentiment: 'neutral' },
	{ digits: '06', plays: 'agent not available', ...spoken, instead: 'agent_unavailable' },
	{ digits: '07', plays: 'rate limited, then placed', ...spoken, instead: 'rate_limited_once' },
	{ digits: '08', plays: 'read time-out, outcome unknown', ...spoken, instead: 'no_answer_to_request' },
	{ digits: '09', plays: 'insufficient credits', ...spoken, instead: 'insufficient_credits' },
	{ digits: '10', plays: 'cancelled', outcome: 'cancelled', sentiment: 'neutral' },
	{ digits: '11', plays: 'answered, transferred', outcome: 'answered', sentiment: 'positive', transferred: true },
];

const anyOther: Ending = { digits: '', plays: 'answered', ...spoken };

/** What the Simulator plays for this number (E.164). */
export const endingOf = (e164: string): Ending => endings.find((ending) => ending.digits === e164.slice(-2)) ?? anyOther;
