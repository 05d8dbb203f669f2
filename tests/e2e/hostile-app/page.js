globalThis.fromFile = true
