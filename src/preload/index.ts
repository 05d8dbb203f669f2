import { contextBridge, ipcRenderer } from 'electron'
import { type Bridge, channels } from '../contract/desktop-bridge.ts'

/** Listeners by the number under which the main process knows their subscription. */
let lastSubscription = 0

function listen(channel: string, receive: Parameters<typeof ipcRenderer.on>[1]): () => void {
  ipcRenderer.on(channel, receive)
  return () => void ipcRenderer.off(channel, receive)
}

// All that the page gets of Electron: the console API and the desktop's, as plain values. The main process checks
// sender and content.
const bridge: Bridge = {
  call: (method, params) => ipcRenderer.invoke(channels.call, method, params),
  subscribe(listener, after) {
    const subscription = ++lastSubscription
    const receive = (_event: unknown, id: number, frame: Parameters<typeof listener>[0]) => {
      if (id === subscription) listener(frame)
    }
    ipcRenderer.on(channels.frame, receive)
    ipcRenderer.send(channels.subscribe, subscription, after)
    return () => {
      ipcRenderer.off(channels.frame, receive)
      ipcRenderer.send(channels.unsubscribe, subscription)
    }
  },
  onConnection: (listener) => listen(channels.connection, (_event, state) => listener(state)),
  desktop: (method, params) => ipcRenderer.invoke(channels.desktop, method, params),
  onDesktop: (listener) => listen(channels.desktopEvent, (_event, event) => listener(event)),
}
contextBridge.exposeInMainWorld('batchdeck', bridge)
