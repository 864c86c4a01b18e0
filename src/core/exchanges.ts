/** Yahoo's codes of exchanges (help page "Exchanges and data providers on Yahoo Finance", read in November 2026). */

/** Its shares trade in nearly each session: NASDAQ's three tiers, NYSE, NYSE American, NYSE Arca, Cboe BZX. */
export function isUsListing(exchange: string): boolean {
  return US_LISTINGS.has(exchange);
}

/** It keeps the sessions of New York: listings, over-the-counter markets, funds, and indices of US shares. */
export function isUsExchange(exchange: string): boolean {
  return US_LISTINGS.has(exchange) || OTHER_US.has(exchange);
}

/** Coins, currencies and futures: a day of theirs is never over when New York's is. */
export function isRoundTheClock(exchange: string): boolean {
  return ROUND_THE_CLOCK.has(exchange);
}

/** The zone in which an exchange dates its sessions; undefined for one that is not known here. */
export function zoneOf(exchange: string): string | undefined {
  return isUsExchange(exchange) ? 'America/New_York' : ZONES[exchange];
}

const US_LISTINGS = new Set(['NMS', 'NGM', 'NCM', 'NYQ', 'ASE', 'PCX', 'BTS']);
const OTHER_US = new Set(['NAS', 'PNK', 'OQB', 'OQX', 'OEM', 'OTC', 'SNP', 'DJI', 'NIM']);
const ROUND_THE_CLOCK = new Set(['CCC', 'CCY', 'CME', 'CBT', 'CMX', 'NYM', 'NYB']);

const ZONES: Readonly<Record<string, string>> = {
  TOR: 'America/Toronto',
  VAN: 'America/Toronto',
  CNQ: 'America/Toronto',
  MEX: 'America/Mexico_City',
  SAO: 'America/Sao_Paulo',
  BUE: 'America/Argentina/Buenos_Aires',
  LSE: 'Europe/London',
  ISE: 'Europe/Dublin',
  PAR: 'Europe/Paris',
  AMS: 'Europe/Amsterdam',
  BRU: 'Europe/Brussels',
  LIS: 'Europe/Lisbon',
  GER: 'Europe/Berlin',
  FRA: 'Europe/Berlin',
  EBS: 'Europe/Zurich',
  MIL: 'Europe/Rome',
  MCE: 'Europe/Madrid',
  VIE: 'Europe/Vienna',
  STO: 'Europe/Stockholm',
  CPH: 'Europe/Copenhagen',
  HEL: 'Europe/Helsinki',
  OSL: 'Europe/Oslo',
  WSE: 'Europe/Warsaw',
  IST: 'Europe/Istanbul',
  TLV: 'Asia/Jerusalem',
  SAU: 'Asia/Riyadh',
  JNB: 'Africa/Johannesburg',
  NSI: 'Asia/Kolkata',
  BSE: 'Asia/Kolkata',
  SET: 'Asia/Bangkok',
  JKT: 'Asia/Jakarta',
  SES: 'Asia/Singapore',
  KLS: 'Asia/Kuala_Lumpur',
  HKG: 'Asia/Hong_Kong',
  SHH: 'Asia/Shanghai',
  SHZ: 'Asia/Shanghai',
  TAI: 'Asia/Taipei',
  TWO: 'Asia/Taipei',
  KSC: 'Asia/Seoul',
  KOE: 'Asia/Seoul',
  JPX: 'Asia/Tokyo',
  ASX: 'Australia/Sydney',
  NZE: 'Pacific/Auckland',
};
