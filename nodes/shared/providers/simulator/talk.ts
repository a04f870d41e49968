import { at, fromJson, list, object, text } from '../../call/json';
import type { ScriptedPart, VoicemailAction } from '../../call/request';
import type { Mood } from '../../script/walk';
import { moodOf, replies, walk } from '../../script/walk';
import { simulatedAgents } from './agents';
import type { Ending } from './agents';

/** The conversation, in the words of the given script or of the chosen agent. */
interface Talk {
	transcript: string;
	sentiment: Mood;
	/** Name of the last branch taken. */
	branch: string | null;
	/** All branches as a sentence with a leading space, or an empty text. */
	path: string;
}

/** What the request tells the agent to do at an answering machine. `null` if it tells nothing: then it speaks its first words. */
export const atMachine = (body: unknown): VoicemailAction | null =>
	(['hangUp', 'leaveMessage', 'ignore'] as const).find((action) => action === at(body, 'voicemail', 'action')) ?? null;

/** What is said. Nothing is heard of a talk that does not take place. */
export function talkOf(body: unknown, ending: Ending): Talk {
	const scripted = fromJson<ScriptedPart | null>(object(at(body, 'scripted')));
	const talk = scripted === null ? agentTalk(body, ending) : scriptTalk(scripted, ending);
	return ending.outcome === 'voicemail' ? machineTalk(body, talk) : talk;
}

/** The talk with a machine, as the request wants it. */
function machineTalk(body: unknown, talk: Talk): Talk {
	switch (atMachine(body)) {
		case 'hangUp':
			return { ...talk, transcript: '', path: ' The agent hung up.' };
		case 'leaveMessage': {
			const message = text(at(body, 'voicemail', 'message'));
			return { ...talk, transcript: message === null ? talk.transcript : `agent: ${message}`, path: ' The agent left its message.' };
		}
		case 'ignore':
			return {
				...talk,
				transcript: `person: This is a mailbox. Please leave a message after the tone.\n${talk.transcript}`,
				path: ' The agent took the machine for a person.',
			};
		case null:
			return talk;
	}
}

function scriptTalk({ script, simulatedAnswers }: ScriptedPart, ending: Ending): Talk {
	const { turns, branches } = walk(script, ending.sentiment, simulatedAnswers);
	const machine = ending.outcome === 'voicemail';
	const heard = machine ? turns.slice(0, 1) : turns;
	const lines = heard.map(({ speaker, text: said }) => `${speaker}: ${said}`);
	if (ending.transferred) lines.push('agent: I connect you to a colleague now. One moment, please.');
	const last = branches.at(-1);
	return {
		// Answers that the user gave in advance say more about the mood than the number's ending does.
		sentiment: (simulatedAnswers.length > 0 && last ? moodOf(last) : null) ?? ending.sentiment,
		transcript: lines.join('\n'),
		branch: machine ? null : (last ?? null),
		path: machine || branches.length === 0 ? '' : ` Branches: ${branches.join(', ')}.`,
	};
}

function agentTalk(body: unknown, ending: Ending): Talk {
	const agent = simulatedAgents.find((candidate) => candidate.id === at(body, 'agentId')) ?? simulatedAgents[0];
	const name = text(at(body, 'recipientName'));
	const opening = `Hello${name === null ? '' : ` ${name}`}, ${agent.opening}`;
	const machine = ending.outcome === 'voicemail';
	const given = list(at(body, 'simulatedAnswers')).map(String);
	const answers = given.length > 0 ? given : [replies[ending.sentiment]];
	const last = ending.transferred
		? 'agent: I connect you to a colleague now. One moment, please.'
		: 'agent: Thank you for your time. Goodbye.';
	const lines = machine
		? [`agent: ${opening} Please call us back.`]
		: [
				`agent: ${opening} ${agent.question}`,
				...answers.flatMap((answer, index) => [...(index > 0 ? ['agent: I see. Is there anything else?'] : []), `person: ${answer}`]),
				last,
			];
	// Answers that the user gave in advance say more about the mood than the number's ending does. The answer to the agent's question counts
	// most.
	const mood = machine || given.length === 0 ? null : moodOf(given[0]);
	return { sentiment: mood ?? ending.sentiment, transcript: lines.join('\n'), branch: null, path: '' };
}
