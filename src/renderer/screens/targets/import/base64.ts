/** Bytes that `String.fromCharCode` takes at once: each is an argument of the call. */
const BYTES_AT_ONCE = 0x8000

/** Bytes as text, for a frame holds nothing else. */
export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let from = 0; from < bytes.length; from += BYTES_AT_ONCE) {
    binary += String.fromCharCode(...bytes.subarray(from, from + BYTES_AT_ONCE))
  }
  return btoa(binary)
}
