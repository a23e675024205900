declare module 'virtual:snippets' {
  const snippets: Readonly<Record<import('../protocol.ts').Framework, string>>;
  export default snippets;
}
