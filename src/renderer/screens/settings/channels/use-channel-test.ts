import { useState } from 'react'
import type { ChannelRequest, ChannelTest } from '../../../../contract/resources/channel.ts'
import { useBackend } from '../../../backend/context.ts'
import { useAction } from '../../../backend/use-command.ts'

/** What came of a test: an answer, or what the monitor has against even trying. */
export type TestOutcome = { readonly test: ChannelTest } | { readonly refused: unknown }

interface ChannelTester {
  readonly isTesting: boolean
  /** Of what stands there now; a late answer about something else is none. */
  readonly outcomeOf: (request: ChannelRequest) => TestOutcome | null
  readonly test: (request: ChannelRequest) => void
}

/** `[CN-3]` Sends a message by a channel as it is, without keeping it. What goes wrong is shown where it was asked for. */
export function useChannelTest(): ChannelTester {
  const backend = useBackend()
  const [isTesting, run] = useAction()
  const [found, setFound] = useState<{ readonly question: string; readonly outcome: TestOutcome } | null>(null)
  return {
    isTesting,
    outcomeOf: (request) => (found !== null && found.question === JSON.stringify(request) ? found.outcome : null),
    test(request) {
      const question = JSON.stringify(request)
      setFound(null)
      void run(async () => {
        const outcome = await backend.call('channels.test', { channel: request }).then(
          (test): TestOutcome => ({ test }),
          (refused: unknown): TestOutcome => ({ refused }),
        )
        setFound({ question, outcome })
      })
    },
  }
}
