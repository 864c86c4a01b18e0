/** The value of a custom property of the style sheet, such as `--done`, in the theme of now. */
export function themeColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Calls when the reader's system goes from light to dark or back. @returns what ends that */
export function onThemeChange(changed: () => void): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}
