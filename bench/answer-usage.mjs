// In every process that is measured: says over IPC how much of the processor and of memory it has used.
process.on('message', (message) => {
  if (message === 'usage') process.send?.({ ...process.cpuUsage(), rss: process.memoryUsage.rss() })
})
process.channel?.unref()
// Nobody is left behind when the benchmark is ended.
process.on('disconnect', () => process.exit())
