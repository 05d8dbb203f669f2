// What electron-updater needs of Electron to download: our model of its network.
export { net } from '../electron-standin/net.ts'
export const session = { fromPartition: () => ({}) }
