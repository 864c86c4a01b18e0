/** A code block of a Markdown text, such as one of shell commands. */
export interface CodeBlock {
  /** As it is written behind the fence; empty if it is not. */
  language: string;
  /** One for each command or line. */
  lines: string[];
}

export function codeBlocksOf(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(/^```(\w*)\n(.*?)\n```$/gms)].map(([, language = '', text = '']) => ({
    language,
    lines: text.split('\n'),
  }));
}

/** The commands in running text that start the stack or talk to it: those of `npm start` and `npm run job`. */
export function inlineCommandsOf(markdown: string): string[] {
  const prose = markdown.replaceAll(/^```.*?\n```$/gms, '');
  return [...prose.matchAll(/`(npm (?:start|run job) [^`]+)`/g)].map(([, command = '']) =>
    command.replaceAll(/\s+/g, ' '),
  );
}
