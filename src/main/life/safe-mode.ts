/** `[DT-16]` What a start in safe mode is given. */
export const SAFE = '--safe'

/** `[DT-16]` Whether this start is to go without everything that could be why the app does not work. */
export function isSafeStart(): boolean {
  return process.argv.includes(SAFE)
}
