import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

/** The contexts that one place of a workflow may use, as plain JSON: `{ github: {…}, inputs: {…} }`. */
export type Contexts = Readonly<Record<string, unknown>>;

/** An expression that GitHub would refuse as well: a syntax error, or a context that this place does not have. */
export class ExpressionRefused extends Error {
  override readonly name = 'ExpressionRefused';

  constructor(expression: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The expression \${{ ${expression.trim()} }} cannot be evaluated: ${reason}`, { cause });
  }
}

/** Evaluates the `${{ }}` of a template and puts the results in their places, as strings. */
export function interpolate(template: string, contexts: Contexts): string {
  return template.replace(EXPRESSION, (_, expression: string) =>
    evaluate(expression, contexts).coerceString(),
  );
}

/**
 * Evaluates an `if:`, which may stand without `${{ }}`. One that does not ask how the job fares
 * is met only while nothing failed, as at GitHub.
 */
export function isMet(condition: string, contexts: Contexts, hasFailed: boolean): boolean {
  const expression = condition.trim().replace(WHOLE_EXPRESSION, '$1');
  const asks = /\b(always|success|failure|cancelled)\s*\(/i.test(expression);
  const whole = asks ? expression : `success() && (${expression})`;
  // The stand-in takes no step after a cancellation, so cancelled() is never true.
  const answers = { always: true, success: !hasFailed, failure: hasFailed, cancelled: false };
  return isTruthy(evaluate(whole, contexts, answers));
}

// A quoted string inside an expression may hold braces; '' is a quote in it.
const EXPRESSION = /\$\{\{((?:'(?:[^']|'')*'|[^'])*?)\}\}/g;
const WHOLE_EXPRESSION = /^\$\{\{((?:'(?:[^']|'')*'|[^'])*?)\}\}$/;

function evaluate(
  expression: string,
  contexts: Contexts,
  answers: Readonly<Record<string, boolean>> = {},
): data.ExpressionData {
  const functions = Object.entries(answers).map(([name, answer]) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(answer),
  }));
  try {
    const { tokens } = new Lexer(expression).lex();
    const tree = new Parser(tokens, Object.keys(contexts), functions).parse();
    const named = new Map(functions.map((known) => [known.name, known]));
    return new Evaluator(tree, toDictionary(contexts), named).evaluate();
  } catch (error) {
    throw new ExpressionRefused(expression, error);
  }
}

function toDictionary(contexts: Contexts): data.Dictionary {
  const pairs = Object.entries(contexts).map(([key, context]) => {
    const value: data.ExpressionData = JSON.parse(JSON.stringify(context), data.reviver);
    return { key, value };
  });
  return new data.Dictionary(...pairs);
}

function isTruthy(value: data.ExpressionData): boolean {
  if (value.kind === data.Kind.Null) return false;
  if (value.kind === data.Kind.Number) return value.number() !== 0 && !Number.isNaN(value.number());
  if (value.kind === data.Kind.Boolean) return value.number() === 1;
  if (value.kind === data.Kind.String) return value.coerceString() !== '';
  return true;
}
