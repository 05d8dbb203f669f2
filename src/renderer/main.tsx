import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import '@mantine/core/styles.css'
import '@mantine/dropzone/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import './theme/theme.css'
import './theme/contrast.css'
import './shell/shell.css'
import './shell/print/print.css'
import './components/components.css'
import './components/layout.css'
import './components/side-panel.css'
import './components/slot-map.css'
import './features/features.css'
import './features/history/history.css'
import './features/notes/notes.css'
import './features/desktop/desktop.css'
import './screens/overview/overview.css'
import './screens/consumers/consumers.css'
import './screens/consumers/log/log.css'
import './screens/batches/batches.css'
import './screens/slots/slots.css'
import './screens/epochs/epochs.css'
import './screens/targets/import/import.css'
import './screens/targets/import/understood.css'
import './screens/targets/import/suspicious.css'
import './screens/targets/import/changes.css'
import './screens/targets/targets-table.css'
import './screens/events/events.css'
import './screens/settings/settings.css'
import './screens/settings/channels/channels.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { AttentiveTransport } from '../console/attentive-transport.ts'
import { ConsoleClient } from '../console/client.ts'
import { type SocketLike, socketTransport, withPlace } from '../console/socket-transport.ts'
import { App } from './app.tsx'
import { followAdmission } from './backend/admission.ts'
import { BackendProvider, wordsOf } from './backend/context.ts'
import { ipcTransport } from './backend/ipc-transport.ts'
import { createQueries } from './backend/queries.ts'
import { followSessions } from './backend/sessions.ts'
import { consoleSocketUrl } from './backend/websocket.ts'
import { showFailure } from './components/toast.tsx'
import { followOpened } from './features/desktop/follow-opened.ts'
import { startI18n } from './i18n/i18n.ts'
import { followDesktop } from './stores/desktop.ts'
import { followFleet } from './stores/fleet.ts'
import { followRange } from './stores/range.ts'

const setTimeout = (action: () => void, after: number) => window.setTimeout(action, after)
const backend = new ConsoleClient({
  transport: window.batchdeck ? ipcTransport(window.batchdeck) : attentiveSocket(),
  setTimeout,
  now: Date.now,
})

/** `[LV-8]` Whatever lets a page know that its network or its machine was away makes it look whether the monitor is there. */
function attentiveSocket(): AttentiveTransport {
  const sockets = socketTransport(
    (after) => new WebSocket(withPlace(consoleSocketUrl(location, sessionStorage, history), after)) as SocketLike,
  )
  const transport = new AttentiveTransport(sockets, { setTimeout, now: Date.now })
  for (const happening of ['online', 'offline', 'pageshow']) {
    window.addEventListener(happening, () => transport.check())
  }
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') transport.check()
  })
  return transport
}

const root = document.getElementById('root')
if (!root) throw new Error('The page has no root.')
await startI18n()
followFleet(backend)
followRange()
const queries = createQueries((error) => showFailure(() => wordsOf(error)))
followSessions(queries)
if (window.batchdeck) {
  followOpened(window.batchdeck)
  followDesktop(window.batchdeck)
} else followAdmission()
createRoot(root).render(
  <BackendProvider value={backend}>
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>
  </BackendProvider>,
)
