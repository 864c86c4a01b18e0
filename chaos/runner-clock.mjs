// Loaded before the bundle: a runner whose clock is off by SKEW_MILLISECONDS.
const skew = Number(process.env.SKEW_MILLISECONDS ?? 0);
const now = Date.now.bind(Date);
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(now() + skew);
    else super(...parts);
  }
  static now() {
    return now() + skew;
  }
};
