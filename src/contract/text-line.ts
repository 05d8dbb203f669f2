/**
 * `[HT-1]` In a list of text `#` begins a comment, and in front of it a backslash takes that away: targets that begin with
 * `#`, or with backslashes and `#`, have one backslash more in a line.
 */
export function textLine(target: string): string {
  return /^\\*#/.test(target) ? `\\${target}` : target
}

/** The target of such a line, which has no comment and no white space around it. */
export function targetOfLine(line: string): string {
  return /^\\+#/.test(line) ? line.slice(1) : line
}
