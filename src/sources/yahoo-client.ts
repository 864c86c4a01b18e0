import createYahooFinance from 'yahoo-finance2/createYahooFinance';
import chart from 'yahoo-finance2/modules/chart';

const YahooFinance = createYahooFinance({ modules: { chart } });
const silent = () => undefined;

/** yahoo-finance2 with its chart module, silent; how many calls run at once is the caller's decision. */
export function createYahooClient() {
  return new YahooFinance({
    queue: { concurrency: Number.POSITIVE_INFINITY },
    versionCheck: false,
    validation: { logErrors: false, logOptionsErrors: false },
    logger: { info: silent, warn: silent, error: silent, debug: silent, dir: silent },
  });
}
