const numbers = new Intl.NumberFormat('en-US');
const times = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const minutesOfDay = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dates = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** 12,345 */
export function numberText(value: number): string {
  return numbers.format(value);
}

/** `1 batch`, `12 batches`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${numberText(count)} ${count === 1 ? one : many}`;
}

/** What of a list was no symbol, in a sentence. */
export function noSymbolsText({ count, first }: { count: number; first: readonly string[] }): string {
  const values = first.map((value) => `"${value}"`).join(', ');
  const what =
    count === 1 ? '1 entry is no symbol and was' : `${numberText(count)} entries are no symbols and were`;
  return `${what} left out: ${values}${count > first.length ? ', …' : '.'}`;
}

/** `45 s`, `12 min`, `1 h 30 min`, `2 d 3 h`: the two largest units. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

/** The time of day, by the clock of the reader. */
export function timeText(at: number): string {
  return times.format(at);
}

/** The time of day without its seconds. @param at milliseconds since 1970. */
export function minuteText(at: number): string {
  return minutesOfDay.format(at);
}

/** Day and time, by the clock of the reader. @param at ISO 8601, or milliseconds since 1970. */
export function dayText(at: string | number): string {
  return dates.format(new Date(at));
}

/** A sentence of the API, whose instants are ISO 8601. */
export function inReadersClock(sentence: string): string {
  return sentence.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, dayText);
}
