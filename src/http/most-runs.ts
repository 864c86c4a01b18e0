/** A job may have thousands of runs; the newest say how it goes. */
export const MOST_RUNS = 100;
