/** How people and data vendors name the exchange before a symbol: `NASDAQ:AAPL`, `XNYS:IBM`, `US:AAPL`. */
const US = new Set(
  `NASDAQ NASDAQGS NASDAQGM NASDAQCM NYSE NYSEARCA NYSEAMERICAN NYSEMKT AMEX ARCA BATS CBOE CBOEBZX OTC OTCMKTS OTCBB
  OTCQX OTCQB PINK XNAS XNGS XNMS XNCM XNYS XASE ARCX BATS NMS NGM NCM NYQ ASE PCX US USA`.split(/\s+/),
);

/** Elsewhere Yahoo names the exchange behind the symbol (its help page "Exchanges and data providers"). */
const SUFFIXES: Readonly<Record<string, string>> = {
  ...named('L', 'LON LSE XLON'),
  ...named('TO', 'TSX XTSE'),
  ...named('V', 'TSXV CVE XTSX'),
  ...named('DE', 'ETR XETR XETRA GER'),
  ...named('F', 'FRA FWB XFRA'),
  ...named('PA', 'EPA XPAR PAR'),
  ...named('AS', 'AMS XAMS'),
  ...named('BR', 'EBR XBRU'),
  ...named('MI', 'BIT MIL XMIL'),
  ...named('MC', 'BME XMAD'),
  ...named('SW', 'SWX VTX XSWX SIX'),
  ...named('VI', 'VIE XWBO'),
  ...named('ST', 'STO XSTO OMXSTO'),
  ...named('CO', 'CPH XCSE OMXCOP'),
  ...named('HE', 'HEL XHEL OMXHEX'),
  ...named('OL', 'OSL XOSL'),
  ...named('T', 'TYO XTKS'),
  ...named('HK', 'HKG HKEX XHKG'),
  ...named('SS', 'SHA SSE XSHG'),
  ...named('SZ', 'SHE SZSE XSHE'),
  ...named('KS', 'KRX XKRX'),
  ...named('AX', 'ASX XASX'),
  ...named('NS', 'NSE XNSE'),
  ...named('BO', 'BOM BSE XBOM'),
  ...named('SI', 'SGX XSES'),
  ...named('SA', 'BVMF BMFBOVESPA'),
};

/**
 * What stands behind a symbol of this exchange at Yahoo: nothing for those of the US.
 *
 * @returns null for what is no exchange that is known here.
 */
export function yahooSuffix(exchange: string): string | null {
  const name = exchange.toUpperCase().replace(/[^A-Z]/g, '');
  if (US.has(name)) return '';
  return Object.hasOwn(SUFFIXES, name) ? `.${SUFFIXES[name]}` : null;
}

function named(suffix: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, suffix]));
}
