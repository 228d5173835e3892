/** The build's list of gilt's own modules: name to what loads its file. */
declare module "gilt:natives" {
  export const files: Readonly<Record<string, () => { default: unknown }>>;
}
