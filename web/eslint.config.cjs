// ESLint's recommended rules for what browsers load; whether a name is defined, and as what, `tsc` says.
const js = require('@eslint/js');

module.exports = [
  js.configs.recommended,
  {
    languageOptions: { sourceType: 'script' },
    // The widget's files share one scope.
    rules: { 'no-undef': 'off', 'no-unused-vars': ['error', { vars: 'local' }], eqeqeq: 'error', 'no-var': 'error', 'prefer-const': 'error' },
  },
];
