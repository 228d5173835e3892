import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "fixtures/**/*.py"] },
  ...tseslint.configs.recommended,
  {
    files: ["**/*.ts"],
    rules: {
      // `Value` is the one name for a Python value of unknown type; it is any.
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrorsIgnorePattern: "^_" }],
      // runtime classes capture `this` as generated code does, and Python's names shadow JavaScript's
      "@typescript-eslint/no-this-alias": "off",
      "prefer-spread": "off",
      "@typescript-eslint/no-shadow-restricted-names": "off",
      "no-shadow-restricted-names": "off",
      // JavaScript's process.stdout and console make descriptors non-blocking: the runtime writes to descriptors itself
      "no-restricted-properties": "off",
    },
  },
  {
    files: ["runtime/**/*.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        ...["stdout", "stderr", "stdin"].map((property) => ({ object: "process", property, message: "touching it makes the descriptor non-blocking" })),
      ],
      "no-console": "error",
    },
  },
  {
    // declarations for emitted text: `Value` is any there, as docs/conventions.md says
    files: ["compiler/types/gilt/**/*.d.ts"],
    rules: { "@typescript-eslint/no-explicit-any": "off", "@typescript-eslint/no-empty-object-type": "off", "@typescript-eslint/no-unused-vars": "off" },
  },
  {
    // parameters have Python's names, used or not
    files: ["runtime/modules/**/*.ts"],
    rules: { "@typescript-eslint/no-unused-vars": ["error", { args: "none", varsIgnorePattern: "^_", caughtErrorsIgnorePattern: "^_" }] },
  },
  { files: ["bin/*.js", "bin/gilt-python"], rules: { "@typescript-eslint/no-require-imports": "off" } },
);
