/** The floors of the house, the highest first: a file may import from its own folder and from those below it, never upwards and never in a circle. */
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

const shared = (name) => `nodes/shared/${name}`;

/** Folders of one line stand side by side and do not know each other. */
export const floors = [
	['nodes/outputSchemas.ts'],
	['credentials', 'nodes/MakeCall', 'nodes/SendCall', 'nodes/ManageCall', 'nodes/CallEventTrigger', 'nodes/CallPollTrigger'],
	[shared('calling')],
	[shared('waiting')],
	[shared('dialling')],
	[shared('callLimit'), shared('doNotCall')],
	[shared('fields')],
	[shared('listSearch')],
	[shared('transport')],
	[shared('providers')],
	[shared('privacy')],
	[shared('webhooks'), shared('script'), shared('phoneNumber'), shared('callingHours')],
	[shared('call')],
	[shared('time')],
];

const zones = floors
	.flatMap((floor, index) =>
		floor.map((target) => ({
			target,
			from: [...floors.slice(0, index).flat(), ...floor.filter((beside) => beside !== target)],
			message: 'An import goes down: move what both need to a lower folder.',
		})),
	)
	.filter(({ from }) => from.length > 0);

export const layers = {
	files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	plugins: { 'import-x': importX, '@typescript-eslint': tseslint.plugin },
	// Other rules of these files are checked by `n8n-node lint`.
	linterOptions: { reportUnusedDisableDirectives: 'off' },
	languageOptions: { parser: tseslint.parser },
	settings: {
		'import-x/resolver': { node: { extensions: ['.ts'] } },
		'import-x/extensions': ['.ts'],
		'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
	},
	rules: { 'import-x/no-restricted-paths': ['error', { zones }], 'import-x/no-cycle': ['error', { ignoreExternal: true }] },
};
