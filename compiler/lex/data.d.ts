/** A file of data, which the build puts into the bundle as base64. */
declare module "*.br" {
  const base64: string;
  export default base64;
}
