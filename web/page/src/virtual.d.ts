declare module "virtual:worker" {
  /** The worker's program. */
  const source: string;
  export default source;
}
