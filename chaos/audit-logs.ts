/** Said of a request or by a program that is wrong in itself: no fault of a story explains it. */
const OWN_FAULTS =
  /ERR (?:failed to parse|unknown command|syntax error|wrong number of arguments)|\b(?:Type|Range|Reference|Syntax)Error\b/;

/**
 * A run that ends by a fault of the program is started again as one that was killed is, and its job is filled all the same:
 * only what it has printed tells.
 *
 * @param logs what each run has printed.
 */
export function auditLogs(logs: readonly string[]): string[] {
  const lines = logs.flatMap((log) => log.split('\n')).filter((line) => OWN_FAULTS.test(line));
  return [...new Set(lines)].map((line) => `a run says: ${line}`);
}
