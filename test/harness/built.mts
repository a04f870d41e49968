import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A module of dist, the very copy that n8n's engine runs here; `path` is its place in nodes/, without an ending. The caller names its type. */
export const built = (path: string): any => require(`../../dist/nodes/${path}.js`);
