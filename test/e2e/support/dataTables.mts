/** The data tables of the n8n under test, as the examples make them. */
import type { Client } from './n8n.mts';

export type Row = Record<string, any>;

export interface DataTable {
	rows(): Promise<Row[]>;
	insert(...rows: Row[]): Promise<void>;
	/** Changes the row of this phone number. */
	change(phone: string, data: Row): Promise<void>;
}

/** Makes a table with columns of text. */
export async function createDataTable(n8n: Client, name: string, columns: readonly string[]): Promise<DataTable> {
	await n8n.api('POST', '/data-tables', { name, columns: columns.map((column) => ({ name: column, type: 'string' })) });
	return await dataTable(n8n, name);
}

/** The table of this name; the examples make it when they run. */
export async function dataTable(n8n: Client, name: string): Promise<DataTable> {
	const { data } = (await n8n.api('GET', '/data-tables?limit=100')) as { data: Array<{ id: string; name: string }> };
	const found = data.find((one) => one.name === name);
	if (found === undefined) throw new Error(`there is no data table ${name} among ${data.map((one) => one.name).join(', ')}`);
	const path = `/data-tables/${found.id}/rows`;
	return {
		async rows() {
			const all: Row[] = [];
			for (let cursor = ''; ;) {
				const page: { data: Row[]; nextCursor?: string | null } = await n8n.api('GET', `${path}?limit=100${cursor}`);
				all.push(...page.data);
				if (!page.nextCursor) return all.sort((a, b) => a.id - b.id);
				cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
			}
		},
		insert: async (...rows) => void (await n8n.api('POST', path, { data: rows, returnType: 'count' })),
		change: async (phone, values) =>
			void (await n8n.api('PATCH', `${path}/update`, {
				filter: { type: 'and', filters: [{ columnName: 'phone', condition: 'eq', value: phone }] },
				data: values,
			})),
	};
}
