import tseslint from 'typescript-eslint';

// Rules that a reviewer would otherwise have to say by hand; taste is prettier's business.
export default tseslint.config(
  { ignores: ['dist/', 'build/', 'node_modules/', 'causeway-data/'] },
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'describe', 'it', 'suite'] },
          ],
        },
      ],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only (CONTRIBUTING, shape).' },
      ],
      eqeqeq: 'error',
      'prefer-const': 'error',
      'no-control-regex': 'off',
    },
  },
  {
    // Time and chance come in through lib/clock and lib/id, so that tests never sleep.
    files: ['src/core/**/*.ts', 'src/protocols/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take a Clock (lib/clock).' },
        { object: 'Math', property: 'random', message: 'Take ids from lib/id.' },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'setTimeout', message: 'Take a Clock (lib/clock).' },
        { name: 'setInterval', message: 'Take a Clock (lib/clock).' },
      ],
    },
  },
);
