/**
 * How a person reads which item is meant. Sentences are made without it; the edge of a node, which knows how many items
 * there are, adds it. The first item is item 1, and the only one needs no number.
 */
export const forItem = (sentence: string, item: number, items: number): string =>
	items > 1 ? `${itemName(item)}: ${sentence}` : sentence;

/** "Item 1" is the first, which n8n's pairedItem and itemIndex count as 0. */
export const itemName = (item: number): string => `Item ${item + 1}`;
