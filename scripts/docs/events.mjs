/** The table of docs/guides/events.md: which provider brings which event, and on which way. */
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { withParts } from './parts.mjs';

const root = resolve(import.meta.dirname, '..', '..');
const require = createRequire(import.meta.url);
const ways = { push: 'pushed', poll: 'polled' };

/** One row per event, one column per provider; from the compiled registry: run `npm run build` first. */
function eventTable() {
	const { providers } = require(join(root, 'dist/nodes/shared/providers/registry.js'));
	const { callEventNames } = require(join(root, 'dist/nodes/shared/call/event.js'));
	const rows = callEventNames.map((name) => [`\`${name}\``, ...providers.map(({ events }) => cellOf(events, name))]);
	const head = ['', ...providers.map(({ displayName }) => displayName)];
	const line = (cells) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function cellOf(events, name) {
	const told = Object.entries(ways)
		.filter(([, way]) => events[way][name] !== undefined)
		.map(([word, way]) => (typeof events[way][name] === 'string' ? `${word} (${events[way][name]})` : word));
	return told.length === 0 ? '–' : told.join(', ');
}

/** docs/guides/events.md with its generated part made anew. */
export const eventsPage = (page) => withParts(page, 'docs/guides/events.md', { events: eventTable });
