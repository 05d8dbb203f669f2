import { safeStorage } from 'electron'
import type { Vault } from './known-monitors.ts'

/** `[DT-5]` Keychain, DPAPI, or the keyring of the desktop. */
export const tokenVault: Vault = {
  /** On Linux without a keyring, what Electron calls encryption is done with a key that everybody knows. */
  isSafe() {
    if (!safeStorage.isEncryptionAvailable()) return false
    return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
  },
  encrypt: (text) => safeStorage.encryptString(text).toString('base64'),
  decrypt: (text) => safeStorage.decryptString(Buffer.from(text, 'base64')),
}
