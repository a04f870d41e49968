/** The agents of the Simulator: enough to choose from a list and to hear three kinds of talk. */
export interface SimulatedAgent {
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

/** Voices of the Simulator; nothing is spoken, so they differ in name alone. */
export const simulatedVoices = [
	{ id: 'sim-voice-alto', name: 'Alto (Simulated)', description: 'Calm' },
	{ id: 'sim-voice-tenor', name: 'Tenor (Simulated)', description: 'Lively' },
	{ id: 'sim-voice-bass', name: 'Bass (Simulated)', description: 'Deep' },
] as const;
