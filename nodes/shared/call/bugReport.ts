import type { INode, NodeError } from 'n8n-workflow';

/** The build puts the version of package.json in its place. */
declare const packageVersion: string | undefined;

const version = typeof packageVersion === 'string' ? packageVersion : 'from source';

/** The value of a choice, which an expression may make. */
const chosen = (value: unknown): string | null =>
	typeof value !== 'string' || value === '' ? null : value.startsWith('=') ? 'by expression' : value;

/**
 * Adds to an error what a bug report needs: package, version, node, provider and operation. n8n shows it with the error's details, and its
 * button Copy Details takes it along.
 * @returns the same error
 */
export function reportable<E extends NodeError>({ type = '', parameters = {} }: Partial<INode>, error: E): E {
	const [packageName, node] = type.split('.');
	error.context.data = {
		package: packageName,
		version,
		node,
		provider: chosen(parameters.provider),
		operation: chosen(parameters.operation),
	};
	return error;
}
