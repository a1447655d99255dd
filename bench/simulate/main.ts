/**
 * The simulated systems, a process of their own on one port. The benchmark sets their latency and reads what they were asked
 * over IPC.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { createMessageReader } from '../read-messages.ts'
import { createSystems, noCalls, type Reply } from './answer.ts'
import { createRecords } from './records.ts'

export type ToSystems = { type: 'latency'; ms: number } | { type: 'counts' } | { type: 'reset' }

const counts = noCalls()
const answer = createSystems(createRecords(), counts)
let latencyMs = 0

const send = (socket: Socket, { status, body }: Reply): void => {
  const head = `HTTP/1.1 ${status} ${status === 200 ? 'OK' : 'Not Found'}\r\nContent-Type: application/json\r\nConnection: keep-alive\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`
  if (!socket.destroyed) socket.write(head + body)
}

const server = createServer({ noDelay: true }, (socket) => {
  const read = createMessageReader({ wantsBody: true }, ({ start, body }) => {
    const [method = '', url = ''] = start.split(' ')
    const reply = answer(method, url, body ?? '')
    if (latencyMs === 0) send(socket, reply)
    else setTimeout(() => send(socket, reply), latencyMs)
  })
  socket.setEncoding('latin1')
  socket.on('data', (received) => read(String(received)))
  socket.on('error', () => socket.destroy())
})

process.on('message', (message: ToSystems) => {
  if (message.type === 'latency') latencyMs = message.ms
  if (message.type === 'reset') Object.assign(counts, noCalls())
  process.send?.({ ...counts })
})
process.on('disconnect', () => process.exit())
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  process.send?.({ port: (server.address() as AddressInfo).port })
})
