import { checkNumber } from './checkNumber';
import { downloadRecording } from './downloadRecording';
import { end } from './end';
import { get } from './get';
import { getAll } from './getMany';
import type { ManageOperation } from '../operation';

/** Every operation of Manage Call, in the order of the editor. */
export const operations: readonly ManageOperation[] = [checkNumber, downloadRecording, end, get, getAll];

/** The operation with this name, or undefined. */
export const operationByName = (name: string): ManageOperation | undefined =>
	operations.find(({ value }) => value === name);
