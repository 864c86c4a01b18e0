/** How a simulated source limits its requests. */
export interface RequestLimit {
  name: string;
  /** Whether the source answers a request that arrives then; milliseconds, ascending. */
  admits(now: number): boolean;
}

/** `perSecond` tokens a second; up to `burst` of them are saved while nobody asks. */
export function tokenBucket(perSecond: number, burst: number): RequestLimit {
  let tokens = burst;
  let filledAt = 0;
  return {
    name: `token bucket, burst ${burst}`,
    admits(now) {
      tokens = Math.min(burst, tokens + ((now - filledAt) / 1_000) * perSecond);
      filledAt = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}

/** So many answers in each window of so many seconds; windows begin at fixed times. */
export function fixedWindow(perSecond: number, seconds: number): RequestLimit {
  let answered = 0;
  let window = -1;
  return {
    name: `fixed window, ${seconds} s`,
    admits(now) {
      const current = Math.floor(now / (seconds * 1_000));
      if (current !== window) answered = 0;
      window = current;
      answered += 1;
      return answered <= perSecond * seconds;
    },
  };
}

/** So many answers in any so many seconds. */
export function slidingWindow(perSecond: number, seconds: number): RequestLimit {
  const answered: number[] = [];
  return {
    name: `sliding window, ${seconds} s`,
    admits(now) {
      while (answered[0] !== undefined && answered[0] <= now - seconds * 1_000) answered.shift();
      if (answered.length + 1 > perSecond * seconds) return false;
      answered.push(now);
      return true;
    },
  };
}

/** Refuses a share of the requests, whatever their rate. */
export function refusesAtRandom(share: number, random: () => number): RequestLimit {
  return { name: `${share * 100} % at random`, admits: () => random() >= share };
}
