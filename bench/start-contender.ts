import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Contender } from './contenders.ts'
import { bodyOf, type Question } from './questions.ts'
import { spawnPinned } from './spawn-pinned.ts'

export interface Running {
  contender: Contender
  pid: number
  port: number
  /** From its start to its first answer. */
  coldStartMs: number
  /** What it is asked over IPC where the system does not say how it uses the processor. */
  ask<Reply>(message: string): Promise<Reply>
  close(): Promise<void>
}

const patienceMs = 60_000
const graceMs = 3_000

/** @throws Error with what it printed, if it does not answer within a minute */
export async function startContender(
  contender: Contender,
  options: { core: number | null; env: Readonly<Record<string, string>>; question: Question },
): Promise<Running> {
  const port = await findFreePort()
  let output = ''
  const usage = join(import.meta.dirname, 'answer-usage.mjs')
  const args = contender.args.map((argument) => argument.replace('{PORT}', String(port)))
  const begin = performance.now()
  const child = spawnPinned(options.core, ['--import', usage, ...args], {
    env: { ...process.env, NODE_ENV: 'production', ...options.env, ...contender.env, PORT: String(port) },
    ...(contender.cwd !== undefined && { cwd: contender.cwd }),
    onOutput: (text) => (output = (output + text).slice(-4_000)),
  })
  const isOver = () => child.exitCode !== null || child.signalCode !== null
  const close = async () => {
    if (isOver()) return
    const gone = once(child, 'exit')
    child.kill()
    const impatience = setTimeout(() => child.kill('SIGKILL'), graceMs)
    await gone
    clearTimeout(impatience)
  }
  while (!(await answers(port, options.question))) {
    if (!isOver() && performance.now() - begin < patienceMs) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      continue
    }
    await close()
    throw new Error(`${contender.name} does not answer:\n${output}`)
  }
  return {
    contender,
    pid: child.pid ?? 0,
    port,
    coldStartMs: performance.now() - begin,
    async ask<Reply>(message: string) {
      const reply = once(child, 'message')
      child.send(message)
      return (await reply)[0] as Reply
    },
    close,
  }
}

async function answers(port: number, question: Question): Promise<boolean> {
  try {
    const { data } = JSON.parse(await ask(port, bodyOf(question, 1))) as { data?: { customer?: unknown } }
    return Boolean(data?.customer)
  } catch {
    return false
  }
}

/** One question, answered. */
export async function ask(port: number, body: string): Promise<string> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  const request = { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) }
  const reply = await fetch(`http://127.0.0.1:${port}/graphql`, request)
  return reply.text()
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
