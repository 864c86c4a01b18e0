import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { errorMessage } from '../../core/error-message.ts';

/** The contexts that one place of a workflow may use, as plain JSON: `{ github: {…}, inputs: {…} }`. */
export type Contexts = Readonly<Record<string, unknown>>;

/** An expression that GitHub would refuse as well: a syntax error, or a context that this place does not have. */
export class ExpressionRefused extends Error {
  override readonly name = 'ExpressionRefused';
}

/** Evaluates the `${{ }}` of a template and puts the results in their places, as strings. */
export function interpolate(template: string, contexts: Contexts): string {
  return template.replace(EXPRESSION, (_, expression: string) => evaluate(expression, contexts));
}

/**
 * Evaluates an `if:`, which may stand without `${{ }}`. One that does not ask how the job fares
 * is met only while nothing failed, as at GitHub.
 */
export function isMet(condition: string, contexts: Contexts, hasFailed: boolean): boolean {
  const expression = condition.trim().replace(WHOLE_EXPRESSION, '$1');
  const asks = /\b(always|success|failure|cancelled)\s*\(/i.test(expression);
  // The stand-in takes no step after a cancellation, so cancelled() is never true.
  const answers = { always: true, success: !hasFailed, failure: hasFailed, cancelled: false };
  return evaluate(`!!(${asks ? '' : 'success() && '}(${expression}))`, contexts, answers) === 'true';
}

// A quoted string inside an expression may hold braces; '' is a quote in it.
const EXPRESSION = /\$\{\{((?:'(?:[^']|'')*'|[^'])*?)\}\}/g;
const WHOLE_EXPRESSION = new RegExp(`^${EXPRESSION.source}$`);

function evaluate(expression: string, contexts: Contexts, answers: Record<string, boolean> = {}): string {
  const functions = Object.entries(answers).map(([name, answer]) => {
    return { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(answer) };
  });
  try {
    const { tokens } = new Lexer(expression).lex();
    const tree = new Parser(tokens, Object.keys(contexts), functions).parse();
    const known = new data.Dictionary(
      ...Object.entries(contexts).map(([key, context]) => {
        return { key, value: JSON.parse(JSON.stringify(context), data.reviver) as data.ExpressionData };
      }),
    );
    const named = new Map(functions.map((one) => [one.name, one]));
    return new Evaluator(tree, known, named).evaluate().coerceString();
  } catch (error) {
    const reason = errorMessage(error);
    const message = `The expression \${{ ${expression.trim()} }} cannot be evaluated: ${reason}`;
    throw new ExpressionRefused(message, { cause: error });
  }
}
