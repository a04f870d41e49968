/** For tests, scripts and build files, and for the floors of the package; the package itself is linted by `n8n-node lint`. */
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { layers } from './eslint.layers.mjs';

export default defineConfig(
	{
		files: ['**/*.mts', '**/*.mjs', '**/*.js'],
		extends: [tseslint.configs.recommended],
		rules: {
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			'no-restricted-properties': ['error', { object: 'test', property: 'only', message: 'It would skip every other test.' }],
		},
	},
	// Tests look into answers of unknown shape; the product does not.
	{ files: ['test/**'], rules: { '@typescript-eslint/no-explicit-any': 'off' } },
	{ files: ['gulpfile.js', 'index.js'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
	layers,
);
