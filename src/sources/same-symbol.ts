/**
 * Whether Yahoo's answer is about what it was asked for. Cases differ, and of a currency against the dollar the answer
 * drops the dollar: `USDEUR=X` comes back as `EUR=X`.
 */
export function isSameSymbol(answered: string, asked: string): boolean {
  return normalize(answered) === normalize(asked);
}

function normalize(symbol: string): string {
  return symbol.toUpperCase().replace(/^USD(?=[A-Z]{3}=X$)/, '');
}
