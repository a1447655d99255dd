import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sandboxConnection } from '../../sandbox/connection.ts'
import { freePorts, root, runHeadwater, temporaryFolder } from '../e2e/run-headwater.ts'
import { prepareStore } from '../support/prepare-store.ts'

// G012: canonical ids mean the same customers after a restart and after the gateway was killed; simulators started apart
// keep their state through both; --reset wipes store and simulators.

const dataDir = temporaryFolder()

test('restart, SIGKILL, --reset', async () => {
  await prepareStore(dataDir)
  const port = await freePorts(5)
  const environment = {
    PORT: String(port),
    SANDBOX_PORT: String(port + 1),
    HEADWATER_DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
  }
  const ask = async (query: string) => {
    const reply = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': 'sandbox-developer' },
      body: JSON.stringify({ query }),
    })
    return ((await reply.json()) as { data: Record<string, unknown> }).data
  }
  const run = async (args: string[], work: () => Promise<void>, end: NodeJS.Signals) => {
    const gateway = runHeadwater(['start', ...args], environment)
    try {
      await gateway.saw('Ctrl-C stops')
      await work()
      gateway.child.kill(end)
      await gateway.ended
    } finally {
      gateway.child.kill('SIGKILL')
    }
  }
  const env = { ...process.env, NODE_OPTIONS: '', ...environment }
  const startApart = async () => {
    const apart = spawn(process.execPath, [join(root, 'sandbox/main.ts')], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    await once(apart.stdout, 'data')
    return apart
  }
  const stopApart = async (apart: Awaited<ReturnType<typeof startApart>>) => {
    apart.kill('SIGTERM')
    await once(apart, 'exit')
  }
  const { baseUrl, token } = sandboxConnection(port + 1).hubspot
  const page =
    '{ customers(first: 5) { edges { node { id givenName customerNumber vipLevel customerKey } } } }'
  let before: Record<string, unknown> = {}
  const isSame = async () => {
    expect(await ask(page)).toEqual(before)
    const { customers } = before as { customers: { edges: { node: { id: string; givenName: string } }[] } }
    for (const { node } of customers.edges)
      expect(await ask(`{ customer(id: "${node.id}") { givenName } }`)).toEqual({
        customer: { givenName: node.givenName },
      })
  }

  let apart = await startApart()
  try {
    await run(
      [],
      async () => {
        // A change in the CRM, so that the simulator has something to keep.
        const changed = await fetch(`${baseUrl}/crm/v3/objects/contacts/401001`, {
          method: 'PATCH',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ properties: { firstname: 'Klara' } }),
        })
        expect(changed.status).toBe(200)
        before = await ask(page)
        expect(JSON.stringify(before)).toContain('Klara')
      },
      'SIGINT',
    )
    await run([], isSame, 'SIGKILL')
    await run([], isSame, 'SIGINT')
    await stopApart(apart)
    apart = await startApart()
    await run([], isSame, 'SIGINT')
  } finally {
    await stopApart(apart)
  }
  await run(
    ['--reset'],
    async () => {
      const wiped = JSON.stringify(await ask(page))
      expect(wiped).toContain('Clara')
      expect(wiped).not.toContain('Klara')
    },
    'SIGINT',
  )
}, 240_000)
