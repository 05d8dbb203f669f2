/** The file by which desktops of Linux start a program at login (Desktop Application Autostart Specification). */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Batchdeck',
    'Comment=Monitor of a fleet of batch consumers',
    `Exec=${command.map(quoted).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** As an argument of `Exec`: quoted by its own rules, `%` doubled, and then escaped as every string of the file is. */
function quoted(argument: string): string {
  const inQuotes = argument.replaceAll(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%')
  return `"${inQuotes.replaceAll('\\', String.raw`\\`)}"`
}
