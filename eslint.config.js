import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import svelteConfig from './renderer/svelte.config.js';

/** Node's own modules and globals stay out of the pure folders. */
const pure = [
  'engine/contract',
  'engine/space',
  'engine/study',
  'engine/samplers',
  'engine/pruning',
  'engine/pareto',
  'engine/analysis',
  'engine/components',
  'engine/simulation',
  'engine/learning',
].map((folder) => `${folder}/**/*.ts`);

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.runtime/', 'test-results/', 'playwright-report/', 'examples/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: globals.node,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Reads of typed arrays inside their bounds are asserted; checks there would cost the hot loops.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A `for (;;)` loop with its exits inside reads better than a flag.
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'draw from a RandomStream' },
      ],
      // A deliberate no-op is a value like any other.
      '@typescript-eslint/no-empty-function': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: [...pure, 'engine/systems/*/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'process',
        'Buffer',
        '__dirname',
        'performance',
        'setTimeout',
        'fetch',
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date']", message: 'wall-clock time never reaches a result' },
        {
          selector: "CallExpression[callee.object.name='Date']",
          message: 'wall-clock time never reaches a result',
        },
      ],
    },
  },
  {
    files: ['renderer/**/*.svelte', 'renderer/**/*.ts', 'test/end-to-end/gallery/*.svelte'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { extraFileExtensions: ['.svelte'], parser: tseslint.parser, svelteConfig },
    },
    rules: { 'svelte/no-at-html-tags': 'error' },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    ...tseslint.configs.disableTypeChecked,
  },
  { files: ['test/end-to-end/gallery/*.js'], languageOptions: { globals: globals.browser } },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
