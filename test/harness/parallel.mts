import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import type { StrictServer } from '../servers/strictServer.mts';
import { nodeTypes, runNode } from './engine.mts';
import { anyTime, credentialOf, minimal, sendCallType } from './sendCall.mts';

/** What left one of the runs that went on at the same time. */
export interface ParallelRun {
	dialed: IDataObject[];
	notDialed: IDataObject[];
}

type Execute = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

/** The context of another run of the same node in the same execution, as n8n gives one to each tool call of an answer. */
function otherRun(context: IExecuteFunctions, runIndex: number, parameters: IDataObject): IExecuteFunctions {
	const proxy = context.getWorkflowDataProxy(0);
	return Object.create(context, {
		getWorkflowDataProxy: { value: () => Object.create(proxy, { $runIndex: { value: runIndex } }) as unknown },
		getNodeParameter: {
			value: (name: string, ...rest: [number]) => (name in parameters ? parameters[name] : context.getNodeParameter(name, ...rest)),
		},
	}) as IExecuteFunctions;
}

/** Runs Send Call several times at once in one execution, each run with a number of its own. */
export async function sendCallsAtOnce(server: StrictServer<any>, numbers: string[], parameters: IDataObject = {}): Promise<ParallelRun[]> {
	const node = nodeTypes.get(sendCallType) as INodeType;
	const runs: ParallelRun[] = [];
	nodeTypes.set('test.atOnce', {
		description: node.description,
		async execute(this: IExecuteFunctions) {
			const all = await Promise.all(
				numbers.map(async (phoneNumber, runIndex) => await (node.execute as Execute).call(otherRun(this, runIndex, { phoneNumber }))),
			);
			for (const [dialed, notDialed] of all)
				runs.push({ dialed: dialed.map(({ json }) => json), notDialed: notDialed.map(({ json }) => json) });
			return [[], []];
		},
	});
	const { error } = await runNode({
		type: 'test.atOnce',
		credential: credentialOf(server),
		parameters: { ...minimal(server), ...anyTime, ...parameters },
	});
	if (error) throw error;
	return runs;
}
