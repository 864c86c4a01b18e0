/** What one check has found, in a sentence that says what to do if something is wrong. */
export interface Diagnosis {
  about: 'environment' | 'redis' | 'github' | 'yahoo' | 'notices' | 'deployment';
  /** `note`: nothing is wrong, but somebody may want to know. */
  state: 'ok' | 'note' | 'problem';
  text: string;
}

/** What `fill-cache doctor` prints. */
export interface DoctorReport {
  /** Where the program runs, as its environment says. */
  where: 'deployment' | 'action' | 'local';
  checks: readonly Diagnosis[];
}

/** Diagnoses of one subject: `say.problem('…')`. */
export function diagnosesOf(about: Diagnosis['about']) {
  const of = (state: Diagnosis['state']) => (text: string) => ({ about, state, text });
  return { ok: of('ok'), note: of('note'), problem: of('problem') };
}
