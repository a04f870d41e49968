/** The nodes as tools of an agent: what the language model is told about them, and which fields it may fill in. */
import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

const onThePhone =
	'Phones a real person, who picks up a real phone: never call without the explicit consent of the user to this very call, and ask first where it is missing.';
const number =
	'Phone Number must be E.164, such as +12025550100: a plus, the country code and the number, taken from the user and never guessed.';
const once =
	'Call once. Where the answer says dialed "yes" or "maybe" the phone has rung or may have: never call that person again. Only "no" means that nobody was phoned, and problem says why.';

export const makeCallTool = `${onThePhone} The call speaks the script that is given as Text. ${number} ${once}`;
export const sendCallTool = `${onThePhone} A voice agent of the provider leads the talk. ${number} ${once}`;

/** What the model is told about a parameter that it fills in by default, by the parameter's name. */
const filledByModel: Record<string, string> = {
	phoneNumber: 'Number of the person, in E.164 such as +12025550100, exactly as the user gave it; never guess or complete it',
	recipientName: 'Name of the person who is called, as the user gave it; empty if it was not given',
	scriptText: 'What is said on the phone: who is calling, what it is about, at most one question',
	callId: 'callId from the answer of an earlier call, exactly as it stands there',
};

/**
 * What else the model may fill in if the user allows it: words of the conversation, the time of the call, a search. It never chooses whom
 * not to call, or where events go.
 */
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

/** Settings that a tool cannot have, because it has one output. */
const notOfTools = ['outputs'];

type ShowRules = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

const shownAs = (tool: boolean, property: INodeProperties, more: ShowRules = {}): INodeProperties => ({
	...property,
	displayOptions: { ...property.displayOptions, show: { ...property.displayOptions?.show, ...more, '@tool': [tool] } },
});

/** The description that the model gets for the tool. Without it n8n would use the description from the list of nodes. */
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

/** The default value, in the form that n8n's editor writes for "Let the model define this parameter". */
const fromModel = ({ displayName }: INodeProperties, says: string): string =>
	`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${displayName.replaceAll(' ', '_')}', \`${says}\`, 'string') }}`;

/**
 * The properties of a node that an agent may use as its tool. As a tool, the model fills in the call's parameters by default. For
 * parameters that the model must not set, n8n shows no such button. n8n derives the button from `noDataExpression` alone. The node in a
 * workflow must keep its expressions, so such a field exists twice.
 */
export const withToolUse = (properties: readonly INodeProperties[]): INodeProperties[] =>
	properties.flatMap((property) => {
		const says = filledByModel[property.name];
		if (property.type === 'hidden' || property.displayOptions?.show?.['@tool'] !== undefined) return [property];
		if (says !== undefined) return [shownAs(false, property), shownAs(true, { ...property, default: fromModel(property, says) })];
		const closed = closedToModel(property);
		return closed === property ? [property] : [shownAs(false, property), shownAs(true, closed)];
	});

/** The tool's version of a property: unchanged if the model may fill it in or never could, else without the button. */
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
	// Without the button there is no switch to an expression. n8n still resolves an expression that the user types.
	const typed = property.type === 'string' || property.type === 'json' ? '; for an expression, start with =' : '';
	return { ...property, noDataExpression: true, description: `${property.description ?? property.displayName}${typed}` };
}
