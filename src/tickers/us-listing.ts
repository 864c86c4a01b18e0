import { normalizeTicker } from './symbol.ts';

/**
 * Companies listed only as two classes of share. The list of US symbols has cut names at `/` and `^` in most
 * years, which leaves a bare root that Yahoo does not know. BIO or GEF, which have a bare share too, stay as they are.
 */
const LISTED_AS_CLASSES = new Set(['AKO', 'BF', 'BRK', 'CRD']);

/**
 * Brings a symbol of a US listing, in the spelling of Nasdaq's stock screener, to Yahoo's, as both publish them on
 * their quote pages: preferred shares `ABR^D` → `ABR-PD`, warrants `XYZ/WS` → `XYZ-WT`, units `XYZ/U` → `XYZ-UN`,
 * classes `BRK/A` → `BRK-A`. Issues of Nasdaq itself carry their fifth letter at both (`LUCYW`).
 *
 * Only for these lists: elsewhere `^` begins an index, and `/U` may be a class.
 *
 * @returns no symbol for a line that holds none, two for a root that is listed only as classes.
 */
export function usListingTickers(listing: string): string[] {
  const symbol = listing
    .trim()
    .replace(/\^([A-Z]?)$/i, '-P$1')
    .replace(/\/WS$/i, '-WT')
    .replace(/\/U$/i, '-UN');
  const ticker = normalizeTicker(symbol);
  if (ticker === null) return [];
  return LISTED_AS_CLASSES.has(ticker) ? [`${ticker}-A`, `${ticker}-B`] : [ticker];
}
