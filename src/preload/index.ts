import { contextBridge, ipcRenderer } from 'electron'

/** Listeners by the number under which the main process knows their subscription. */
let lastSubscription = 0

// All that the page gets of Electron: the console API, as plain values. The main process checks sender and content.
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
})
