import type { NodeExecutionHint } from 'n8n-workflow';
import type { Provider } from '../providers/provider';
import type { Finished } from './finished';

/** What the output panel says above the items: what was simulated, what was not dialled and why. */
export function hintsFor(
	provider: Provider,
	results: readonly Finished[],
	warnings: readonly string[],
): NodeExecutionHint[] {
	const hints: NodeExecutionHint[] = [];
	const say = (message: string, type: NodeExecutionHint['type'] = 'info') =>
		hints.push({ message, type, location: 'outputPane' });

	const dry = results.filter((one) => one.dryRun !== undefined).length;
	const dialled = results.filter((one) => one.record.dialed !== 'no').length;
	if (dry > 0) say(`Dry run: ${count(dry, 'request')} shown, nothing was sent.`);
	if (dialled > 0 && provider.inProcess) say(`Simulated: ${count(dialled, 'call')} played, nobody was phoned.`);

	const maybe = results.filter((one) => one.record.dialed === 'maybe').length;
	if (maybe > 0) {
		say(`${count(maybe, 'call')} may have been placed: the problem in the item says how to find out.`, 'warning');
	}
	const reasons = new Map<string, number>();
	for (const { record } of results) {
		if (record.dialed === 'no' && record.problem) {
			reasons.set(record.problem.title, (reasons.get(record.problem.title) ?? 0) + 1);
		}
	}
	if (reasons.size > 0) {
		const listed = [...reasons].map(([title, times]) => `${times} × ${title.toLowerCase()}`).join(', ');
		const sum = [...reasons.values()].reduce((a, b) => a + b, 0);
		say(`${count(sum, 'item')} not dialled: ${listed}. They are on the output Not Dialed.`, 'warning');
	}
	for (const warning of new Set(warnings)) say(warning, 'warning');
	return hints;
}

const count = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;
