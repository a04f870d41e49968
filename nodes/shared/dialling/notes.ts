import type { Provider } from '../providers/provider';
import type { Gate } from './gate';
import type { PlannedCall } from './plan';

/** What a person should know of the run beside what happened to its items, each once. */
export function notesOf(provider: Provider, planned: readonly PlannedCall[], { outsideLaw, unreadableEntries }: Gate): string[] {
	const notes: string[] = [];
	if (unreadableEntries > 0) {
		notes.push(
			unreadableEntries === 1
				? '1 entry of the do-not-call list is no phone number; it was compared by its digits.'
				: `${unreadableEntries} entries of the do-not-call list are no phone numbers; they were compared by their digits.`,
		);
	}
	const nameless = planned.filter(({ call, isNameless }) => call !== null && isNameless === true).length;
	if (nameless > 0) {
		const whom = planned.length === 1 ? '' : ` for ${nameless} of ${planned.length} items`;
		notes.push(`Recipient Name: the expression gave nothing${whom}. Check the name of the column in it.`);
	}
	if (outsideLaw.calls > 0) {
		const calls = outsideLaw.calls === 1 ? '1 call was' : `${outsideLaw.calls} calls were`;
		notes.push(`${calls} outside the lawful hours (${outsideLaw.why}). Calling Hours: Custom does not keep the law; choose Lawful to keep it.`);
	}
	if (provider.inProcess && planned.length > 1 && planned.some(({ wait }) => wait?.method === 'callback')) {
		notes.push('At a real provider the Wait Method Callback takes one item per run: choose Polling there, or put a Loop Over Items node (batch size 1) before this node.');
	}
	return notes;
}
