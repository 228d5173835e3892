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
  { files: ["bin/*.js", "bin/gilt-python"], rules: { "@typescript-eslint/no-require-imports": "off" } },
);
