/** How many lanes may work on a job side by side: GitHub runs 20 jobs of a free account at once. */
export const MOST_LANES = 16;

/** Over HTTP nobody may ask for no limit: a direct fill asks Yahoo from the address of the function itself. */
export const MOST_REQUESTS_PER_SECOND_OVER_HTTP = 10;
