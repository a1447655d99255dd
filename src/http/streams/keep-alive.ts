import { WebSocket } from 'ws'

/**
 * Pings, so that proxies keep a quiet socket, and ends one whose other end has gone without a word: who has not answered a
 * ping by the next is gone. Gives back what ends the pinging.
 */
export function keepAlive(socket: WebSocket, everyMs: number): () => void {
  let isAnswered = true
  socket.on('pong', () => (isAnswered = true))
  const timer = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return
    if (!isAnswered) {
      socket.terminate()
      return
    }
    isAnswered = false
    socket.ping()
  }, everyMs).unref()
  return () => clearInterval(timer)
}
