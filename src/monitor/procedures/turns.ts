/** What changes tasks or epochs is done one after the other. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve()

  /** Begins once all that came before is over, whether that has worked or not. */
  inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.last.then(action)
    this.last = result.catch(() => {})
    return result
  }
}
