/** The nodes as tools of an agent: what a language model is told of them, and which fields it may fill in. */
import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

const onThePhone =
	'Phones a real person, who picks up a real phone: never call without the explicit consent of the user to this very call, and ask first where it is missing.';
const number =
	'Phone Number must be E.164, such as +12025550100: a plus, the country code and the number, taken from the user and never guessed.';
const once =
	'Call once. Where the answer says dialed "yes" or "maybe" the phone has rung or may have: never call that person again. Only "no" means that nobody was phoned, and problem says why.';

export const makeCallTool = `${onThePhone} The call speaks the script that is given as Text. ${number} ${once}`;
export const sendCallTool = `${onThePhone} A voice agent of the provider leads the talk. ${number} ${once}`;

/** What a model is told of a parameter that it fills in from the start, by the parameter's name. */
const filledByModel: Record<string, string> = {
	phoneNumber: 'Number of the person, in E.164 such as +12025550100, exactly as the user gave it; never guess or complete it',
	recipientName: 'Name of the person who is called, as the user gave it; empty if it was not given',
	scriptText: 'What is said on the phone: who is calling, what it is about, at most one question',
	callId: 'callId from the answer of an earlier call, exactly as it stands there',
};

/** What else a model may fill in where the user lets it: words of the talk, the time of the call, a search. Never whom to spare, or where events go. */
const offeredToModel = [
	'after',
	'agentId',
	'before',
	'delaySeconds',
	'fallback',
	'greeting',
	'leadEmail',
	'leadTimezone',
	'limit',
	'prompt',
	'responses',
	'returnAll',
	'scheduledTime',
	'scriptJson',
	'steps',
	'to',
	'variables',
	'voiceId',
];

/** Settings that a tool cannot have: it has one output. */
const notOfTools = ['outputs'];

type ShowRules = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

const shownAs = (tool: boolean, property: INodeProperties, more: ShowRules = {}): INodeProperties => ({
	...property,
	displayOptions: { ...property.displayOptions, show: { ...property.displayOptions?.show, ...more, '@tool': [tool] } },
});

/** What the model is told of the tool; n8n itself would tell it what a person reads in the list of nodes. */
export const toolDescription = (text: string, show?: ShowRules): INodeProperties =>
	shownAs(
		true,
		{
			displayName: 'Description',
			name: 'toolDescription',
			type: 'string',
			typeOptions: { rows: 3 },
			default: text,
			required: true,
			description: 'What the model is told of this tool; keep what it says of real people and of asking first',
		},
		show,
	);

/** As n8n's editor writes what "Let the model define this parameter" means. */
const fromModel = ({ displayName }: INodeProperties, says: string): string =>
	`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${displayName.replaceAll(' ', '_')}', \`${says}\`, 'string') }}`;

/**
 * The properties of a node that an agent may use as its tool: there the parameters of a call are filled in by the model from the
 * start, and n8n offers no button for that at those of which a model knows nothing. n8n derives it from `noDataExpression`
 * alone, which must not take expressions away from the node in a workflow; so such a field stands there twice.
 */
export const withToolUse = (properties: readonly INodeProperties[]): INodeProperties[] =>
	properties.flatMap((property) => {
		const says = filledByModel[property.name];
		if (property.type === 'hidden' || property.displayOptions?.show?.['@tool'] !== undefined) return [property];
		if (says !== undefined) return [shownAs(false, property), shownAs(true, { ...property, default: fromModel(property, says) })];
		const closed = closedToModel(property);
		return closed === property ? [property] : [shownAs(false, property), shownAs(true, closed)];
	});

/** The property itself where a model may fill it in, or never could. */
function closedToModel(property: INodeProperties): INodeProperties {
	if (offeredToModel.includes(property.name) || Object.hasOwn(filledByModel, property.name)) return property;
	if (property.noDataExpression === true || property.type === 'options' || property.type === 'notice') return property;
	if (property.type === 'collection') {
		const members = (property.options as INodeProperties[]).filter(({ name }) => !notOfTools.includes(name));
		return { ...property, options: members.map(closedToModel) };
	}
	if (property.type === 'fixedCollection') {
		const groups = (property.options as INodePropertyCollection[]).map((group) => ({ ...group, values: group.values.map(closedToModel) }));
		return { ...property, options: groups };
	}
	// The switch to an expression is gone with the button; n8n resolves one that is typed all the same.
	const typed = property.type === 'string' || property.type === 'json' ? '; for an expression, start with =' : '';
	return { ...property, noDataExpression: true, description: `${property.description ?? property.displayName}${typed}` };
}
