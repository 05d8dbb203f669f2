/**
 * What a promise comes to, unless it is given up before: nobody waits any longer then, whether or not who was asked has
 * noticed.
 * @throws the reason of the signal
 */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const ended = Promise.withResolvers<never>()
  const onAbort = () => ended.reject(signal.reason)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort)
  try {
    return await Promise.race([work, ended.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
    // Nobody asks any more.
    work.catch(() => {})
    ended.promise.catch(() => {})
  }
}

/** The same of what comes in pieces. */
export async function* piecesUntilAborted<T>(pieces: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = pieces[Symbol.asyncIterator]()
  try {
    while (true) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const next = await untilAborted(iterator.next(), signal)
      if (next.done) return
      yield next.value
    }
  } finally {
    const over = iterator.return?.()
    if (signal.aborted) over?.catch(() => {})
    else await over
  }
}
