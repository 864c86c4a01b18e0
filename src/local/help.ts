import { DEFAULT_PORT } from './flags.ts';

/** What `npm start -- --help` prints. */
export const HELP = `Usage: npm start -- [flags]

Runs fill-cache on this machine: a Redis, a stand-in for GitHub that runs the real workflow, and the job. Without
flags it goes on with the newest unfinished job of this Redis, or else fills the S&P 500, and stays up until Ctrl-C.

  --source sp500|all|custom  Fill the S&P 500, all US listings (about 6,800), or the tickers of --tickers. An
                             unfinished job of the same tickers is gone on with; else a new one is started.
  --tickers AAPL,BRK.B       Fill these tickers; means --source custom.
  --fresh                    Start a new job that fetches again what is cached, rather than go on with an unfinished
                             one. Tickers known to fail are still left out for 7 days.
  --market yahoo|simulated   Where prices come from. Without it: Yahoo if it answers, else a made-up market (unless
                             the Redis is one of your own, or holds real prices already).
  --max-batches N            Batches in one run, 0 for as many as 4 minutes allow. Without it: 0. A job that is gone
                             on with takes it for its next run alone.
  --idle                     Start no job, and wait for requests.
  --port N                   Port of the HTTP face, 0 for any free one. Without it: ${DEFAULT_PORT}.
  --exit                     End when the job ends: with 0, or with 1 if it failed or is stuck.
  --help                     Print this.

Environment
  FILL_CACHE_HOME            The data folder. Without it: .fill-cache in this folder.
  UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN
                             Use this database in place of the embedded Redis.
  REDIS_URL                  Use this Redis server, as redis://host:port, unless a database is given above.
  YAHOO_FINANCE_URL          Ask this address in place of Yahoo.
`;
