'use strict'
// In a utility process: `process.parentPort`, and then the script that it is for.
const { EventEmitter } = require('node:events')
const { pathToFileURL } = require('node:url')

const [script, ...args] = process.argv.slice(2)
if (script.includes('.asar')) require('./asar-modules.cjs')
process.argv = [process.argv[0], script, ...args]
Object.defineProperty(process, 'type', { value: 'utility' })
process.parentPort = Object.assign(new EventEmitter(), { postMessage: (message) => process.send(message) })
process.on('message', (data) => process.parentPort.emit('message', { data, ports: [] }))
void import(pathToFileURL(script).href)
