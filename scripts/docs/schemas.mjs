/** The output schemas beside the nodes, from the one definition in nodes/shared/schema. */
import { createRequire } from 'node:module';

const { outputSchemas } = createRequire(import.meta.url)('../../dist/nodes/shared/schema/outputs.js');

/** Every file with what belongs into it. */
export const schemaPages = Object.entries(outputSchemas).map(([path, schema]) => ({
	path: `nodes/${path}`,
	make: () => `${JSON.stringify(schema, null, '\t')}\n`,
}));
