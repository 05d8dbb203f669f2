process.parentPort.on('message', ({ data }) => {
  if (data === 'end') process.exit(7)
  process.parentPort.postMessage({ type: process.type, argument: process.argv[2], value: data.map.get(1) })
})
