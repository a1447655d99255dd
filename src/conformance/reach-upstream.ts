import { connect } from 'node:net'

const patienceMs = 5_000

/** Whether anything listens there at all: else every case would say so in its own words. @throws Error with what to do */
export async function reachUpstream(url: string): Promise<void> {
  const { protocol, hostname, port } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  const socket = connect({ host, port: Number(port || (protocol === 'https:' ? 443 : 80)) })
  try {
    await new Promise((resolve, reject) => {
      socket.setTimeout(patienceMs, () => reject(new Error('no answer')))
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
  } catch (error) {
    const message = `nothing answers at ${url}: start the upstream, or correct its address`
    throw new Error(message, { cause: error })
  } finally {
    socket.destroy()
  }
}
