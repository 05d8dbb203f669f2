import { contextBridge, ipcRenderer } from 'electron'

/** Listeners by the number under which the main process knows their subscription. */
let lastSubscription = 0

function listen(channel: string, listener: (value: unknown) => void): () => void {
  const receive = (_event: unknown, value: unknown) => listener(value)
  ipcRenderer.on(channel, receive)
  return () => void ipcRenderer.off(channel, receive)
}

// All that the page gets of Electron: the console API and the desktop's, as plain values. The main process checks
// sender and content.
contextBridge.exposeInMainWorld('batchdeck', {
  call: (method: unknown, params: unknown): Promise<unknown> => ipcRenderer.invoke('batchdeck:call', method, params),
  subscribe(listener: (frame: unknown) => void): () => void {
    const subscription = ++lastSubscription
    const receive = (_event: unknown, id: number, frame: unknown) => {
      if (id === subscription) listener(frame)
    }
    ipcRenderer.on('batchdeck:frame', receive)
    ipcRenderer.send('batchdeck:subscribe', subscription)
    return () => {
      ipcRenderer.off('batchdeck:frame', receive)
      ipcRenderer.send('batchdeck:unsubscribe', subscription)
    }
  },
  onConnection: (listener: (state: unknown) => void): (() => void) => listen('batchdeck:connection', listener),
  desktop: (method: unknown, params: unknown): Promise<unknown> =>
    ipcRenderer.invoke('batchdeck:desktop', method, params),
  onDesktop: (listener: (event: unknown) => void): (() => void) => listen('batchdeck:desktop-event', listener),
})
