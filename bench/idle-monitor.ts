// A monitor in a process of its own, for `idle`: DATA_DIR and PING_INTERVAL (ms). Says its URL, and its processor time (ms) whenever it is asked.
import { startMonitor } from '../src/monitor/monitor.ts'
import { byDefault, givenBy, resolveSettings } from '../src/settings/settings.ts'

const settings = resolveSettings(
  givenBy(byDefault, {
    'server.port': 0,
    'data-dir': process.argv[2]!,
    'monitor.liveness.ping-interval': Number(process.argv[3]),
    // Silence is to be nothing but silence.
    'monitor.liveness.suspect-after': 600_000,
    'monitor.liveness.lost-after': 900_000,
  }),
)
const monitor = await startMonitor({ settings, version: 'bench', consoleRoot: null })
// As an open console would.
monitor.api.subscribe(() => {})

process.on('message', (what) => {
  if (what === 'cpu') {
    const { user, system } = process.cpuUsage()
    process.send!((user + system) / 1000)
  } else void monitor.close().then(() => process.disconnect())
})
process.send!(monitor.address.url)
