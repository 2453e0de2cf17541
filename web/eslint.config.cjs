// ESLint's recommended rules for what browsers load; whether a name is defined, and as what, `tsc` says.
const js = require('@eslint/js');

module.exports = [
  js.configs.recommended,
  {
    languageOptions: { sourceType: 'script' },
    rules: { 'no-undef': 'off', eqeqeq: 'error', 'no-var': 'error', 'prefer-const': 'error' },
  },
];
