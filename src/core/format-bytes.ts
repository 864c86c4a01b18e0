/** A size as people say it: `512 bytes`, `33 KB`, `1.2 MB`, `3.5 GB`; as Upstash counts, a thousand of one are the next. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${Math.round(bytes)} bytes`;
  const exponent = Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** exponent;
  const unit = ['bytes', 'KB', 'MB', 'GB'][exponent];
  return `${value < 10 && exponent > 1 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
