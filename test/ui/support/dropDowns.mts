/** Every drop-down that a node's panel can show, and parameters with everything added, so that it does. */
import type { INodeParameters, INodeProperties, INodePropertyCollection, INodeTypeDescription, NodeParameterValueType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { choicesOf, shownParameters } from './nodes.mts';

export interface DropDown {
	/** As the editor writes it: `options.safety.callingHours`, `steps.step[0].type`. */
	path: string;
	multiple: boolean;
	/** The names that a person reads, in their order. */
	choices: string[];
	values: string[];
}

const NODE = { typeVersion: 1 };

/** A switch that shows more of the panel is on; everything else stays as it starts. */
function startOf(property: INodeProperties, description: INodeTypeDescription): NodeParameterValueType {
	const shows = description.properties.some(({ displayOptions }) => displayOptions?.show?.[property.name]?.includes(true));
	return property.type === 'boolean' && shows ? true : property.default;
}

function fill(property: INodeProperties, root: INodeParameters, description: INodeTypeDescription): NodeParameterValueType {
	const fillAll = (properties: INodeProperties[]): INodeParameters => {
		const values: INodeParameters = {};
		for (const one of properties) {
			if (NodeHelpers.displayParameter(values, one, NODE, description, root)) values[one.name] = fill(one, root, description);
		}
		return values;
	};
	if (property.type === 'collection') return fillAll(property.options as INodeProperties[]);
	if (property.type !== 'fixedCollection') return startOf(property, description);
	const groups = property.options as INodePropertyCollection[];
	return Object.fromEntries(
		groups.map((group) => {
			const values = fillAll(group.values);
			return [group.name, property.typeOptions?.multipleValues ? [values] : values];
		}),
	) as INodeParameters;
}

/** What is chosen, with every option added and every switch on that shows more. */
export function filledParameters(description: INodeTypeDescription, chosen: INodeParameters): INodeParameters {
	const parameters = { ...chosen };
	for (let rounds = 0; rounds < 3; rounds++) {
		for (const property of shownParameters(description, parameters)) parameters[property.name] ??= fill(property, parameters, description);
	}
	return parameters;
}

/** Without what is added and holds no drop-down: n8n draws the whole panel anew after each choice, which takes longer the more stands on it. */
export function withDropDownsOnly(description: INodeTypeDescription, parameters: INodeParameters): INodeParameters {
	const paths = dropDownsOf(description, parameters).map(({ path }) => path);
	const leads = (at: string) => paths.some((path) => path === at || path.startsWith(`${at}.`) || path.startsWith(`${at}[`));
	const prune = (values: INodeParameters, at: string): INodeParameters =>
		Object.fromEntries(
			Object.entries(values)
				.filter(([name]) => leads(`${at}${name}`))
				.map(([name, value]) => [name, isGroup(value) ? prune(value, `${at}${name}.`) : value]),
		);
	const pruned = Object.fromEntries(
		Object.entries(parameters).map(([name, value]) => [name, isGroup(value) ? prune(value, `${name}.`) : value]),
	);
	return dropDownsOf(description, pruned).length === paths.length ? pruned : parameters;
}

const isGroup = (value: NodeParameterValueType): value is INodeParameters =>
	typeof value === 'object' && value !== null && !Array.isArray(value) && !('__rl' in value);

/** The drop-downs on a panel with these parameters; `filledParameters` shows most. */
export function dropDownsOf(description: INodeTypeDescription, parameters: INodeParameters): DropDown[] {
	/** One name may stand for several fields, of which one is shown. */
	const inside = (properties: INodeProperties[], at: string, values: INodeParameters) =>
		properties
			.filter((one) => one.name in values && NodeHelpers.displayParameter(values, one, NODE, description, parameters))
			.flatMap((one) => within(one, `${at}.${one.name}`, values[one.name]));

	function within(property: INodeProperties, path: string, value: NodeParameterValueType): DropDown[] {
		if (property.type === 'options' || property.type === 'multiOptions') {
			const choices = choicesOf(property).filter((one) => NodeHelpers.displayParameter(parameters, one, NODE, description, parameters));
			return [
				{
					path,
					multiple: property.type === 'multiOptions',
					choices: choices.map(({ name }) => name),
					values: choices.map((one) => one.value),
				},
			];
		}
		if (property.type === 'collection') return inside(property.options as INodeProperties[], path, value as INodeParameters);
		if (property.type !== 'fixedCollection') return [];
		return (property.options as INodePropertyCollection[]).flatMap((group) => {
			const values = (value as INodeParameters)[group.name];
			if (values === undefined) return [];
			return Array.isArray(values)
				? inside(group.values, `${path}.${group.name}[0]`, values[0] as INodeParameters)
				: inside(group.values, `${path}.${group.name}`, values as INodeParameters);
		});
	}

	return shownParameters(description, parameters).flatMap((property) => within(property, property.name, parameters[property.name]));
}
