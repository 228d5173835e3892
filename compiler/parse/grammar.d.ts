/** The generated grammar: `bin/build.js` makes it of python.ne. */
declare module "*/python.grammar.js" {
  import type { CompiledRules } from "nearley";
  const grammar: CompiledRules;
  export default grammar;
}
